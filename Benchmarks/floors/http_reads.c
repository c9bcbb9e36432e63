/* Asks a server for pages one after the other on one connection that stays open, and tells how long each answer took.
 *
 * usage: http_reads PORT KEY REPEATS PATH LOWEST HIGHEST
 *
 * PATH holds one %ld, which steps through LOWEST to HIGHEST. An answer is taken in to its last byte (Content-Length); one that
 * is not 200 ends the run. One operation is one answer; the check is the number of bytes of the last one. */
#include "floor.h"
#include "latency.h"
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static char answer[1 << 22];

int main(int argc, char **argv) {
  if (argc < 7) return fprintf(stderr, "usage: http_reads PORT KEY REPEATS PATH LOWEST HIGHEST\n"), 2;
  long repeats = atol(argv[3]), lowest = atol(argv[5]), highest = atol(argv[6]), length = 0;
  int connection = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(connection, (struct sockaddr *)&address, sizeof address)) return perror("connect"), 1;
  for (long i = -repeats / 10; i < repeats; i++) {
    if (i == 0) start_clock();
    char path[512], request[1024];
    snprintf(path, sizeof path, argv[4], lowest + (i < 0 ? -i : i) % (highest - lowest + 1));
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", path, argv[2]);
    double begun = wall_now();
    if (write(connection, request, (size_t)size) != size) return perror("write"), 1;
    long got = 0;
    char *body = 0;
    while (!body || got < body - answer + length) {
      ssize_t more = read(connection, answer + got, sizeof answer - 1 - (size_t)got);
      if (more <= 0) return fprintf(stderr, "the connection ended\n"), 1;
      answer[got += more] = 0;
      if (!body && (body = strstr(answer, "\r\n\r\n"))) {
        body += 4;
        char *field = strcasestr(answer, "\r\ncontent-length:");
        if (!field || strncmp(answer + 9, "200", 3)) return fprintf(stderr, "%s: %.400s\n", path, answer), 1;
        length = atol(field + 17);
      }
    }
    if (i >= 0) latency(wall_now() - begun);
  }
  report_latencies(repeats, length);
  return 0;
}
