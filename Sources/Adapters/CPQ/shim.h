#include <libpq-fe.h>

/* Notices of the server are for people at a prompt; what matters comes as an error. */
static inline void cpq_ignore_notice(void *context, const PGresult *result) {
  (void)context;
  (void)result;
}

static inline void cpq_silence(PGconn *connection) { PQsetNoticeReceiver(connection, cpq_ignore_notice, 0); }
