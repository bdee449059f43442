// The floating-point settings of a thread.

#include "strata_kernels.h"

#if defined(__x86_64__)

#include <xmmintrin.h>

// MXCSR: all exceptions masked, round to nearest even, denormals neither flushed nor read as 0.
uint64_t strata_fp_pin(void) {
  uint64_t saved = _mm_getcsr();
  _mm_setcsr(0x1F80);
  return saved;
}

void strata_fp_restore(uint64_t saved) { _mm_setcsr((unsigned)saved); }

#elif defined(__aarch64__)

// FPCR: no exception trapped, round to nearest even, denormals kept, NaNs carried on.
uint64_t strata_fp_pin(void) {
  uint64_t saved;
  __asm__ volatile("mrs %0, fpcr" : "=r"(saved));
  __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)0));
  return saved;
}

void strata_fp_restore(uint64_t saved) { __asm__ volatile("msr fpcr, %0" : : "r"(saved)); }

#else

#include <fenv.h>

uint64_t strata_fp_pin(void) {
  int saved = fegetround();
  fesetround(FE_TONEAREST);
  return (uint64_t)saved;
}

void strata_fp_restore(uint64_t saved) { fesetround((int)saved); }

#endif
