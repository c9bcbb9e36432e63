/* Bounds the bill run: the least a durable bill run costs an embedded store, with nothing of a product around it.
 *
 * usage: invoice_ceiling DIR ACCOUNTS [PER_COMMIT=500] [SYNC=FULL] [MODE=full|read|compute]
 *
 * An account holds 5 subscriptions and 200 aggregated usage rows (5 subscriptions, 4 metrics, 10 days). For each the
 * program reads them, prices 20 lines (two graduated tiers, a percentage off, tax, each rounded half-even), and
 * writes 1 invoice, 20 lines, 22 postings (receivable, 20 revenue, tax) and the new balance. Debits are checked
 * against credits. MODE read stops after reading, compute after pricing.
 * One operation is one invoice. */
#include "floor.h"

enum { SUBSCRIPTIONS = 5, METRICS = 4, DAYS = 10, LINES = SUBSCRIPTIONS * METRICS };
static const int tax_basis_points[4] = {1900, 2000, 700, 0};

static int64_t half_even(int64_t n, int64_t d) {
  int64_t q = n / d, r = n % d;
  if (2 * r > d || (2 * r == d && (q & 1))) q++;
  return q;
}

static void seed(int accounts) {
  execute("CREATE TABLE account(id INTEGER PRIMARY KEY, region INTEGER, balance INTEGER NOT NULL);"
          "CREATE TABLE subscription(account INTEGER, id INTEGER, plan INTEGER, discount INTEGER, PRIMARY KEY(account,id)) WITHOUT ROWID;"
          "CREATE TABLE usage(account INTEGER, sub INTEGER, metric INTEGER, day INTEGER, qty INTEGER, PRIMARY KEY(account,sub,metric,day)) WITHOUT ROWID;"
          "CREATE TABLE invoice(id INTEGER PRIMARY KEY, account INTEGER, period INTEGER, net INTEGER, tax INTEGER, gross INTEGER);"
          "CREATE TABLE line(invoice INTEGER, no INTEGER, sub INTEGER, metric INTEGER, qty INTEGER, net INTEGER, rate INTEGER, tax INTEGER, text TEXT, PRIMARY KEY(invoice,no)) WITHOUT ROWID;"
          "CREATE TABLE posting(id INTEGER PRIMARY KEY, invoice INTEGER, ledger INTEGER, account INTEGER, debit INTEGER, credit INTEGER);"
          "BEGIN;");
  sqlite3_stmt *account = prepare("INSERT INTO account VALUES(?,?,0)");
  sqlite3_stmt *subscription = prepare("INSERT INTO subscription VALUES(?,?,?,?)");
  sqlite3_stmt *usage = prepare("INSERT INTO usage VALUES(?,?,?,?,?)");
  for (int i = 1; i <= accounts; i++) {
    sqlite3_bind_int(account, 1, i);
    sqlite3_bind_int(account, 2, i & 3);
    run(account);
    for (int j = 0; j < SUBSCRIPTIONS; j++) {
      sqlite3_bind_int(subscription, 1, i);
      sqlite3_bind_int(subscription, 2, j);
      sqlite3_bind_int(subscription, 3, (i + j) & 7);
      sqlite3_bind_int(subscription, 4, j * 3);
      run(subscription);
      for (int m = 0; m < METRICS; m++)
        for (int d = 0; d < DAYS; d++) {
          sqlite3_bind_int(usage, 1, i);
          sqlite3_bind_int(usage, 2, j);
          sqlite3_bind_int(usage, 3, m);
          sqlite3_bind_int(usage, 4, d);
          sqlite3_bind_int64(usage, 5, random_bits() % 5000);
          run(usage);
        }
    }
  }
  execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);");
}

int main(int argc, char **argv) {
  if (argc < 3) return fprintf(stderr, "usage: invoice_ceiling DIR ACCOUNTS [PER_COMMIT] [SYNC] [MODE]\n"), 2;
  int accounts = atoi(argv[2]), per_commit = argc > 3 ? atoi(argv[3]) : 500;
  const char *sync = argc > 4 ? argv[4] : "FULL", *mode = argc > 5 ? argv[5] : "full";
  int prices = mode[0] != 'r', writes = mode[0] == 'f';
  char path[4200], pragma[64];
  open_fresh(argv[1], "invoice_ceiling", path, sizeof path);
  execute("PRAGMA cache_size=-524288; PRAGMA synchronous=OFF;");
  seed(accounts);
  snprintf(pragma, sizeof pragma, "PRAGMA synchronous=%s", sync);
  execute(pragma);

  sqlite3_stmt *get_account = prepare("SELECT region FROM account WHERE id=?");
  sqlite3_stmt *get_subscriptions = prepare("SELECT id, plan, discount FROM subscription WHERE account=?");
  sqlite3_stmt *get_usage = prepare("SELECT sub, metric, qty FROM usage WHERE account=?");
  sqlite3_stmt *put_invoice = prepare("INSERT INTO invoice VALUES(?,?,202601,?,?,?)");
  sqlite3_stmt *put_line = prepare("INSERT INTO line VALUES(?,?,?,?,?,?,?,?,?)");
  sqlite3_stmt *put_posting = prepare("INSERT INTO posting(invoice,ledger,account,debit,credit) VALUES(?,?,?,?,?)");
  sqlite3_stmt *add_balance = prepare("UPDATE account SET balance=balance+? WHERE id=?");
  int64_t total = 0;
  start_clock();
  for (int i = 1; i <= accounts;) {
    execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
    for (int k = 0; k < per_commit && i <= accounts; k++, i++) {
      int plan[SUBSCRIPTIONS], discount[SUBSCRIPTIONS];
      int64_t quantity[SUBSCRIPTIONS][METRICS];
      memset(quantity, 0, sizeof quantity);
      sqlite3_bind_int(get_account, 1, i);
      sqlite3_step(get_account);
      int region = sqlite3_column_int(get_account, 0);
      sqlite3_reset(get_account);
      sqlite3_bind_int(get_subscriptions, 1, i);
      while (sqlite3_step(get_subscriptions) == SQLITE_ROW) {
        int j = sqlite3_column_int(get_subscriptions, 0);
        plan[j] = sqlite3_column_int(get_subscriptions, 1);
        discount[j] = sqlite3_column_int(get_subscriptions, 2);
      }
      sqlite3_reset(get_subscriptions);
      sqlite3_bind_int(get_usage, 1, i);
      while (sqlite3_step(get_usage) == SQLITE_ROW)
        quantity[sqlite3_column_int(get_usage, 0)][sqlite3_column_int(get_usage, 1)] += sqlite3_column_int64(get_usage, 2);
      sqlite3_reset(get_usage);
      if (!prices) {
        total += quantity[0][0];
        continue;
      }

      int64_t net = 0, tax = 0, line_net[LINES], line_tax[LINES];
      for (int n = 0; n < LINES; n++) {
        int j = n / METRICS, m = n % METRICS;
        int64_t z = quantity[j][m], first = 100000 + plan[j] * 700 + m * 90, second = first * 8 / 10; /* micro-units */
        int64_t gross = z <= 10000 ? z * first : 10000 * first + (z - 10000) * second;
        gross = half_even(gross * (100 - discount[j]), 100);
        line_net[n] = half_even(gross, 10000);
        line_tax[n] = half_even(line_net[n] * tax_basis_points[region], 10000);
        net += line_net[n];
        tax += line_tax[n];
      }
      total += net + tax;
      if (!writes) continue;

      sqlite3_bind_int(put_invoice, 1, i);
      sqlite3_bind_int(put_invoice, 2, i);
      sqlite3_bind_int64(put_invoice, 3, net);
      sqlite3_bind_int64(put_invoice, 4, tax);
      sqlite3_bind_int64(put_invoice, 5, net + tax);
      run(put_invoice);
      for (int n = 0; n < LINES; n++) {
        char text[64];
        int length = sprintf(text, "Usage metric %d, subscription %d, 2026-01", n % METRICS, n / METRICS);
        sqlite3_bind_int(put_line, 1, i);
        sqlite3_bind_int(put_line, 2, n + 1);
        sqlite3_bind_int(put_line, 3, n / METRICS);
        sqlite3_bind_int(put_line, 4, n % METRICS);
        sqlite3_bind_int64(put_line, 5, quantity[n / METRICS][n % METRICS]);
        sqlite3_bind_int64(put_line, 6, line_net[n]);
        sqlite3_bind_int(put_line, 7, tax_basis_points[region]);
        sqlite3_bind_int64(put_line, 8, line_tax[n]);
        sqlite3_bind_text(put_line, 9, text, length, SQLITE_TRANSIENT);
        run(put_line);
      }
      int64_t debits = 0, credits = 0;
      for (int n = -2; n < LINES; n++) {
        int64_t debit = n == -2 ? net + tax : 0, credit = n == -2 ? 0 : n == -1 ? tax : line_net[n];
        sqlite3_bind_int(put_posting, 1, i);
        sqlite3_bind_int(put_posting, 2, n == -2 ? 1400 : n == -1 ? 1776 : 8400 + n % METRICS);
        sqlite3_bind_int(put_posting, 3, i);
        sqlite3_bind_int64(put_posting, 4, debit);
        sqlite3_bind_int64(put_posting, 5, credit);
        run(put_posting);
        debits += debit;
        credits += credit;
      }
      if (debits != credits) return fprintf(stderr, "invoice %d does not balance\n", i), 1;
      sqlite3_bind_int64(add_balance, 1, net + tax);
      sqlite3_bind_int(add_balance, 2, i);
      run(add_balance);
    }
    execute("COMMIT");
  }
  report(accounts, total);
  close_and_remove(path);
  return 0;
}
