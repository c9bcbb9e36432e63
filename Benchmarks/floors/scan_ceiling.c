/* Bounds everything that proves a database: steps once over every row of every table and takes every column out.
 *
 * usage: scan_ceiling DATABASE REPEATS
 *
 * Numbers are taken as numbers, text and blobs by their first byte and their length, as any program that looks at the
 * answer must. One operation is one scan of the whole database; the check is the number of rows in it. */
#include "floor.h"

int main(int argc, char **argv) {
  if (argc < 3) return fprintf(stderr, "usage: scan_ceiling DATABASE REPEATS\n"), 2;
  long repeats = atol(argv[2]);
  if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0)) fail(argv[1]);
  execute("PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY;");
  char *tables[256];
  int count = 0;
  sqlite3_stmt *names = prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  while (sqlite3_step(names) == SQLITE_ROW && count < 256) tables[count++] = strdup((const char *)sqlite3_column_text(names, 0));
  sqlite3_finalize(names);
  int64_t sum = 0, rows = 0;
  start_clock();
  for (long i = 0; i < repeats; i++) {
    rows = 0;
    for (int t = 0; t < count; t++) {
      char sql[300];
      snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", tables[t]);
      sqlite3_stmt *row = prepare(sql);
      int columns = sqlite3_column_count(row), state;
      while ((state = sqlite3_step(row)) == SQLITE_ROW) {
        rows++;
        for (int c = 0; c < columns; c++) {
          int type = sqlite3_column_type(row, c);
          if (type == SQLITE_INTEGER) sum += sqlite3_column_int64(row, c);
          else if (type != SQLITE_NULL) {
            const unsigned char *bytes = sqlite3_column_blob(row, c);
            int length = sqlite3_column_bytes(row, c);
            sum += length + (length ? bytes[0] : 0);
          }
        }
      }
      if (state != SQLITE_DONE) fail(sql);
      sqlite3_finalize(row);
    }
  }
  report(repeats, rows);
  fprintf(stderr, "sum %lld\n", (long long)sum);
  sqlite3_close(db);
  return 0;
}
