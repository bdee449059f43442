// What is computed element by element; see strata_kernels.h for the contracts.

#define EACH(NAME, PARAMETERS, COUNT, STATEMENT)      \
  static void NAMED(NAME) PARAMETERS {                \
    for (size_t i = 0; i < (COUNT); i++) STATEMENT;   \
  }

EACH(exp_of, (size_t n, const R *x, R *y), n, y[i] = EXP(x[i]))
EACH(log_of, (size_t n, const R *x, R *y), n, y[i] = LOG(x[i]))
EACH(tanh_of, (size_t n, const R *x, R *y), n, y[i] = TANH(x[i]))
EACH(sigmoid_of, (size_t n, const R *x, R *y), n, y[i] = SIGMOID(x[i]))
EACH(erf_of, (size_t n, const R *x, R *y), n, y[i] = ERF(x[i]))
EACH(gelu, (size_t n, const R *x, R *y), n, y[i] = GELU(x[i]))
EACH(relu, (size_t n, const R *x, R *y), n, y[i] = x[i] < 0 ? 0 : x[i])
EACH(leaky_relu, (size_t n, R slope, const R *x, R *y), n, y[i] = x[i] < 0 ? slope * x[i] : x[i])

EACH(tanh_gradient, (size_t n, const R *y, const R *dy, R *dx), n,
     dx[i] = dy[i] * FMA(-y[i], y[i], 1))
EACH(sigmoid_gradient, (size_t n, const R *y, const R *dy, R *dx), n,
     dx[i] = dy[i] * (y[i] * (1 - y[i])))
EACH(gelu_gradient, (size_t n, const R *x, const R *dy, R *dx), n, dx[i] = dy[i] * GELU_SLOPE(x[i]))
EACH(relu_gradient, (size_t n, const R *y, const R *dy, R *dx), n, dx[i] = y[i] > 0 ? dy[i] : 0)
EACH(leaky_relu_gradient, (size_t n, R slope, const R *x, const R *dy, R *dx), n,
     dx[i] = x[i] > 0 ? dy[i] : slope * dy[i])

EACH(add, (size_t n, const R *a, const R *b, R *y), n, y[i] = a[i] + b[i])
EACH(multiply, (size_t n, const R *a, const R *b, R *y), n, y[i] = a[i] * b[i])
EACH(scale, (size_t n, R s, const R *x, R *y), n, y[i] = s * x[i])
EACH(scaled_difference, (size_t n, R s, const R *a, const R *b, R *y), n, y[i] = s * (a[i] - b[i]))
EACH(scaled_sign, (size_t n, R s, const R *a, const R *b, R *y), n,
     y[i] = a[i] > b[i] ? s : a[i] < b[i] ? -s : a[i] == b[i] ? 0 : CANONICAL_NAN)
EACH(canonicalize, (size_t n, R *x), n, x[i] = x[i] == x[i] ? x[i] : CANONICAL_NAN)

EACH(add_row, (size_t rows, size_t columns, const R *x, const R *r, R *y), rows * columns,
     y[i] = x[i] + r[i % columns])
EACH(multiply_row, (size_t rows, size_t columns, const R *x, const R *r, R *y), rows * columns,
     y[i] = x[i] * r[i % columns])
EACH(affine_row, (size_t rows, size_t columns, const R *x, const R *s, const R *o, R *y),
     rows * columns, y[i] = FMA(x[i], s[i % columns], o[i % columns]))

#undef EACH

void NAMED(strata_reference_elements)(SET *set) {
  set->exp = NAMED(exp_of);
  set->log = NAMED(log_of);
  set->tanh = NAMED(tanh_of);
  set->sigmoid = NAMED(sigmoid_of);
  set->erf = NAMED(erf_of);
  set->gelu = NAMED(gelu);
  set->relu = NAMED(relu);
  set->leaky_relu = NAMED(leaky_relu);
  set->tanh_gradient = NAMED(tanh_gradient);
  set->sigmoid_gradient = NAMED(sigmoid_gradient);
  set->gelu_gradient = NAMED(gelu_gradient);
  set->relu_gradient = NAMED(relu_gradient);
  set->leaky_relu_gradient = NAMED(leaky_relu_gradient);
  set->add = NAMED(add);
  set->multiply = NAMED(multiply);
  set->scale = NAMED(scale);
  set->scaled_difference = NAMED(scaled_difference);
  set->scaled_sign = NAMED(scaled_sign);
  set->canonicalize = NAMED(canonicalize);
  set->add_row = NAMED(add_row);
  set->multiply_row = NAMED(multiply_row);
  set->affine_row = NAMED(affine_row);
}
