/* Posts to a server from many connections that stay open, one request after the other on each, and tells how long answers took.
 *
 * usage: post_many PORT KEY CONNECTIONS REQUESTS PATH BODY SPREAD
 *
 * BODY holds one %ld, the number of the request, and one more, a number from 1 to SPREAD that follows from it. An answer is
 * taken in to its last byte; one that is not 200 ends the run. One operation is one answer; the check is how many were 200. */
#include "floor.h"
#include "latency.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { ROOM = 1 << 16 };

struct connection {
  int socket;
  double begun;
  long got, length;
  char *body, answer[ROOM];
};

static const char *path, *key, *form;
static long sent, answered, requests, stamp, spread;

static void ask(struct connection *c) {
  char body[2048], request[4096];
  unsigned long random = (unsigned long)(sent + 1) * 0x9E3779B97F4A7C15UL;
  random ^= random >> 29;
  int length = snprintf(body, sizeof body, form, stamp + sent, 1 + (long)(random % (unsigned long)spread));
  int size = snprintf(request, sizeof request,
                      "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, key, length, body);
  sent++;
  c->got = c->length = 0;
  c->body = 0;
  c->begun = wall_now();
  if (write(c->socket, request, (size_t)size) != size) fail("write");
}

/* Whether the answer is whole. */
static int take(struct connection *c) {
  ssize_t more = read(c->socket, c->answer + c->got, (size_t)(ROOM - 1 - c->got));
  if (more <= 0) fail("the connection ended");
  c->answer[c->got += more] = 0;
  if (!c->body && (c->body = strstr(c->answer, "\r\n\r\n"))) {
    c->body += 4;
    char *field = strcasestr(c->answer, "\r\ncontent-length:");
    if (!field || strncmp(c->answer + 9, "200", 3)) {
      fprintf(stderr, "%.600s\n", c->answer);
      exit(1);
    }
    c->length = atol(field + 17);
  }
  return c->body && c->got >= c->body - c->answer + c->length;
}

int main(int argc, char **argv) {
  if (argc < 8) return fprintf(stderr, "usage: post_many PORT KEY CONNECTIONS REQUESTS PATH BODY SPREAD\n"), 2;
  long connections = atol(argv[3]);
  key = argv[2], requests = atol(argv[4]), path = argv[5], form = argv[6], spread = atol(argv[7]);
  stamp = (long)(wall_now() * 1e6);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct connection *all = calloc((size_t)connections, sizeof *all);
  int poll = epoll_create1(0), one = 1;
  if (!all || poll < 0) fail("setup");
  for (long i = 0; i < connections; i++) {
    all[i].socket = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(all[i].socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(all[i].socket, (struct sockaddr *)&address, sizeof address)) return perror("connect"), 1;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i].socket, &event);
  }
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
      if (sent < requests) ask(c);
    }
  }
  report_latencies(answered, answered);
  return 0;
}
