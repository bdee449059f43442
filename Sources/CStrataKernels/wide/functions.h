// exp, log, tanh and the logistic function for float, once for every kernel set; erf and gelu
// are in normal.h.
//
// A set includes this after its lanes.h. The sequence of operations below is the definition: each
// operation is rounded alike in every set, so that the results have the same bits. Changing one
// raises STRATA_ARITHMETIC_VERSION. Errors are measured over all floats by the tests.

#ifndef STRATA_WIDE_FUNCTIONS_H
#define STRATA_WIDE_FUNCTIONS_H

// Added to a float below 2^22 it leaves the nearest integer in the low bits of the sum.
#define INTEGER_SHIFT 0x1.8p23f
#define LOG2_E 0x1.715476p+0f
// ln 2 in two parts. The first has 20 bits, so that its product with an exponent is exact and
// cancels exactly.
#define LN2_HIGH 0x1.62e43p-1f
#define LN2_LOW -0x1.05c61p-29f

// exp(f) - 1 for |f| <= ln(2) / 2: f + f^2 * q(f), where the minimax polynomial q keeps the error
// below 2^-28 of exp(f).
WIDE V v_expm1_reduced(V f) {
  V q = v_set(0x1.6a5aep-10f);
  q = v_fma(q, f, v_set(0x1.123b04p-7f));
  q = v_fma(q, f, v_set(0x1.5558a6p-5f));
  q = v_fma(q, f, v_set(0x1.555490p-3f));
  q = v_fma(q, f, v_set(0x1.fffffcp-2f));
  return v_fma(v_mul(f, f), q, f);
}

// The integer n nearest to x / ln(2), left as n + INTEGER_SHIFT in `shifted`.
WIDE V v_nearest(V x, V *shifted) {
  *shifted = v_fma(x, v_set(LOG2_E), v_set(INTEGER_SHIFT));
  return v_sub(*shifted, v_set(INTEGER_SHIFT));
}

// f of x = n * ln(2) + f.
WIDE V v_reduce(V x, V *shifted) {
  V n = v_nearest(x, shifted);
  return v_fma(n, v_set(-LN2_LOW), v_fma(n, v_set(-LN2_HIGH), x));
}

// f of x + low = n * ln(2) + f for a |low| of at most a rounding error of x.
WIDE V v_reduce_sum(V x, V low, V *shifted) {
  V n = v_nearest(x, shifted);
  return v_add(v_fma(n, v_set(-LN2_HIGH), x), v_fma(n, v_set(-LN2_LOW), low));
}

// Beyond these bounds exp is infinity or 0 as it is at them.
WIDE V v_bounded(V x) { return v_at_least(v_at_most(x, v_set(89)), v_set(-104)); }

// 2^n * exp(f).
WIDE V v_exp_reduced(V f, V shifted) {
  return v_scale(v_add(v_set(1), v_expm1_reduced(f)), shifted);
}

WIDE V v_exp(V x) {
  V shifted;
  V f = v_reduce(v_bounded(x), &shifted);
  return v_exp_reduced(f, shifted);
}

// exp(x - m), where the rounding error of x - m is not lost: it would weigh as much as 2^-24 times
// the difference.
WIDE V v_exp_difference(V x, V m) {
  V d = v_sub(x, m);
  V t = v_sub(d, x);
  V low = v_sub(v_sub(x, v_sub(d, t)), v_add(m, t));
  // Where d is infinite, or exp(d) is 0 anyway, low may be a NaN that must not count.
  low = v_select(v_less(v_set(-200), d), low, v_set(0));
  V shifted;
  V f = v_reduce_sum(v_bounded(d), low, &shifted);
  return v_exp_reduced(f, shifted);
}

// x = m * 2^e, f = m - 1: log(x) = e * ln(2) + f - f^2 / 2 + f^3 * q(f), where the minimax
// polynomial q keeps the error below 2^-27 of log(1 + f).
WIDE V v_log(V x) {
  V e;
  V f = v_sub(v_split(x, &e), v_set(1));
  V square = v_mul(f, f);
  V q = v_set(-0x1.71740ap-5f);
  q = v_fma(q, f, v_set(0x1.acbecap-4f));
  q = v_fma(q, f, v_set(-0x1.0d974ap-3f));
  q = v_fma(q, f, v_set(0x1.288546p-3f));
  q = v_fma(q, f, v_set(-0x1.54ee94p-3f));
  q = v_fma(q, f, v_set(0x1.99696ep-3f));
  q = v_fma(q, f, v_set(-0x1.000044p-2f));
  q = v_fma(q, f, v_set(0x1.5555a4p-2f));
  V y = v_mul(v_mul(square, f), q);
  y = v_fma(e, v_set(LN2_LOW), y);
  y = v_fma(v_set(-0.5f), square, y);
  y = v_fma(e, v_set(LN2_HIGH), v_add(f, y));
  return v_log_specials(x, y);
}

// Small x: x + x^3 * q(x^2), where the minimax polynomial q keeps the error below 2^-27 of the
// result. Others: 1 - 2 / (exp(2|x|) + 1), which is 1 from 10 on. Both with the sign of x.
WIDE V v_tanh(V x) {
  V square = v_mul(x, x);
  V q = v_set(-0x1.758facp-8f);
  q = v_fma(q, square, v_set(0x1.5211c4p-6f));
  q = v_fma(q, square, v_set(-0x1.b838a0p-5f));
  q = v_fma(q, square, v_set(0x1.110704p-3f));
  q = v_fma(q, square, v_set(-0x1.555532p-2f));
  V small = v_fma(v_mul(x, square), q, x);

  V magnitude = v_at_most(v_abs(x), v_set(10));
  V shifted;
  V f = v_reduce(v_add(magnitude, magnitude), &shifted);
  V power = v_power_of_two(shifted);
  V denominator = v_fma(power, v_expm1_reduced(f), v_add(power, v_set(1)));
  V large = v_sub(v_set(1), v_div(v_set(2), denominator));
  // The sign last: at -0 the polynomial loses it.
  return v_with_sign(v_select(v_less(magnitude, v_set(0.625f)), small, large), x);
}

// With x = n * ln(2) + f: 1 / (1 + exp(-x)) = 2^n / (2^n + exp(-f)). Thus nothing overflows, and a
// very negative x gives a denormal that was rounded where it was still a normal number.
WIDE V v_sigmoid(V x) {
  x = v_at_least(v_at_most(x, v_set(30)), v_set(-104));
  V shifted;
  V f = v_reduce(x, &shifted);
  V power = v_scale(v_set(1), shifted);
  V sum = v_add(v_set(1), power);
  V lost = v_sub(power, v_sub(sum, v_set(1)));  // by the sum, when 2^n is small
  V denominator = v_add(sum, v_add(v_expm1_reduced(v_neg(f)), lost));
  return v_scale(v_div(v_set(1), denominator), shifted);
}

#endif
