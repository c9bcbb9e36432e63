/* The least that taking usage events in can cost, in one thread: each arrives as a JSON object of some 230 bytes, every
 * member of which is looked at; its id is looked up in and put into one hash table in memory, its price found, two sums
 * of its subscription moved on, and a record of 64 bytes appended to a log that is made durable once a batch.
 * usage: event_ceiling DIR EVENTS BATCH */
#include "floor.h"
#include <fcntl.h>

enum { SUBSCRIPTIONS = 100000, METERS = 8, POOL = 1 << 16 };

typedef struct {
  uint64_t id[2];
  uint32_t subscription, meter;
  int64_t at, quantity, amount;
  char region[16];
} event;

static const char *regions[4] = {"eu-west-1", "us-east-1", "ap-south-1", "sa-east-1"};

static uint64_t hexadecimal(const char *p) {
  uint64_t value = 0;
  for (int i = 0; i < 16; i++) {
    unsigned c = (unsigned char)p[i];
    value = value << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return value;
}

static int64_t whole(const char *p) {
  int64_t value = 0;
  for (; *p >= '0' && *p <= '9'; p++) value = value * 10 + (*p - '0');
  return value;
}

/* Goes from one quote to the next, as any reader must, and takes what the seven wanted members say. */
static void read_event(const char *p, const char *end, event *e) {
  for (;;) {
    const char *name = memchr(p, '"', end - p);
    if (!name) return;
    name++;
    const char *close = memchr(name, '"', end - name);
    if (!close) return;
    size_t length = close - name;
    p = close + 1;
    if (*p != ':') continue;
    p++;
    if (*p == '{') { p++; continue; }
    if (*p != '"') {
      int64_t value = whole(p);
      if (length == 4) e->at = value;
      if (length == 8) e->quantity = value;
      continue;
    }
    const char *value = p + 1;
    close = memchr(value, '"', end - value);
    if (!close) return;
    if (length == 2) { e->id[0] = hexadecimal(value); e->id[1] = hexadecimal(value + 16); }
    else if (length == 4 && name[0] == 't') e->meter = value[7] - '0';
    else if (length == 7) e->subscription = (uint32_t)whole(value + 4);
    else if (length == 6 && name[0] == 'r') {
      size_t count = close - value;
      memset(e->region, 0, 16);
      memcpy(e->region, value, count > 15 ? 15 : count);
    }
    p = close + 1;
  }
}

int main(int count, char **arguments) {
  if (count < 4) { fprintf(stderr, "usage: event_ceiling DIR EVENTS BATCH\n"); return 2; }
  long events = atol(arguments[2]), batch = atol(arguments[3]);
  char path[4200];
  snprintf(path, sizeof path, "%s/event_ceiling.log", arguments[1]);
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) fail(path);
  char *text = malloc(POOL * 280);
  long *start = malloc((POOL + 1) * sizeof *start);
  long at = 0;
  for (long i = 0; i < POOL; i++) {
    uint64_t a = random_bits(), b = random_bits(), c = random_bits();
    start[i] = at;
    at += sprintf(text + at,
                  "{\"id\":\"%016llx%016llx\",\"type\":\"metric-%u\",\"subject\":\"sub-%08u\",\"time\":%lld,\"data\":{\"quantity\":%u,"
                  "\"region\":\"%s\",\"model\":\"large\",\"env\":\"prod\"},\"specversion\":\"1.0\",\"source\":\"/gw/1\"}\n",
                  (unsigned long long)a, (unsigned long long)b, (unsigned)(c & 7), (unsigned)(1 + (c >> 8) % SUBSCRIPTIONS),
                  1700000000000ll + i, (unsigned)(1 + (c >> 40) % 1000), regions[c >> 62]);
  }
  start[POOL] = at;
  size_t size = 1;
  while (size < (size_t)events * 2) size <<= 1;
  uint64_t *seen = malloc(size * 8);
  memset(seen, 0, size * 8);
  int64_t *sums = malloc((size_t)(SUBSCRIPTIONS + 1) * METERS * 16);
  memset(sums, 0, (size_t)(SUBSCRIPTIONS + 1) * METERS * 16);
  int64_t prices[METERS];
  for (int i = 0; i < METERS; i++) prices[i] = 100 + i * 7;
  event *written = malloc(batch * sizeof *written);
  long long check = 0;

  start_clock();
  for (long done = 0; done < events;) {
    long kept = 0;
    for (long i = 0; i < batch && done < events; i++, done++) {
      event *e = &written[kept];
      long which = done % POOL;
      read_event(text + start[which], text + start[which + 1], e);
      e->id[0] ^= (uint64_t)(done / POOL) << 20;
      uint64_t mark = (e->id[0] ^ e->id[1] * 0x9E3779B97F4A7C15ull) | 1;
      size_t slot = (mark * 0xD6E8FEB86659FD93ull) >> 8 & (size - 1);
      while (seen[slot] && seen[slot] != mark) slot = (slot + 1) & (size - 1);
      if (seen[slot]) continue;
      seen[slot] = mark;
      e->amount = prices[e->meter] * e->quantity;
      int64_t *sum = sums + ((size_t)e->subscription * METERS + e->meter) * 2;
      sum[0] += e->quantity;
      sum[1] += e->amount;
      check += e->amount;
      kept++;
    }
    if (write(file, written, kept * sizeof *written) < 0 || fdatasync(file)) fail("write");
  }
  report(events, check);
  close(file);
  unlink(path);
  return 0;
}
