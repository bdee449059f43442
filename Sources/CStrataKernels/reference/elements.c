// Element functions, their derivatives and arithmetic, defined for float and for double; and the
// float functions for one value.

#include <math.h>

#include "../sets.h"
#include "functions.h"
#include "lanes.h"

#include "../wide/functions.h"
#include "../wide/normal.h"

float strata_exp(float x) { return v_exp(x); }
float strata_log(float x) { return v_log(x); }
float strata_tanh(float x) { return v_tanh(x); }
float strata_sigmoid(float x) { return v_sigmoid(x); }
float strata_erf(float x) { return v_erf(x); }
float strata_gelu(float x) { return v_gelu(x); }
float strata_gelu_slope(float x) { return v_gelu_slope(x); }
float strata_exp_difference(float x, float m) { return v_exp_difference(x, m); }

#include "f32.h"
#define CANONICAL_NAN from_bits(0x7FC00000)
#include "elements_body.h"
#undef CANONICAL_NAN

static double double_from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// 0 * infinity is no limit.
static double gelu_double(double x) {
  return x < -40 ? -0.0 : 0.5 * x * erfc(x * -0.70710678118654752);
}

static double gelu_slope_double(double x) {
  double density = fabs(x) > 40 ? 0 : 0.39894228040143268 * exp(-0.5 * x * x);
  return 0.5 * erfc(x * -0.70710678118654752) + (density == 0 ? 0 : x * density);
}

#include "f64.h"
#define CANONICAL_NAN double_from_bits(0x7FF8000000000000)
#include "elements_body.h"
#undef CANONICAL_NAN
