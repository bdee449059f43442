// Sixteen lanes of AVX-512: the operations that ../wide/ is written in. What each means is said in
// ../reference/lanes.h.

#ifndef STRATA_AVX512_LANES_H
#define STRATA_AVX512_LANES_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define WIDE TARGET __attribute__((always_inline)) static inline
#define KERNEL TARGET static

#define W 16  // lanes

// The register budget of the product: 12 rows x 2 vectors of sums, 2 of b, 1 of a, out of 32.
#define PANEL_ROWS 12
// Measured: up to here reading b in place costs less than packing it.
#define DIRECT_ROWS 144
#define INSTALLER(family) strata_avx512_##family

typedef __m512 V;
typedef __mmask16 M;

WIDE V v_set(float x) { return _mm512_set1_ps(x); }
WIDE V v_add(V a, V b) { return _mm512_add_ps(a, b); }
WIDE V v_sub(V a, V b) { return _mm512_sub_ps(a, b); }
WIDE V v_mul(V a, V b) { return _mm512_mul_ps(a, b); }
WIDE V v_div(V a, V b) { return _mm512_div_ps(a, b); }
WIDE V v_fma(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
WIDE V v_sqrt(V x) { return _mm512_sqrt_ps(x); }

WIDE V v_abs(V x) { return _mm512_abs_ps(x); }
WIDE V v_neg(V x) { return _mm512_xor_ps(x, _mm512_set1_ps(-0.0f)); }

WIDE V v_with_sign(V x, V s) {
  // Bit by bit: sign ? s : x.
  __m512i sign = _mm512_set1_epi32(INT32_MIN);
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(sign, _mm512_castps_si512(s),
                                                       _mm512_castps_si512(x), 0xCA));
}

// The instructions return their second operand where one is a NaN.
WIDE V v_at_most(V x, V limit) { return _mm512_min_ps(limit, x); }
WIDE V v_at_least(V x, V limit) { return _mm512_max_ps(limit, x); }

WIDE M v_less(V a, V b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
WIDE M v_equal(V a, V b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
WIDE V v_select(M condition, V yes, V no) { return _mm512_mask_blend_ps(condition, no, yes); }

// The lanes below count; all of them from W on.
WIDE M v_first(size_t count) { return count >= W ? (M)0xFFFF : (M)((1u << count) - 1); }

WIDE V v_load(const float *p) { return _mm512_loadu_ps(p); }
WIDE void v_store(float *p, V x) { _mm512_storeu_ps(p, x); }

// The first count elements at p; further lanes are 0, further elements are not touched.
WIDE V v_load_part(const float *p, size_t count) {
  return count >= W ? v_load(p) : _mm512_maskz_loadu_ps(v_first(count), p);
}

WIDE void v_store_part(float *p, size_t count, V x) {
  if (count >= W) v_store(p, x);
  else _mm512_mask_storeu_ps(p, v_first(count), x);
}

WIDE V v_scale(V x, V t) { return _mm512_scalef_ps(x, v_sub(t, v_set(0x1.8p23f))); }

WIDE V v_power_of_two(V t) {
  __m512i n = _mm512_add_epi32(_mm512_castps_si512(t), _mm512_set1_epi32(127));
  return _mm512_castsi512_ps(_mm512_slli_epi32(n, 23));
}

WIDE V v_split(V x, V *exponent) {
  V m = _mm512_getmant_ps(x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
  *exponent = v_sub(_mm512_getexp_ps(x), _mm512_getexp_ps(m));
  return m;
}

WIDE V v_quarter(V x) {
  return _mm512_castsi512_ps(_mm512_srli_epi32(_mm512_castps_si512(x), 21));
}

// The instruction looks at four bits: the table stands there twice.
WIDE V v_lookup(const float table[8], V index) {
  __m512 twice = _mm512_broadcast_f32x8(_mm256_loadu_ps(table));
  return _mm512_permutexvar_ps(_mm512_castps_si512(index), twice);
}

WIDE V v_log_specials(V x, V y) {
  // By class of x, four bits each: a NaN is kept, 0 gives -infinity, anything negative a NaN,
  // +infinity itself, and the rest leaves y.
  return _mm512_fixupimm_ps(y, x, _mm512_set1_epi32(0x03530422), 0);
}

// Lane l takes in lane l + 8, then l + 4, l + 2, l + 1; lane 0 is returned.
WIDE float v_sum(V x) {
  __m256 h = _mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1));
  __m128 q = _mm_add_ps(_mm256_castps256_ps128(h), _mm256_extractf128_ps(h, 1));
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
