// Memory in large pages.

// For madvise.
#define _DEFAULT_SOURCE

#include <sys/mman.h>

#include "strata_bytes.h"

void strata_bytes_will_fill(void *memory, size_t count) {
#if defined(MADV_HUGEPAGE)
  // Below some of these pages, what is saved is not worth a call.
  enum { PAGE = 4096, LARGE = 2 << 20 };
  if (count < LARGE) return;
  const uintptr_t start = ((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
  const uintptr_t end = ((uintptr_t)memory + count) & ~(uintptr_t)(PAGE - 1);
  madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
  (void)memory, (void)count;
#endif
}
