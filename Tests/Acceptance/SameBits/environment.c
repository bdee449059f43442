// The floating-point settings of a thread must not reach the results.

#include "check.h"

#if defined(__x86_64__)

#include <xmmintrin.h>

// Upwards, denormals flushed and read as 0; exceptions masked.
static const uint64_t hostile = 0x1F80 | 0x4000 | 0x8040;
static uint64_t settings(void) { return _mm_getcsr() & ~(uint64_t)0x3F; }  // without the flags
static void set(uint64_t value) { _mm_setcsr((unsigned)value); }

#elif defined(__aarch64__)

// Upwards, denormals flushed, every NaN the default one.
static const uint64_t hostile = 1 << 22 | 1 << 24 | 1 << 25;

static uint64_t settings(void) {
  uint64_t value;
  __asm__ volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}

static void set(uint64_t value) { __asm__ volatile("msr fpcr, %0" : : "r"(value)); }

#else
#error "say how the settings of this CPU are changed"
#endif

// Two sums that show the rounding, two that show what becomes of denormals.
static void compute(float y[8]) {
  static const float a[8] = {1, -1, 0x1p-126f, 0x1p-140f, 1, -1, 0x1p-126f, 0x1p-140f};
  static const float b[8] = {0x1p-30f, -0x1p-30f, -0x1p-127f, 0x1p-141f,
                             0x1p-30f, -0x1p-30f, -0x1p-127f, 0x1p-141f};
  set_under_test->add(8, a, b, y);
}

static int same(const float a[8], const float b[8]) {
  for (size_t i = 0; i < 8; i++) {
    if (bits_of(a[i]) != bits_of(b[i])) return 0;
  }
  return 1;
}

void check_environment(void) {
  static const float right[8] = {1, -1, 0x1p-127f, 0x1.8p-140f, 1, -1, 0x1p-127f, 0x1.8p-140f};
  float unpinned[8], pinned[8];
  const uint64_t before = settings();
  set(hostile);
  compute(unpinned);
  const uint64_t saved = strata_fp_pin();
  compute(pinned);
  strata_fp_restore(saved);
  const uint64_t after = settings();
  set(before);
  comparisons++;
  if (!same(pinned, right)) report("strata_fp_pin", "the thread's settings reach the results");
  if (after != hostile) report("strata_fp_restore", "the thread's settings are not restored");
  if (same(unpinned, right)) report("strata_fp_pin", "the settings of this check change nothing");
}
