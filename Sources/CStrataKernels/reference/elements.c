// Element functions, their derivatives and arithmetic, defined for float and for double; and the
// float functions for one value.

#include <math.h>

#include "../sets.h"
#include "functions.h"
#include "lanes.h"

#include "../wide/functions.h"

float strata_exp(float x) { return v_exp(x); }
float strata_log(float x) { return v_log(x); }
float strata_tanh(float x) { return v_tanh(x); }
float strata_sigmoid(float x) { return v_sigmoid(x); }
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

#include "f64.h"
#define CANONICAL_NAN double_from_bits(0x7FF8000000000000)
#include "elements_body.h"
#undef CANONICAL_NAN
