// A "vector" of one lane, for the float functions of ../wide/functions.h and normal.h: here the
// operations they are made of are defined. The lanes.h of every other set gives the same operations
// for its width.

#ifndef STRATA_REFERENCE_LANES_H
#define STRATA_REFERENCE_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define WIDE static inline

typedef float V;  // the lanes
typedef int M;    // a condition, lane by lane

WIDE uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

WIDE float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

WIDE V v_set(float x) { return x; }
WIDE V v_add(V a, V b) { return a + b; }
WIDE V v_sub(V a, V b) { return a - b; }
WIDE V v_mul(V a, V b) { return a * b; }
WIDE V v_div(V a, V b) { return a / b; }
WIDE V v_fma(V a, V b, V c) { return fmaf(a, b, c); }

WIDE V v_abs(V x) { return fabsf(x); }
WIDE V v_neg(V x) { return -x; }
// The magnitude of x with the sign of s.
WIDE V v_with_sign(V x, V s) { return copysignf(x, s); }

// Both keep a NaN x.
WIDE V v_at_most(V x, V limit) { return limit < x ? limit : x; }
WIDE V v_at_least(V x, V limit) { return limit > x ? limit : x; }

WIDE M v_less(V a, V b) { return a < b; }
WIDE V v_select(M condition, V yes, V no) { return condition ? yes : no; }

// x * 2^n, rounded once, where t = n + 1.5 * 2^23 and -200 <= n <= 128: n stands in the low bits of
// t. Two factors, as 2^128 is no float and 2^-150 none either; the first product is exact.
WIDE V v_scale(V x, V t) {
  int32_t n = (int32_t)(bits_of(t) - bits_of(0x1.8p23f));
  uint32_t half = (uint32_t)(n >> 1), rest = (uint32_t)n - half;
  return x * from_bits((half + 127) << 23) * from_bits((rest + 127) << 23);
}

// 2^n for a t as above, where -126 <= n <= 127; anything for other n.
WIDE V v_power_of_two(V t) { return from_bits((bits_of(t) + 127) << 23); }

// x = m * 2^exponent with 3/4 <= m < 3/2, for x > 0; anything for other x.
WIDE V v_split(V x, V *exponent) {
  int denormal = x < 0x1p-126f;
  uint32_t offset = bits_of(denormal ? x * 0x1p24f : x) - bits_of(0.75f);
  *exponent = (float)((int32_t)offset >> 23) - (denormal ? 24 : 0);
  return from_bits((offset & 0x7FFFFF) + bits_of(0.75f));
}

// The bits of x, 21 to the right: the low ones number the quarter of an octave that x is in.
WIDE V v_quarter(V x) { return from_bits(bits_of(x) >> 21); }

// The entry that the low three bits of `index` number.
WIDE V v_lookup(const float table[8], V index) { return table[bits_of(index) & 7]; }

// log(x) where x is no positive finite number, y where it is.
WIDE V v_log_specials(V x, V y) {
  if (x > 0 && x < INFINITY) return y;
  return x == 0 ? -INFINITY : x > 0 ? x : NAN;
}

#endif
