// The names under which a reference body is compiled for double. Included again before every body.

#include "undefine.h"

#define R double
#define NAMED(stem) stem##_f64
#define SET strata_kernels_f64
#define PRODUCT strata_product_f64
#define ADAM strata_adam_f64
#define FMA fma
#define SQRT sqrt
#define ABS fabs
#define SMALLEST_NORMAL 0x1p-1022
#define EXP exp
#define LOG log
#define TANH tanh
#define SIGMOID(x) (1 / (1 + exp(-(x))))
#define ERF erf
#define GELU gelu_double
#define GELU_SLOPE gelu_slope_double
#define EXP_DIFFERENCE(x, m) exp((x) - (m))
