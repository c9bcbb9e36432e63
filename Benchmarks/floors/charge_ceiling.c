/* Charging with bare SQLite, durable: the least that deciding a request and keeping its answer can cost.
 *
 * usage: charge_ceiling DIR ACCOUNTS OPERATIONS GROUP [STORED]
 *
 * Each operation claims its id, looks at one balance, takes an amount when there is enough, and writes one entry; GROUP of them
 * share a commit that is on the disk. One account, one amount, no price, no session, no proof. STORED operations are there before,
 * and are not measured. The check is how many were paid. */
#include "floor.h"

int main(int argc, char **argv) {
  if (argc < 5) return fprintf(stderr, "usage: charge_ceiling DIR ACCOUNTS OPERATIONS GROUP\n"), 2;
  long accounts = atol(argv[2]), operations = atol(argv[3]), group = atol(argv[4]), paid = 0;
  long stored = argc > 5 ? atol(argv[5]) : 0;
  char path[4200];
  open_fresh(argv[1], "charge_ceiling", path, sizeof path);
  execute("PRAGMA synchronous=FULL; PRAGMA cache_size=-131072;"
          "CREATE TABLE balance(account INTEGER PRIMARY KEY, amount INTEGER NOT NULL);"
          "CREATE TABLE entry(id INTEGER PRIMARY KEY, account INTEGER NOT NULL, amount INTEGER NOT NULL, at INTEGER NOT NULL);"
          "CREATE TABLE request(id BLOB PRIMARY KEY, operation INTEGER NOT NULL) WITHOUT ROWID;");
  execute("BEGIN");
  sqlite3_stmt *open = prepare("INSERT INTO balance VALUES (?, 1000000000)");
  for (long account = 1; account <= accounts; account++) sqlite3_bind_int64(open, 1, account), run(open);
  execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  sqlite3_stmt *claim = prepare("INSERT INTO request VALUES (?, ?) ON CONFLICT DO NOTHING"), *look = prepare("SELECT amount FROM balance WHERE account = ?");
  sqlite3_stmt *take = prepare("UPDATE balance SET amount = amount - ?2 WHERE account = ?1"), *book = prepare("INSERT INTO entry(account, amount, at) VALUES (?, ?, ?)");
  sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
  run(begin);
  for (long i = 1; i <= stored; i++) {
    uint64_t id[2] = {random_bits(), random_bits()};
    sqlite3_bind_blob(claim, 1, id, sizeof id, SQLITE_STATIC), sqlite3_bind_int64(claim, 2, -i), run(claim);
    sqlite3_bind_int64(book, 1, 1 + i % accounts), sqlite3_bind_int64(book, 2, 1), sqlite3_bind_int64(book, 3, i), run(book);
    if (i % 100000 == 0) run(commit), run(begin);
  }
  run(commit);
  execute("PRAGMA wal_checkpoint(TRUNCATE)");
  start_clock();
  for (long i = 0; i < operations;) {
    run(begin);
    for (long in_group = 0; in_group < group && i < operations; in_group++, i++) {
      uint64_t id[2] = {random_bits(), random_bits()}, more = random_bits();
      sqlite3_bind_blob(claim, 1, id, sizeof id, SQLITE_STATIC), sqlite3_bind_int64(claim, 2, i), run(claim);
      if (!sqlite3_changes(db)) continue;
      long account = 1 + (long)(more % (uint64_t)accounts), amount = 1 + (long)((more >> 40) % 500);
      sqlite3_bind_int64(look, 1, account);
      if (sqlite3_step(look) != SQLITE_ROW) fail("look");
      int64_t has = sqlite3_column_int64(look, 0);
      sqlite3_reset(look);
      if (has < amount) continue;
      sqlite3_bind_int64(take, 1, account), sqlite3_bind_int64(take, 2, amount), run(take);
      sqlite3_bind_int64(book, 1, account), sqlite3_bind_int64(book, 2, amount), sqlite3_bind_int64(book, 3, i), run(book);
      paid++;
    }
    run(commit);
  }
  report(operations, paid);
  close_and_remove(path);
}
