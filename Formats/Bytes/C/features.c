// What this processor can do.

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "strata_bytes.h"

static unsigned probe(void) {
  const char *set = getenv("STRATA_KERNELS");
  if (set && strcmp(set, "reference") == 0) return 0;
  unsigned found = 0;
#if defined(__x86_64__)
  // The probe asks the operating system too, whether it keeps the registers.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) found |= STRATA_BYTES_AVX2;
  // Whatever has the one has the other; a system may hide either.
  if (__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt")) found |= STRATA_BYTES_BMI2;
  // Those of its parts that are used here.
  if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("bmi2")) {
    found |= STRATA_BYTES_AVX512;
  }
  if (__builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1")) {
    found |= STRATA_BYTES_PCLMUL;
    if (__builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("avx2")) {
      found |= STRATA_BYTES_VPCLMUL;
      if (__builtin_cpu_supports("avx512f")) found |= STRATA_BYTES_VPCLMUL512;
    }
  }
  if (__builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1")) found |= STRATA_BYTES_SHA;
#endif
  return found;
}

unsigned strata_bytes_features(void) {
  // Whoever comes first writes what everybody would.
  enum { UNKNOWN = 1u << 31 };
  static atomic_uint known = UNKNOWN;
  unsigned features = atomic_load_explicit(&known, memory_order_relaxed);
  if (features == UNKNOWN) {
    features = probe();
    atomic_store_explicit(&known, features, memory_order_relaxed);
  }
  return features;
}
