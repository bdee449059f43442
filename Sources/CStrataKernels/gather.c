// Copying rows from all over an array. It computes nothing, so all kernel sets share it.

#include <string.h>

#include "strata_kernels.h"

// A cache line; and how many rows lie between a row's being asked for and its being copied.
enum { LINE = 64, AHEAD = 2 };

static void fetch(const char *row, size_t bytes) {
  for (size_t at = 0; at < bytes; at += LINE) __builtin_prefetch(row + at);
}

void strata_gather(size_t count, size_t row_bytes, const void *x, const ptrdiff_t *rows, void *y) {
  const char *from = x;
  char *to = y;
  const ptrdiff_t stride = (ptrdiff_t)row_bytes;
  for (size_t i = 0; i < count && i < AHEAD; i++) fetch(from + rows[i] * stride, row_bytes);
  for (size_t i = 0; i < count; i++, to += stride) {
    if (count - i > AHEAD) fetch(from + rows[i + AHEAD] * stride, row_bytes);
    memcpy(to, from + rows[i] * stride, row_bytes);
  }
}
