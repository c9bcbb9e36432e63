#include <zlib.h>

/* `deflateInit2` is a macro, which Swift cannot call. 16 added to the window bits asks for the gzip form (RFC 1952). */
static inline int czlib_begin_gzip(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
