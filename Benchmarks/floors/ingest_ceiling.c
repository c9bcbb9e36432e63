/* Bounds the import of usage: events inserted into SQLite under a unique index on their 16-byte id, nothing else.
 *
 * usage: ingest_ceiling DIR EVENTS [PER_COMMIT=1000] [SYNC=FULL] [IDS=ordered|random|repeated]
 *
 * IDS ordered: time-ordered ids (the layout of UUID version 7), the friendliest case and the one to be compared with.
 *     random: every id random. repeated: random, and 5 % of the events come again and are skipped by the index.
 * No file is read, nothing is parsed, checked, assigned or rated. One operation is one event. */
#include "floor.h"

int main(int argc, char **argv) {
  if (argc < 3) return fprintf(stderr, "usage: ingest_ceiling DIR EVENTS [PER_COMMIT] [SYNC] [IDS]\n"), 2;
  long events = atol(argv[2]), per_commit = argc > 3 ? atol(argv[3]) : 1000;
  const char *sync = argc > 4 ? argv[4] : "FULL", *ids = argc > 5 ? argv[5] : "ordered";
  int ordered = ids[0] == 'o', repeats = !strcmp(ids, "repeated");
  char path[4200], pragma[64];
  open_fresh(argv[1], "ingest_ceiling", path, sizeof path);
  snprintf(pragma, sizeof pragma, "PRAGMA cache_size=-262144; PRAGMA synchronous=%s", sync);
  execute(pragma);
  execute("CREATE TABLE usage_event(seq INTEGER PRIMARY KEY, id BLOB NOT NULL, sub INTEGER NOT NULL, ts INTEGER NOT NULL, qty INTEGER NOT NULL, d1 TEXT, d2 TEXT, d3 TEXT);"
          "CREATE UNIQUE INDEX usage_event_id ON usage_event(id);");
  sqlite3_stmt *insert = prepare(
      repeats ? "INSERT INTO usage_event(id,sub,ts,qty,d1,d2,d3) VALUES(?,?,?,?,?,?,?) ON CONFLICT(id) DO NOTHING"
              : "INSERT INTO usage_event(id,sub,ts,qty,d1,d2,d3) VALUES(?,?,?,?,?,?,?)");
  static const char *region[4] = {"eu-west-1", "us-east-1", "ap-south-1", "sa-east-1"};
  static const char *model[4] = {"small", "large", "embed", "rerank"}, *stage[2] = {"prod", "test"};
  uint64_t id[2], kept[64][2];
  memset(kept, 0, sizeof kept);
  long accepted = 0;
  start_clock();
  for (long i = 0; i < events;) {
    execute("BEGIN IMMEDIATE");
    for (long k = 0; k < per_commit && i < events; k++, i++) {
      uint64_t r = random_bits();
      id[0] = ordered ? __builtin_bswap64((uint64_t)(1700000000000ull + i / 100) << 16 | 0x7000 | (i & 0xfff)) : random_bits();
      id[1] = random_bits();
      if (repeats && i > 64 && r % 20 == 0) memcpy(id, kept[(r >> 8) & 63], 16);
      else memcpy(kept[i & 63], id, 16);
      sqlite3_bind_blob(insert, 1, id, 16, SQLITE_STATIC);
      sqlite3_bind_int(insert, 2, 1 + (r >> 32) % 100000);
      sqlite3_bind_int64(insert, 3, 1700000000000ll + i * 10);
      sqlite3_bind_int(insert, 4, 1 + (r >> 50) % 1000);
      sqlite3_bind_text(insert, 5, region[r & 3], -1, SQLITE_STATIC);
      sqlite3_bind_text(insert, 6, model[(r >> 2) & 3], -1, SQLITE_STATIC);
      sqlite3_bind_text(insert, 7, stage[(r >> 4) & 1], -1, SQLITE_STATIC);
      run(insert);
      accepted += sqlite3_changes(db);
    }
    execute("COMMIT");
  }
  report(events, accepted);
  close_and_remove(path);
  return 0;
}
