#include <zint.h>

/* The grid of modules is a nested array, which Swift sees as a tuple of tuples. */
static inline int czint_is_dark(const struct zint_symbol *symbol, int row, int column) {
  return (symbol->encoded_data[row][column >> 3] >> (column & 7)) & 1;
}
