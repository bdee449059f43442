// Eight lanes of AVX2 with FMA: the operations that ../wide/ is written in. What each means is said
// in ../reference/lanes.h.

#ifndef STRATA_AVX2_LANES_H
#define STRATA_AVX2_LANES_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define TARGET __attribute__((target("avx2,fma")))
#define WIDE TARGET __attribute__((always_inline)) static inline
#define KERNEL TARGET static

#define W 8  // lanes

// The register budget of the product: 6 rows x 2 vectors of sums, 2 of b, 1 of a, out of 16.
#define PANEL_ROWS 6
// Measured: up to here reading b in place costs less than packing it.
#define DIRECT_ROWS 24
#define INSTALLER(family) strata_avx2_##family

typedef __m256 V;
typedef __m256 M;  // all bits of a lane, or none

WIDE V v_set(float x) { return _mm256_set1_ps(x); }
WIDE V v_add(V a, V b) { return _mm256_add_ps(a, b); }
WIDE V v_sub(V a, V b) { return _mm256_sub_ps(a, b); }
WIDE V v_mul(V a, V b) { return _mm256_mul_ps(a, b); }
WIDE V v_div(V a, V b) { return _mm256_div_ps(a, b); }
WIDE V v_fma(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
WIDE V v_sqrt(V x) { return _mm256_sqrt_ps(x); }

WIDE V v_abs(V x) { return _mm256_andnot_ps(v_set(-0.0f), x); }
WIDE V v_neg(V x) { return _mm256_xor_ps(x, v_set(-0.0f)); }

WIDE V v_with_sign(V x, V s) {
  return _mm256_or_ps(v_abs(x), _mm256_and_ps(s, v_set(-0.0f)));
}

// The instructions return their second operand where one is a NaN.
WIDE V v_at_most(V x, V limit) { return _mm256_min_ps(limit, x); }
WIDE V v_at_least(V x, V limit) { return _mm256_max_ps(limit, x); }

WIDE M v_less(V a, V b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
WIDE M v_equal(V a, V b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
WIDE V v_select(M condition, V yes, V no) { return _mm256_blendv_ps(no, yes, condition); }

// The lanes below count; all of them from W on.
WIDE M v_first(size_t count) {
  __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  __m256i limit = _mm256_set1_epi32(count >= W ? W : (int)count);
  return _mm256_castsi256_ps(_mm256_cmpgt_epi32(limit, lane));
}

WIDE V v_load(const float *p) { return _mm256_loadu_ps(p); }
WIDE void v_store(float *p, V x) { _mm256_storeu_ps(p, x); }

// The first count elements at p; further lanes are 0, further elements are not touched.
WIDE V v_load_part(const float *p, size_t count) {
  return count >= W ? v_load(p) : _mm256_maskload_ps(p, _mm256_castps_si256(v_first(count)));
}

WIDE void v_store_part(float *p, size_t count, V x) {
  if (count >= W) v_store(p, x);
  else _mm256_maskstore_ps(p, _mm256_castps_si256(v_first(count)), x);
}

// The float whose exponent's bits are the low eight of n.
WIDE V v_power(__m256i n) { return _mm256_castsi256_ps(_mm256_slli_epi32(n, 23)); }

WIDE V v_scale(V x, V t) {
  // Both halves with the 127 that an exponent's bits begin from; those of 1.5 * 2^23 leave by the
  // left in v_power.
  __m256i n = _mm256_add_epi32(_mm256_castps_si256(t), _mm256_set1_epi32(2 * 127));
  __m256i half = _mm256_srli_epi32(n, 1);
  return v_mul(v_mul(x, v_power(half)), v_power(_mm256_sub_epi32(n, half)));
}

WIDE V v_power_of_two(V t) {
  return v_power(_mm256_add_epi32(_mm256_castps_si256(t), _mm256_set1_epi32(127)));
}

WIDE V v_split(V x, V *exponent) {
  M denormal = v_less(x, v_set(0x1p-126f));
  __m256i base = _mm256_castps_si256(v_set(0.75f));
  V lost = v_set(0);
  if (__builtin_expect(_mm256_movemask_ps(denormal), 0)) {
    x = v_select(denormal, v_mul(x, v_set(0x1p24f)), x);
    lost = _mm256_and_ps(denormal, v_set(24));
  }
  __m256i offset = _mm256_sub_epi32(_mm256_castps_si256(x), base);
  *exponent = v_sub(_mm256_cvtepi32_ps(_mm256_srai_epi32(offset, 23)), lost);
  __m256i fraction = _mm256_and_si256(offset, _mm256_set1_epi32(0x7FFFFF));
  return _mm256_castsi256_ps(_mm256_add_epi32(fraction, base));
}

WIDE V v_quarter(V x) {
  return _mm256_castsi256_ps(_mm256_srli_epi32(_mm256_castps_si256(x), 21));
}

// The instruction looks at no more than the three bits.
WIDE V v_lookup(const float table[8], V index) {
  return _mm256_permutevar8x32_ps(v_load(table), _mm256_castps_si256(index));
}

WIDE V v_log_specials(V x, V y) {
  V infinity = v_set(__builtin_inff());
  M ordinary = _mm256_and_ps(v_less(v_set(0), x), v_less(x, infinity));
  if (__builtin_expect(_mm256_movemask_ps(ordinary) == 0xFF, 1)) return y;
  V special = v_select(v_equal(x, v_set(0)), v_neg(infinity), v_set(__builtin_nanf("")));
  special = v_select(v_equal(x, infinity), x, special);
  return v_select(ordinary, y, special);
}

// Lane l takes in lane l + 4, then l + 2, l + 1; lane 0 is returned.
WIDE float v_sum(V x) {
  __m128 q = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  q = _mm_add_ps(q, _mm_movehl_ps(q, q));
  return _mm_cvtss_f32(_mm_add_ss(q, _mm_movehdup_ps(q)));
}

// A square: dst[k * dst_row + l] = src[l * src_row + k].
WIDE void transpose_4x4(const float *src, ptrdiff_t src_row, float *dst, size_t dst_row) {
  __m128 a = _mm_loadu_ps(src), b = _mm_loadu_ps(src + src_row);
  __m128 c = _mm_loadu_ps(src + 2 * src_row), d = _mm_loadu_ps(src + 3 * src_row);
  _MM_TRANSPOSE4_PS(a, b, c, d);
  _mm_storeu_ps(dst, a);
  _mm_storeu_ps(dst + dst_row, b);
  _mm_storeu_ps(dst + 2 * dst_row, c);
  _mm_storeu_ps(dst + 3 * dst_row, d);
}

#endif
