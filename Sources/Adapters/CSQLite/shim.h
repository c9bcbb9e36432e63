#include <malloc.h>
#include <signal.h>
#include <sqlite3.h>

/* Settings of the whole process, to be made once, before its first connection.
 * SQLite keeps no memory statistics: they cost a lock at every allocation and nobody reads them. Freed memory stays
 * with the process: work in batches would give it back to the system and ask for it again, batch after batch.
 * A file that may not grow any more (ulimit -f) is a full disk to whoever writes it, and no reason to end. */
static inline int csqlite_prepare_process(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
  signal(SIGXFSZ, SIG_IGN);
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
