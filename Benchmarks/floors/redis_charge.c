/* Charging with a script in Redis, asked from many connections, one request after the other on each.
 *
 * usage: redis_charge PORT CONNECTIONS REQUESTS ACCOUNTS
 *
 * The script claims the request's id and keeps its answer under it, looks at a balance, takes an amount when there is enough, and
 * appends an entry. No price, no tax, no session, no proof. The server is to sync each write before it answers (appendfsync always).
 * The check is how many were paid. */
#include "floor.h"
#include "latency.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { ROOM = 4096 };

static const char *script =
    "local known = redis.call('GET', KEYS[1]) if known then return known end "
    "local has = tonumber(redis.call('HGET', KEYS[2], 'amount')) local amount = tonumber(ARGV[1]) "
    "local answer = 'refused:' .. has "
    "if has >= amount then "
    "answer = 'success:' .. redis.call('HINCRBY', KEYS[2], 'amount', -amount) "
    "redis.call('RPUSH', KEYS[3], ARGV[2] .. ':' .. amount) end "
    "redis.call('SET', KEYS[1], answer) return answer";

struct connection {
  int socket;
  double begun;
  long got;
  char answer[ROOM];
};

static long sent, answered, requests, paid, stamp, accounts;
static char digest[64];

static void command(int socket, const char *text, size_t length) {
  if (write(socket, text, length) != (ssize_t)length) fail("write");
}

static void ask(struct connection *c) {
  unsigned long random = (unsigned long)(sent + 1) * 0x9E3779B97F4A7C15UL;
  random ^= random >> 29;
  char id[48], request[32], balance[32], entries[32], text[768];
  long account = 1 + (long)(random % (unsigned long)accounts);
  snprintf(id, sizeof id, "%ld", stamp + sent);
  snprintf(request, sizeof request, "r:%s", id);
  snprintf(balance, sizeof balance, "b:%ld", account);
  snprintf(entries, sizeof entries, "e:%ld", account);
  int size = snprintf(text, sizeof text, "*8\r\n$7\r\nEVALSHA\r\n$40\r\n%s\r\n$1\r\n3\r\n$%zu\r\n%s\r\n$%zu\r\n%s\r\n$%zu\r\n%s\r\n$1\r\n7\r\n$%zu\r\n%s\r\n", digest,
                      strlen(request), request, strlen(balance), balance, strlen(entries), entries, strlen(id), id);
  sent++;
  c->got = 0;
  c->begun = wall_now();
  command(c->socket, text, (size_t)size);
}

/* Whether the answer, `$LENGTH\r\nTEXT\r\n`, is whole. */
static int take(struct connection *c) {
  ssize_t more = read(c->socket, c->answer + c->got, (size_t)(ROOM - 1 - c->got));
  if (more <= 0) fail("the connection ended");
  c->answer[c->got += more] = 0;
  if (c->answer[0] != '$') {
    fprintf(stderr, "%.300s\n", c->answer);
    exit(1);
  }
  char *text = strstr(c->answer, "\r\n");
  return text && strstr(text + 2, "\r\n") != 0;
}

static int opened(const struct sockaddr_in *address) {
  int one = 1, made = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(made, (const struct sockaddr *)address, sizeof *address)) fail("connect");
  return made;
}

static void prepare_server(int socket) {
  char text[2048], answer[256];
  int size = snprintf(text, sizeof text, "*3\r\n$6\r\nSCRIPT\r\n$4\r\nLOAD\r\n$%zu\r\n%s\r\n", strlen(script), script);
  command(socket, text, (size_t)size);
  ssize_t got = read(socket, answer, sizeof answer - 1);
  if (got < 46 || answer[0] != '$') fail("the script");
  memcpy(digest, answer + 5, 40);
  for (long account = 1; account <= accounts; account++) {
    char name[32];
    snprintf(name, sizeof name, "b:%ld", account);
    size = snprintf(text, sizeof text, "*4\r\n$4\r\nHSET\r\n$%zu\r\n%s\r\n$6\r\namount\r\n$10\r\n1000000000\r\n", strlen(name), name);
    command(socket, text, (size_t)size);
    if (read(socket, answer, sizeof answer) <= 0) fail("read");
  }
}

int main(int argc, char **argv) {
  if (argc < 5) return fprintf(stderr, "usage: redis_charge PORT CONNECTIONS REQUESTS ACCOUNTS\n"), 2;
  long connections = atol(argv[2]);
  requests = atol(argv[3]), accounts = atol(argv[4]);
  stamp = (long)(wall_now() * 1e6);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct connection *all = calloc((size_t)connections, sizeof *all);
  int poll = epoll_create1(0);
  if (!all || poll < 0) fail("setup");
  for (long i = 0; i < connections; i++) {
    all[i].socket = opened(&address);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i].socket, &event);
  }
  int first = opened(&address);
  prepare_server(first);
  close(first);
  start_clock();
  for (long i = 0; i < connections; i++) ask(&all[i]);
  while (answered < requests) {
    struct epoll_event ready[64];
    int count = epoll_wait(poll, ready, 64, -1);
    if (count < 0 && errno != EINTR) return perror("epoll"), 1;
    for (int i = 0; i < count; i++) {
      struct connection *c = ready[i].data.ptr;
      if (!take(c)) continue;
      latency(wall_now() - c->begun);
      answered++;
      if (strstr(c->answer, "success:")) paid++;
      if (sent < requests) ask(c);
    }
  }
  report_latencies(answered, paid);
  return 0;
}
