// Four lanes of NEON, which every aarch64 CPU has: the operations that ../wide/ is written in. What
// each means is said in ../reference/lanes.h.

#ifndef STRATA_NEON_LANES_H
#define STRATA_NEON_LANES_H

#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>

#define WIDE __attribute__((always_inline)) static inline
#define KERNEL static

#define W 4  // lanes

// The register budget of the product: 12 rows x 2 vectors of sums, 2 of b, 1 of a, out of 32.
#define PANEL_ROWS 12
// Up to here b is read in place. Not measured on such a CPU: the bound of AVX2.
#define DIRECT_ROWS 24
#define INSTALLER(family) strata_neon_##family

typedef float32x4_t V;
typedef uint32x4_t M;  // all bits of a lane, or none

WIDE V v_set(float x) { return vdupq_n_f32(x); }
WIDE V v_add(V a, V b) { return vaddq_f32(a, b); }
WIDE V v_sub(V a, V b) { return vsubq_f32(a, b); }
WIDE V v_mul(V a, V b) { return vmulq_f32(a, b); }
WIDE V v_div(V a, V b) { return vdivq_f32(a, b); }
WIDE V v_fma(V a, V b, V c) { return vfmaq_f32(c, a, b); }
WIDE V v_sqrt(V x) { return vsqrtq_f32(x); }

WIDE V v_abs(V x) { return vabsq_f32(x); }
WIDE V v_neg(V x) { return vnegq_f32(x); }

WIDE V v_with_sign(V x, V s) { return vbslq_f32(vdupq_n_u32(0x80000000), s, x); }

WIDE M v_less(V a, V b) { return vcltq_f32(a, b); }
WIDE M v_equal(V a, V b) { return vceqq_f32(a, b); }
WIDE V v_select(M condition, V yes, V no) { return vbslq_f32(condition, yes, no); }

// The minimum and maximum instructions treat a NaN limit and zeros of both signs in another way.
WIDE V v_at_most(V x, V limit) { return v_select(v_less(limit, x), limit, x); }
WIDE V v_at_least(V x, V limit) { return v_select(v_less(x, limit), limit, x); }

// The lanes below count; all of them from W on.
WIDE M v_first(size_t count) {
  static const uint32_t lane[W] = {0, 1, 2, 3};
  return vcltq_u32(vld1q_u32(lane), vdupq_n_u32(count >= W ? W : (uint32_t)count));
}

WIDE V v_load(const float *p) { return vld1q_f32(p); }
WIDE void v_store(float *p, V x) { vst1q_f32(p, x); }

// The first count elements at p; further lanes are 0, further elements are not touched.
WIDE V v_load_part(const float *p, size_t count) {
  if (count >= W) return v_load(p);
  const float32x2_t none = vdup_n_f32(0);
  switch (count) {
    case 3: return vcombine_f32(vld1_f32(p), vld1_lane_f32(p + 2, none, 0));
    case 2: return vcombine_f32(vld1_f32(p), none);
    case 1: return vcombine_f32(vld1_lane_f32(p, none, 0), none);
    default: return v_set(0);
  }
}

WIDE void v_store_part(float *p, size_t count, V x) {
  if (count >= W) {
    v_store(p, x);
    return;
  }
  if (count >= 2) vst1_f32(p, vget_low_f32(x));
  if (count == 3) vst1q_lane_f32(p + 2, x, 2);
  if (count == 1) vst1q_lane_f32(p, x, 0);
}

// 2^n for -126 <= n <= 127.
WIDE V v_power(int32x4_t n) {
  return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(n, vdupq_n_s32(127)), 23));
}

WIDE V v_scale(V x, V t) {
  int32x4_t zero = vreinterpretq_s32_f32(v_set(0x1.8p23f));
  int32x4_t n = vsubq_s32(vreinterpretq_s32_f32(t), zero);
  int32x4_t half = vshrq_n_s32(n, 1);
  return v_mul(v_mul(x, v_power(half)), v_power(vsubq_s32(n, half)));
}

// What is above an exponent's bits leaves by the left.
WIDE V v_power_of_two(V t) { return v_power(vreinterpretq_s32_f32(t)); }

WIDE V v_split(V x, V *exponent) {
  M denormal = v_less(x, v_set(0x1p-126f));
  int32x4_t base = vreinterpretq_s32_f32(v_set(0.75f));
  V scaled = v_select(denormal, v_mul(x, v_set(0x1p24f)), x);
  int32x4_t offset = vsubq_s32(vreinterpretq_s32_f32(scaled), base);
  *exponent = v_sub(vcvtq_f32_s32(vshrq_n_s32(offset, 23)),
                    v_select(denormal, v_set(24), v_set(0)));
  int32x4_t fraction = vandq_s32(offset, vdupq_n_s32(0x7FFFFF));
  return vreinterpretq_f32_s32(vaddq_s32(fraction, base));
}

WIDE V v_quarter(V x) {
  return vreinterpretq_f32_u32(vshrq_n_u32(vreinterpretq_u32_f32(x), 21));
}

// Byte by byte: those of entry e begin at 4 * e.
WIDE V v_lookup(const float table[8], V index) {
  uint32x4_t entry = vandq_u32(vreinterpretq_u32_f32(index), vdupq_n_u32(7));
  uint32x4_t bytes = vmlaq_n_u32(vdupq_n_u32(0x03020100), entry, 0x04040404);
  uint8x16x2_t entries = {
      {vreinterpretq_u8_f32(v_load(table)), vreinterpretq_u8_f32(v_load(table + 4))}};
  return vreinterpretq_f32_u8(vqtbl2q_u8(entries, vreinterpretq_u8_u32(bytes)));
}

WIDE V v_log_specials(V x, V y) {
  V infinity = v_set(__builtin_inff());
  V special = v_select(v_equal(x, v_set(0)), v_neg(infinity), v_set(__builtin_nanf("")));
  special = v_select(v_equal(x, infinity), x, special);
  M ordinary = vandq_u32(v_less(v_set(0), x), v_less(x, infinity));
  return v_select(ordinary, y, special);
}

// Lane l takes in lane l + 2, then l + 1; lane 0 is returned.
WIDE float v_sum(V x) {
  float32x2_t pair = vadd_f32(vget_low_f32(x), vget_high_f32(x));
  return vget_lane_f32(vpadd_f32(pair, pair), 0);
}

// A square: dst[k * dst_row + l] = src[l * src_row + k].
WIDE void transpose_4x4(const float *src, ptrdiff_t src_row, float *dst, size_t dst_row) {
  V a = v_load(src), b = v_load(src + src_row);
  V c = v_load(src + 2 * src_row), d = v_load(src + 3 * src_row);
  V ac_low = vzip1q_f32(a, c), ac_high = vzip2q_f32(a, c);  // a0 c0 a1 c1, a2 c2 a3 c3
  V bd_low = vzip1q_f32(b, d), bd_high = vzip2q_f32(b, d);
  v_store(dst, vzip1q_f32(ac_low, bd_low));
  v_store(dst + dst_row, vzip2q_f32(ac_low, bd_low));
  v_store(dst + 2 * dst_row, vzip1q_f32(ac_high, bd_high));
  v_store(dst + 3 * dst_row, vzip2q_f32(ac_high, bd_high));
}

#endif
