// Copying rows from all over an array. It computes nothing, so all kernel sets share it.

#include <string.h>

#include "strata_kernels.h"

// Rows that are copied side by side, a cache line of each in turn, while as many lines of those that
// come after them are asked for: so many are on their way from memory at the same time.
enum { LINE = 64, TOGETHER = 2 };

static void copy_together(const char *const from[TOGETHER], const char *const next[TOGETHER],
                          size_t bytes, char *to) {
  size_t at = 0;
  for (; bytes - at >= LINE; at += LINE) {
    for (size_t row = 0; row < TOGETHER; row++) {
      __builtin_prefetch(next[row] + at);
      memcpy(to + row * bytes + at, from[row] + at, LINE);
    }
  }
  for (size_t row = 0; row < TOGETHER; row++) {
    memcpy(to + row * bytes + at, from[row] + at, bytes - at);
  }
}

void strata_gather(size_t count, size_t row_bytes, const void *x, const ptrdiff_t *rows, void *y) {
  char *to = y;
  size_t i = 0;
  for (; count - i >= TOGETHER; i += TOGETHER, to += TOGETHER * row_bytes) {
    const char *from[TOGETHER], *next[TOGETHER];
    for (size_t row = 0; row < TOGETHER; row++) {
      const size_t after = count - i >= 2 * TOGETHER ? i + TOGETHER : i;
      from[row] = (const char *)x + rows[i + row] * (ptrdiff_t)row_bytes;
      next[row] = (const char *)x + rows[after + row] * (ptrdiff_t)row_bytes;
    }
    copy_together(from, next, row_bytes, to);
  }
  for (; i < count; i++, to += row_bytes) {
    memcpy(to, (const char *)x + rows[i] * (ptrdiff_t)row_bytes, row_bytes);
  }
}
