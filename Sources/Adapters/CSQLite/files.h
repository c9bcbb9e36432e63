#include <sqlite3.h>
#include <string.h>

/* Other ways in which SQLite's own files are written. Each stands before the methods of a file that is open, and hands on to them. */

/* A log whose pieces are gathered and written together. For each page SQLite writes two, one of 24 bytes, and the system does for each of them
 * what it does for many. They are written before anything else is asked of the file, above all before it is brought to the disk.
 *
 * Not for a database file: there SQLite tells others of what it wrote without asking anything more of the file. */
struct csqlite_gathered {
  sqlite3_io_methods methods;
  const sqlite3_io_methods *plain;
  /* Where the gathered bytes begin, and how many there are. */
  sqlite3_int64 at;
  int count;
  /* SQLite writes no more than 131,071 at once. */
  unsigned char bytes[(1 << 17) - 8];
};

static inline struct csqlite_gathered *csqlite_gathered_of(sqlite3_file *file) { return (struct csqlite_gathered *)file->pMethods; }

static inline int csqlite_gathered_flush(sqlite3_file *file) {
  struct csqlite_gathered *gathered = csqlite_gathered_of(file);
  int count = gathered->count;
  gathered->count = 0;
  return count ? gathered->plain->xWrite(file, gathered->bytes, count, gathered->at) : SQLITE_OK;
}

static inline int csqlite_gathered_sync(sqlite3_file *file, int flags) {
  int result = csqlite_gathered_flush(file);
  return result == SQLITE_OK ? csqlite_gathered_of(file)->plain->xSync(file, flags) : result;
}

static inline int csqlite_gathered_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
  struct csqlite_gathered *gathered = csqlite_gathered_of(file);
  if (at != gathered->at + gathered->count || gathered->count + count > (int)sizeof gathered->bytes) {
    int result = csqlite_gathered_flush(file);
    if (result != SQLITE_OK) return result;
    if (count > (int)sizeof gathered->bytes) return gathered->plain->xWrite(file, bytes, count, at);
    gathered->at = at;
  }
  memcpy(gathered->bytes + gathered->count, bytes, (size_t)count);
  gathered->count += count;
  return SQLITE_OK;
}

static inline int csqlite_gathered_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) {
  struct csqlite_gathered *gathered = csqlite_gathered_of(file);
  int result = at < gathered->at + gathered->count && gathered->at < at + count ? csqlite_gathered_flush(file) : SQLITE_OK;
  return result == SQLITE_OK ? gathered->plain->xRead(file, bytes, count, at) : result;
}

static inline int csqlite_gathered_truncate(sqlite3_file *file, sqlite3_int64 size) {
  int result = csqlite_gathered_flush(file);
  return result == SQLITE_OK ? csqlite_gathered_of(file)->plain->xTruncate(file, size) : result;
}

static inline int csqlite_gathered_size(sqlite3_file *file, sqlite3_int64 *size) {
  int result = csqlite_gathered_flush(file);
  return result == SQLITE_OK ? csqlite_gathered_of(file)->plain->xFileSize(file, size) : result;
}

/* What is still gathered belongs to no commit, for each of them was synced: by now others may have written in its place. */
static inline int csqlite_gathered_close(sqlite3_file *file) {
  struct csqlite_gathered *gathered = csqlite_gathered_of(file);
  int result = gathered->plain->xClose(file);
  sqlite3_free(gathered);
  return result;
}

static inline sqlite3_file *csqlite_log(sqlite3 *database) {
  sqlite3_file *file = NULL;
  if (sqlite3_file_control(database, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &file) != SQLITE_OK) return NULL;
  return file && file->pMethods ? file : NULL;
}

/* Whatever was gathered for a transaction that is given up goes with it. SQLite asks nothing of the log then, and whoever writes next, in this
 * process or another, writes in the same place. */
static inline void csqlite_gathered_forget(void *database) {
  sqlite3_file *file = csqlite_log((sqlite3 *)database);
  if (file && file->pMethods->xWrite == csqlite_gathered_write) csqlite_gathered_of(file)->count = 0;
}

/* From now on the log of a connection is written so, which has to be open by then. The connection has to be one that brings every commit to
 * the disk (synchronous=FULL): others are told of the pages of a commit after that. Where a torn write may damage what lies beside it, SQLite
 * writes behind the sync as well, and nothing is gathered. It takes the connection's hook of transactions that are given up. */
static inline int csqlite_gather(sqlite3 *database) {
  sqlite3_file *file = csqlite_log(database);
  if (!file || file->pMethods->xWrite == csqlite_gathered_write) return SQLITE_OK;
  if (!(file->pMethods->xDeviceCharacteristics(file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE)) return SQLITE_OK;
  struct csqlite_gathered *gathered = (struct csqlite_gathered *)sqlite3_malloc(sizeof *gathered);
  if (!gathered) return SQLITE_NOMEM;
  gathered->methods = *file->pMethods;
  gathered->plain = file->pMethods;
  gathered->at = 0, gathered->count = 0;
  /* A later library may know more methods than this structure has room for. */
  if (gathered->methods.iVersion > 3) gathered->methods.iVersion = 3;
  gathered->methods.xWrite = csqlite_gathered_write;
  gathered->methods.xRead = csqlite_gathered_read;
  gathered->methods.xSync = csqlite_gathered_sync;
  gathered->methods.xTruncate = csqlite_gathered_truncate;
  gathered->methods.xFileSize = csqlite_gathered_size;
  gathered->methods.xClose = csqlite_gathered_close;
  file->pMethods = &gathered->methods;
  sqlite3_rollback_hook(database, csqlite_gathered_forget, database);
  return SQLITE_OK;
}

/* A file that is written a little at a time: after so many pieces what was written is brought to the disk and a pause is made, so that whoever
 * waits for the disk meanwhile does not wait for all of it. */
struct csqlite_paced {
  sqlite3_io_methods methods;
  const sqlite3_io_methods *plain;
  int most, written;
};

static inline int csqlite_paced_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
  struct csqlite_paced *paced = (struct csqlite_paced *)file->pMethods;
  int result = paced->plain->xWrite(file, bytes, count, at);
  if (result != SQLITE_OK || ++paced->written < paced->most) return result;
  paced->written = 0;
  result = paced->plain->xSync(file, SQLITE_SYNC_NORMAL);
  sqlite3_sleep(1);
  return result;
}

static inline int csqlite_paced_close(sqlite3_file *file) {
  struct csqlite_paced *paced = (struct csqlite_paced *)file->pMethods;
  int result = paced->plain->xClose(file);
  sqlite3_free(paced);
  return result;
}

/* From now on the database file of a connection is written so. */
static inline int csqlite_pace(sqlite3 *database, int most) {
  sqlite3_file *file = NULL;
  int result = sqlite3_file_control(database, NULL, SQLITE_FCNTL_FILE_POINTER, &file);
  if (result != SQLITE_OK || !file || !file->pMethods || file->pMethods->xWrite == csqlite_paced_write) return result;
  struct csqlite_paced *paced = (struct csqlite_paced *)sqlite3_malloc(sizeof *paced);
  if (!paced) return SQLITE_NOMEM;
  paced->methods = *file->pMethods;
  paced->plain = file->pMethods;
  paced->most = most, paced->written = 0;
  if (paced->methods.iVersion > 3) paced->methods.iVersion = 3;
  paced->methods.xWrite = csqlite_paced_write;
  paced->methods.xClose = csqlite_paced_close;
  file->pMethods = &paced->methods;
  return SQLITE_OK;
}
