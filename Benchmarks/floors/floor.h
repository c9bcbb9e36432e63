/* What every floor shares: the clock, the seeded random source, and a thin layer over SQLite.
 * A floor prints one line of JSON: operations, cpuMicroseconds, wallMicroseconds, peakKiB, and a check
 * value, so that neither a compiler nor a reader can skip the work. Only the timed stretch counts; seeding does not. */
#ifndef FLOOR_H
#define FLOOR_H
#define _GNU_SOURCE
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static sqlite3 *db;
static double wall_start, cpu_start;

static double wall_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static double cpu_now(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

static inline void start_clock(void) {
  cpu_start = cpu_now();
  wall_start = wall_now();
}

static inline void report(long operations, long long check) {
  double wall = wall_now() - wall_start, cpu = cpu_now() - cpu_start;
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  printf("{\"operations\": %ld, \"cpuMicroseconds\": %.0f, \"wallMicroseconds\": %.0f, \"peakKiB\": %ld, \"check\": %lld}\n",
         operations, cpu * 1e6, wall * 1e6, r.ru_maxrss, check);
}

static uint64_t random_state[2] = {0x9E3779B97F4A7C15ull, 0xD1B54A32D192ED03ull};

/* xorshift128+ with a fixed seed: every run sees the same input. */
static inline uint64_t random_bits(void) {
  uint64_t a = random_state[0], b = random_state[1];
  random_state[0] = b;
  a ^= a << 23;
  random_state[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
  return random_state[1] + b;
}

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, db ? sqlite3_errmsg(db) : "no database");
  exit(1);
}

static inline void execute(const char *sql) {
  if (sqlite3_exec(db, sql, 0, 0, 0)) fail(sql);
}

static inline sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *s;
  if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, 0)) fail(sql);
  return s;
}

static inline void run(sqlite3_stmt *s) {
  if (sqlite3_step(s) != SQLITE_DONE) fail(sqlite3_sql(s));
  sqlite3_reset(s);
}

/* Opens an empty database DIR/NAME.db in WAL mode; removes what an earlier run left. */
static inline void open_fresh(const char *dir, const char *name, char *path, size_t size) {
  char side[4300];
  snprintf(path, size, "%s/%s.db", dir, name);
  unlink(path);
  snprintf(side, sizeof side, "%s-wal", path);
  unlink(side);
  snprintf(side, sizeof side, "%s-shm", path);
  unlink(side);
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, 0)) fail(path);
  execute("PRAGMA journal_mode=WAL; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000;");
}

static inline void close_and_remove(const char *path) {
  sqlite3_stmt *s;
  while ((s = sqlite3_next_stmt(db, 0))) sqlite3_finalize(s);
  sqlite3_close(db);
  unlink(path);
}
#endif
