/* Bounds everything that reads: one SQL query, prepared once, run REPEATS times on a database that the product wrote.
 *
 * usage: query_ceiling DATABASE SQL REPEATS [LOWEST HIGHEST]
 *
 * With LOWEST and HIGHEST the query's only parameter steps through that range. Every column of every row is taken
 * out of SQLite once (numbers as numbers, text by its length), as any program that uses the answer must.
 * One operation is one run of the query; the check is the number of rows in the last run. How long single runs took is told
 * beside the sums. */
#include "floor.h"
#include "latency.h"

int main(int argc, char **argv) {
  if (argc < 4) return fprintf(stderr, "usage: query_ceiling DATABASE SQL REPEATS [LOWEST HIGHEST]\n"), 2;
  long repeats = atol(argv[3]), lowest = argc > 5 ? atol(argv[4]) : 0, highest = argc > 5 ? atol(argv[5]) : 0;
  if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0)) fail(argv[1]);
  execute("PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY;");
  sqlite3_stmt *query = prepare(argv[2]);
  int columns = sqlite3_column_count(query);
  int64_t sum = 0, rows = 0;
  for (int warm = 1; warm >= 0; warm--) {
    long count = warm ? (repeats < 10 ? 1 : repeats / 10) : repeats;
    if (!warm) start_clock();
    for (long i = 0; i < count; i++) {
      if (argc > 5) sqlite3_bind_int64(query, 1, lowest + i % (highest - lowest + 1));
      double begun = wall_now();
      rows = 0;
      int state;
      while ((state = sqlite3_step(query)) == SQLITE_ROW) {
        rows++;
        for (int c = 0; c < columns; c++)
          if (sqlite3_column_type(query, c) == SQLITE_INTEGER) sum += sqlite3_column_int64(query, c);
          else if (sqlite3_column_text(query, c)) sum += sqlite3_column_bytes(query, c);
      }
      if (state != SQLITE_DONE) fail(argv[2]);
      sqlite3_reset(query);
      if (!warm) latency(wall_now() - begun);
    }
  }
  report_latencies(repeats, rows);
  fprintf(stderr, "sum %lld\n", (long long)sum);
  sqlite3_finalize(query);
  sqlite3_close(db);
  return 0;
}
