// The floating-point settings of a thread.

#include "strata_kernels.h"

#if defined(__x86_64__)

#include <xmmintrin.h>

// MXCSR: all exceptions masked, round to nearest even, denormals neither flushed nor read as 0.
enum { PINNED = 0x1F80, RAISED = 0x3F };

// Writing the register takes long, so that is left where it would change nothing but the flags of
// exceptions that were raised, which change no result.
uint64_t strata_fp_pin(void) {
  const unsigned saved = _mm_getcsr();
  if ((saved & ~(unsigned)RAISED) != PINNED) _mm_setcsr(PINNED);
  return saved;
}

void strata_fp_restore(uint64_t saved) {
  if (_mm_getcsr() != (unsigned)saved) _mm_setcsr((unsigned)saved);
}

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
