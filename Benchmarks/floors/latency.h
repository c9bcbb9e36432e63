/* Single durations, and the ones that half and 99 in 100 of them stay below. */
#ifndef LATENCY_H
#define LATENCY_H
#include "floor.h"

static double *latencies;
static long latency_count, latency_room;

static inline void latency(double seconds) {
  if (latency_count == latency_room) {
    latency_room = latency_room ? latency_room * 2 : 4096;
    if (!(latencies = realloc(latencies, (size_t)latency_room * sizeof *latencies))) fail("memory");
  }
  latencies[latency_count++] = seconds;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static inline void report_latencies(long operations, long long check) {
  double cpu = cpu_now() - cpu_start, wall = wall_now() - wall_start;
  qsort(latencies, (size_t)latency_count, sizeof *latencies, ascending);
  printf("{\"operations\": %ld, \"cpuMicroseconds\": %.0f, \"wallMicroseconds\": %.0f, \"p50Microseconds\": %.1f, \"p99Microseconds\": %.1f, \"check\": %lld}\n",
         operations, cpu * 1e6, wall * 1e6, latencies[latency_count / 2] * 1e6, latencies[latency_count * 99 / 100] * 1e6, check);
}
#endif
