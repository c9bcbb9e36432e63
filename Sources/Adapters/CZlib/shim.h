#include <zlib.h>

/* `deflateInit2` is a macro, which Swift cannot call. 16 added to the window bits asks for the gzip form (RFC 1952). */
static inline int czlib_begin_gzip(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/* Without window bits of its own: the zlib form (RFC 1950), as PDF's FlateDecode wants it. */
static inline int czlib_begin_zlib(z_stream *stream, int level) {
  return deflateInit(stream, level);
}
