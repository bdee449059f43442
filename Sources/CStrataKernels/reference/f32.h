// The names under which a reference body is compiled for float. Included again before every body.

#include "undefine.h"

#define R float
#define NAMED(stem) stem##_f32
#define SET strata_kernels_f32
#define PRODUCT strata_product_f32
#define ADAM strata_adam_f32
#define FMA fmaf
#define SQRT sqrtf
#define ABS fabsf
#define SMALLEST_NORMAL 0x1p-126f
#define EXP strata_exp
#define LOG strata_log
#define TANH strata_tanh
#define SIGMOID strata_sigmoid
#define ERF strata_erf
#define GELU strata_gelu
#define GELU_SLOPE strata_gelu_slope
#define EXP_DIFFERENCE strata_exp_difference
