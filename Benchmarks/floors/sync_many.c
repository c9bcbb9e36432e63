/* How long it takes until bytes that were added to a file are on the disk.
 *
 * usage: sync_many DIR SYNCS BYTES
 *
 * One operation is BYTES written at the end of a file and `fdatasync`. The check is how many were done. */
#include "floor.h"
#include "latency.h"
#include <fcntl.h>

int main(int argc, char **argv) {
  if (argc < 4) return fprintf(stderr, "usage: sync_many DIR SYNCS BYTES\n"), 2;
  long syncs = atol(argv[2]), size = atol(argv[3]);
  char path[4200], *bytes = calloc(1, (size_t)size);
  snprintf(path, sizeof path, "%s/sync_many", argv[1]);
  int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
  if (file < 0 || !bytes) return perror(path), 1;
  start_clock();
  for (long i = 0; i < syncs; i++) {
    double begun = wall_now();
    if (write(file, bytes, (size_t)size) != size || fdatasync(file)) return perror(path), 1;
    latency(wall_now() - begun);
  }
  report_latencies(syncs, syncs);
  close(file);
  unlink(path);
  return 0;
}
