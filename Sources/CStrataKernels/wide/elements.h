// What is computed element by element, over the lanes of a set; ../reference/elements_body.h is the
// definition. A set includes this after its lanes.h.

#include "functions.h"
#include "normal.h"

// STATEMENT takes W elements at a time, and at the end those that are left: IN loads what it is
// given, OUT stores it. All loads of a step come before its store, so y may be x.
#define EACH(NAME, PARAMETERS, STATEMENT)      \
  KERNEL void NAME PARAMETERS {                \
    size_t i = 0;                              \
    for (; n - i >= W; i += W) {               \
      const size_t count = W;                  \
      STATEMENT;                               \
    }                                          \
    if (i < n) {                               \
      const size_t count = n - i;              \
      STATEMENT;                               \
    }                                          \
  }

#define IN(p) v_load_part((p) + i, count)
#define OUT(p, x) v_store_part((p) + i, count, x)

EACH(exp_of, (size_t n, const float *x, float *y), OUT(y, v_exp(IN(x))))
EACH(log_of, (size_t n, const float *x, float *y), OUT(y, v_log(IN(x))))
EACH(tanh_of, (size_t n, const float *x, float *y), OUT(y, v_tanh(IN(x))))
EACH(sigmoid_of, (size_t n, const float *x, float *y), OUT(y, v_sigmoid(IN(x))))
EACH(erf_of, (size_t n, const float *x, float *y), OUT(y, v_erf(IN(x))))
EACH(gelu, (size_t n, const float *x, float *y), OUT(y, v_gelu(IN(x))))

WIDE V v_relu(V x) { return v_select(v_less(x, v_set(0)), v_set(0), x); }

WIDE V v_leaky_relu(V x, V slope) {
  return v_select(v_less(x, v_set(0)), v_mul(slope, x), x);
}

EACH(relu, (size_t n, const float *x, float *y), OUT(y, v_relu(IN(x))))
EACH(leaky_relu, (size_t n, float slope, const float *x, float *y),
     OUT(y, v_leaky_relu(IN(x), v_set(slope))))

WIDE V v_tanh_gradient(V y, V dy) { return v_mul(dy, v_fma(v_neg(y), y, v_set(1))); }

WIDE V v_sigmoid_gradient(V y, V dy) { return v_mul(dy, v_mul(y, v_sub(v_set(1), y))); }

WIDE V v_relu_gradient(V y, V dy) { return v_select(v_less(v_set(0), y), dy, v_set(0)); }

WIDE V v_leaky_relu_gradient(V x, V dy, V slope) {
  return v_select(v_less(v_set(0), x), dy, v_mul(slope, dy));
}

EACH(tanh_gradient, (size_t n, const float *y, const float *dy, float *dx),
     OUT(dx, v_tanh_gradient(IN(y), IN(dy))))
EACH(sigmoid_gradient, (size_t n, const float *y, const float *dy, float *dx),
     OUT(dx, v_sigmoid_gradient(IN(y), IN(dy))))
EACH(gelu_gradient, (size_t n, const float *x, const float *dy, float *dx),
     OUT(dx, v_mul(IN(dy), v_gelu_slope(IN(x)))))
EACH(relu_gradient, (size_t n, const float *y, const float *dy, float *dx),
     OUT(dx, v_relu_gradient(IN(y), IN(dy))))
EACH(leaky_relu_gradient, (size_t n, float slope, const float *x, const float *dy, float *dx),
     OUT(dx, v_leaky_relu_gradient(IN(x), IN(dy), v_set(slope))))

WIDE V v_canonical(V x) {
  return v_select(v_equal(x, x), x, v_set(__builtin_nanf("")));
}

// The last choice keeps a NaN.
WIDE V v_scaled_sign(V s, V a, V b) {
  V rest = v_select(v_equal(a, b), v_set(0), v_set(__builtin_nanf("")));
  return v_select(v_less(b, a), s, v_select(v_less(a, b), v_neg(s), rest));
}

EACH(add, (size_t n, const float *a, const float *b, float *y), OUT(y, v_add(IN(a), IN(b))))
EACH(multiply, (size_t n, const float *a, const float *b, float *y), OUT(y, v_mul(IN(a), IN(b))))
EACH(scale, (size_t n, float s, const float *x, float *y), OUT(y, v_mul(v_set(s), IN(x))))
EACH(scaled_difference, (size_t n, float s, const float *a, const float *b, float *y),
     OUT(y, v_mul(v_set(s), v_sub(IN(a), IN(b)))))
EACH(scaled_sign, (size_t n, float s, const float *a, const float *b, float *y),
     OUT(y, v_scaled_sign(v_set(s), IN(a), IN(b))))
EACH(canonicalize, (size_t n, float *x), OUT(x, v_canonical(IN(x))))

EACH(affine, (size_t n, const float *x, const float *s, const float *o, float *y),
     OUT(y, v_fma(IN(x), IN(s), IN(o))))

#undef IN
#undef OUT
#undef EACH

KERNEL void add_row(size_t rows, size_t columns, const float *x, const float *r, float *y) {
  for (size_t i = 0; i < rows; i++, x += columns, y += columns) add(columns, x, r, y);
}

KERNEL void multiply_row(size_t rows, size_t columns, const float *x, const float *r, float *y) {
  for (size_t i = 0; i < rows; i++, x += columns, y += columns) multiply(columns, x, r, y);
}

KERNEL void affine_row(size_t rows, size_t columns, const float *x, const float *s, const float *o,
                       float *y) {
  for (size_t i = 0; i < rows; i++, x += columns, y += columns) affine(columns, x, s, o, y);
}

void INSTALLER(elements)(strata_kernels_f32 *set) {
  set->exp = exp_of;
  set->log = log_of;
  set->tanh = tanh_of;
  set->sigmoid = sigmoid_of;
  set->erf = erf_of;
  set->gelu = gelu;
  set->relu = relu;
  set->leaky_relu = leaky_relu;
  set->tanh_gradient = tanh_gradient;
  set->sigmoid_gradient = sigmoid_gradient;
  set->gelu_gradient = gelu_gradient;
  set->relu_gradient = relu_gradient;
  set->leaky_relu_gradient = leaky_relu_gradient;
  set->add = add;
  set->multiply = multiply;
  set->scale = scale;
  set->scaled_difference = scaled_difference;
  set->scaled_sign = scaled_sign;
  set->canonicalize = canonicalize;
  set->add_row = add_row;
  set->multiply_row = multiply_row;
  set->affine_row = affine_row;
}
