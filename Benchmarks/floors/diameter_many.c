/* Asks for debits over Diameter (RFC 6733, RFC 8506) from several peers at once, and tells how long answers took.
 *
 * usage: diameter_many PORT PEERS WAITING REQUESTS RATE GROUP SPREAD
 *
 * With RATE 0 every peer keeps WAITING requests unanswered and sends the next with each answer: the most that comes through. With
 * another RATE so many requests a second are sent, in turn by all peers, whatever is answered; an answer's time counts from when its
 * request was due, so that waiting to be sent counts too. A request debits 7 units of rating group GROUP from a number that follows
 * from its own, as post_many does it with SPREAD. An answer other than 2001 ends the run. The check is how many were 2001. */
#include "floor.h"
#include "latency.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { ROOM = 1 << 18 };

struct peer {
  int socket;
  long got;
  unsigned char in[ROOM];
};

static struct peer *peers;
static double *due;
static long sent, answered, requests, stamp, spread, group;

static unsigned char *put32(unsigned char *at, uint32_t value) {
  value = htonl(value);
  memcpy(at, &value, 4);
  return at + 4;
}

/* An attribute: its head, its data, and what fills it up to four bytes. */
static unsigned char *avp(unsigned char *at, uint32_t code, const void *data, uint32_t length) {
  at = put32(put32(at, code), 0x40u << 24 | (8 + length));
  memcpy(at, data, length);
  memset(at + length, 0, -length & 3);
  return at + length + (-length & 3);
}

static unsigned char *text(unsigned char *at, uint32_t code, const char *text) { return avp(at, code, text, (uint32_t)strlen(text)); }

static unsigned char *number(unsigned char *at, uint32_t code, uint32_t value) {
  value = htonl(value);
  return avp(at, code, &value, 4);
}

/* A group is written as the attributes in it, and its head then put before them. */
static unsigned char *grouped(unsigned char *at, uint32_t code, unsigned char *from) {
  unsigned char inner[512];
  uint32_t length = (uint32_t)(at - from);
  memcpy(inner, from, length);
  return avp(from, code, inner, length);
}

static long head(unsigned char *message, unsigned char *end, uint32_t command, uint32_t application, uint32_t hop) {
  uint32_t length = (uint32_t)(end - message);
  put32(put32(put32(put32(put32(message, 1u << 24 | length), 0x80u << 24 | command), application), hop), hop);
  return length;
}

static void ask(struct peer *p, double when) {
  unsigned char message[1024], *at = message + 20, *parts, *units;
  char word[64];
  uint64_t seven = (uint64_t)7 << 56;
  unsigned long random = (unsigned long)(sent + 1) * 0x9E3779B97F4A7C15UL;
  random ^= random >> 29;
  snprintf(word, sizeof word, "bench.example;%ld", stamp + sent);
  at = text(at, 263, word);
  at = text(text(text(at, 264, "bench.example"), 296, "example"), 283, "florin");
  at = text(number(at, 258, 4), 461, "32274@3gpp.org");
  at = number(number(number(at, 416, 4), 415, 0), 436, 0);
  snprintf(word, sizeof word, "346%ld0", 1 + (long)(random % (unsigned long)spread));
  parts = at;
  at = grouped(text(number(at, 450, 0), 444, word), 443, parts);
  parts = at;
  at = number(at, 432, (uint32_t)group);
  units = at;
  at = grouped(avp(at, 417, &seven, 8), 437, units);
  at = grouped(at, 456, parts);
  long size = head(message, at, 272, 4, (uint32_t)sent);
  due[sent++] = when;
  if (write(p->socket, message, (size_t)size) != size) fail("write");
}

/* The attribute of an answer, where it stands in the message itself. */
static uint32_t result(const unsigned char *message, uint32_t length) {
  for (uint32_t at = 20; at + 8 <= length;) {
    uint32_t code, size;
    memcpy(&code, message + at, 4);
    memcpy(&size, message + at + 4, 4);
    size = ntohl(size) & 0xFFFFFF;
    if (ntohl(code) == 268) {
      memcpy(&code, message + at + 8, 4);
      return ntohl(code);
    }
    if (size < 8) return 0;
    at += (size + 3) & ~3u;
  }
  return 0;
}

/* Takes in what came; returns how many answers were whole. */
static int take(struct peer *p) {
  ssize_t more = read(p->socket, p->in + p->got, (size_t)(ROOM - p->got));
  if (more <= 0) fail("the connection ended");
  p->got += more;
  long at = 0;
  int found = 0;
  while (p->got - at >= 20) {
    uint32_t length, hop, command;
    memcpy(&length, p->in + at, 4);
    length = ntohl(length) & 0xFFFFFF;
    if (p->got - at < (long)length) break;
    memcpy(&command, p->in + at + 4, 4);
    memcpy(&hop, p->in + at + 12, 4);
    if ((ntohl(command) & 0xFFFFFF) == 272) {
      uint32_t code = result(p->in + at, length);
      if (code != 2001) {
        fprintf(stderr, "a debit was answered %u\n", code);
        exit(1);
      }
      latency(wall_now() - due[ntohl(hop)]);
      answered++, found++;
    }
    at += length;
  }
  memmove(p->in, p->in + at, (size_t)(p->got - at));
  p->got -= at;
  return found;
}

static void greet(struct peer *p) {
  unsigned char message[512], *at = message + 20;
  at = text(text(at, 264, "bench.example"), 296, "example");
  at = avp(at, 257, "\0\1\x7f\0\0\1", 6);
  at = number(text(number(at, 266, 0), 269, "bench"), 258, 4);
  long size = head(message, at, 257, 0, 0);
  if (write(p->socket, message, (size_t)size) != size) fail("write");
  ssize_t got = read(p->socket, p->in, ROOM);
  if (got < 20 || result(p->in, (uint32_t)got) != 2001) {
    fprintf(stderr, "the greeting was refused\n");
    exit(1);
  }
}

int main(int argc, char **argv) {
  if (argc < 8) return fprintf(stderr, "usage: diameter_many PORT PEERS WAITING REQUESTS RATE GROUP SPREAD\n"), 2;
  long count = atol(argv[2]), waiting = atol(argv[3]), rate = atol(argv[5]);
  requests = atol(argv[4]), group = atol(argv[6]), spread = atol(argv[7]);
  stamp = (long)(wall_now() * 1e6);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  peers = calloc((size_t)count, sizeof *peers);
  due = calloc((size_t)requests, sizeof *due);
  int poll = epoll_create1(0), one = 1;
  if (!peers || !due || poll < 0) fail("setup");
  for (long i = 0; i < count; i++) {
    peers[i].socket = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(peers[i].socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(peers[i].socket, (struct sockaddr *)&address, sizeof address)) return perror("connect"), 1;
    greet(&peers[i]);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &peers[i]};
    epoll_ctl(poll, EPOLL_CTL_ADD, peers[i].socket, &event);
  }
  start_clock();
  double begun = wall_now();
  if (!rate)
    for (long i = 0; i < count * waiting && sent < requests; i++) ask(&peers[i % count], wall_now());
  while (answered < requests) {
    struct timespec pause = {1, 0};
    if (rate && sent < requests) {
      double now = wall_now();
      while (sent < requests && begun + (double)sent / (double)rate <= now) ask(&peers[sent % count], begun + (double)sent / (double)rate);
      double left = sent < requests ? begun + (double)sent / (double)rate - wall_now() : 1;
      pause = (struct timespec){0, left > 0 ? (long)(left * 1e9) % 1000000000 : 0};
    }
    struct epoll_event ready[64];
    int many = epoll_pwait2(poll, ready, 64, &pause, 0);
    if (many < 0 && errno != EINTR) return perror("epoll"), 1;
    for (int i = 0; i < many; i++) {
      struct peer *p = ready[i].data.ptr;
      for (int more = take(p); more > 0 && !rate && sent < requests; more--) ask(p, wall_now());
    }
  }
  report_latencies(answered, answered);
  return 0;
}
