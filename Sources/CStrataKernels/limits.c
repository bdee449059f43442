// The two limits of a roofline: fused multiply-adds a second and bytes read a second.
#include "strata_limits.h"
#include "wide/unroll.h"

enum { chains = 12, rounds = 1 << 13 };

#if !defined(__aarch64__)
// Any processor: one number at a time.
static float multiply_add_1(float factor, float term) {
  float sums[chains];
  for (int chain = 0; chain < chains; ++chain) sums[chain] = (float)chain;
  for (int round = 0; round < rounds; ++round)
    UNROLL for (int chain = 0; chain < chains; ++chain) sums[chain] = sums[chain] * factor + term;
  for (int chain = 1; chain < chains; ++chain) sums[0] += sums[chain];
  return sums[0];
}

static uint64_t read_64(const void *from, size_t bytes) {
  uint64_t seen = 0;
  const uint64_t *words = from;
  for (size_t word = 0; word < bytes / 8; ++word) seen ^= words[word];
  return seen;
}
#endif

// The widest vectors of each processor; every function is compiled for the one that it names.
#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f"))) static float multiply_add_512(float factor, float term) {
  __m512 sums[chains];
  const __m512 factors = _mm512_set1_ps(factor), terms = _mm512_set1_ps(term);
  for (int chain = 0; chain < chains; ++chain) sums[chain] = _mm512_set1_ps((float)chain);
  for (int round = 0; round < rounds; ++round)
    UNROLL for (int chain = 0; chain < chains; ++chain)
      sums[chain] = _mm512_fmadd_ps(sums[chain], factors, terms);
  for (int chain = 1; chain < chains; ++chain) sums[0] = _mm512_add_ps(sums[0], sums[chain]);
  return _mm512_reduce_add_ps(sums[0]);
}

__attribute__((target("avx2,fma"))) static float multiply_add_256(float factor, float term) {
  __m256 sums[chains];
  const __m256 factors = _mm256_set1_ps(factor), terms = _mm256_set1_ps(term);
  for (int chain = 0; chain < chains; ++chain) sums[chain] = _mm256_set1_ps((float)chain);
  for (int round = 0; round < rounds; ++round)
    UNROLL for (int chain = 0; chain < chains; ++chain)
      sums[chain] = _mm256_fmadd_ps(sums[chain], factors, terms);
  for (int chain = 1; chain < chains; ++chain) sums[0] = _mm256_add_ps(sums[0], sums[chain]);
  return _mm256_cvtss_f32(sums[0]);
}

__attribute__((target("avx512f"))) static uint64_t read_512(const char *from, size_t bytes) {
  __m512i seen[8] = {_mm512_setzero_si512()};
  for (size_t start = 0; start < bytes; start += 512)
    UNROLL for (size_t lane = 0; lane < 8; ++lane)
      seen[lane] = _mm512_xor_si512(seen[lane], _mm512_load_si512(from + start + 64 * lane));
  for (int lane = 1; lane < 8; ++lane) seen[0] = _mm512_xor_si512(seen[0], seen[lane]);
  return (uint64_t)_mm512_reduce_add_epi64(seen[0]);
}

__attribute__((target("avx2"))) static uint64_t read_256(const char *from, size_t bytes) {
  __m256i seen[8] = {_mm256_setzero_si256()};
  for (size_t start = 0; start < bytes; start += 256)
    UNROLL for (size_t lane = 0; lane < 8; ++lane)
      seen[lane] = _mm256_xor_si256(
          seen[lane], _mm256_load_si256((const __m256i *)(from + start + 32 * lane)));
  for (int lane = 1; lane < 8; ++lane) seen[0] = _mm256_xor_si256(seen[0], seen[lane]);
  return (uint64_t)_mm256_extract_epi64(seen[0], 0) ^ (uint64_t)_mm256_extract_epi64(seen[0], 1) ^
         (uint64_t)_mm256_extract_epi64(seen[0], 2) ^ (uint64_t)_mm256_extract_epi64(seen[0], 3);
}

static int width(void) {
  if (__builtin_cpu_supports("avx512f")) return 16;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 8 : 1;
}

static float multiply_add(float factor, float term) {
  switch (width()) {
    case 16: return multiply_add_512(factor, term);
    case 8: return multiply_add_256(factor, term);
    default: return multiply_add_1(factor, term);
  }
}

uint64_t strata_limit_read(const void *from, size_t bytes) {
  switch (width()) {
    case 16: return read_512(from, bytes);
    case 8: return read_256(from, bytes);
    default: return read_64(from, bytes);
  }
}
#elif defined(__aarch64__)
#include <arm_neon.h>

// A core may have four pipes of latency 4.
enum { neon_chains = 2 * chains };

// Twice the chains, of four floats each.
static int width(void) { return 8; }

static float multiply_add(float factor, float term) {
  float32x4_t sums[neon_chains];
  const float32x4_t factors = vdupq_n_f32(factor), terms = vdupq_n_f32(term);
  for (int chain = 0; chain < neon_chains; ++chain) sums[chain] = vdupq_n_f32((float)chain);
  for (int round = 0; round < rounds; ++round)
    UNROLL for (int chain = 0; chain < neon_chains; ++chain)
      sums[chain] = vfmaq_f32(terms, sums[chain], factors);
  for (int chain = 1; chain < neon_chains; ++chain) sums[0] = vaddq_f32(sums[0], sums[chain]);
  return vaddvq_f32(sums[0]);
}

uint64_t strata_limit_read(const void *from, size_t bytes) {
  uint64x2_t seen[8] = {vdupq_n_u64(0)};
  const uint64_t *words = from;
  for (size_t start = 0; start < bytes / 8; start += 16)
    UNROLL for (size_t lane = 0; lane < 8; ++lane)
      seen[lane] = veorq_u64(seen[lane], vld1q_u64(words + start + 2 * lane));
  for (int lane = 1; lane < 8; ++lane) seen[0] = veorq_u64(seen[0], seen[lane]);
  return vgetq_lane_u64(seen[0], 0) ^ vgetq_lane_u64(seen[0], 1);
}
#else
static int width(void) { return 1; }

static float multiply_add(float factor, float term) { return multiply_add_1(factor, term); }

uint64_t strata_limit_read(const void *from, size_t bytes) { return read_64(from, bytes); }
#endif

int64_t strata_limit_multiply_add_operations(void) {
  return (int64_t)2 * width() * chains * rounds;
}

float strata_limit_multiply_add(void) {
  // Values that the compiler cannot see: sums stay between 0 and 1 for ever.
  static volatile float factor = 0.5f, term = 0.25f;
  return multiply_add(factor, term);
}
