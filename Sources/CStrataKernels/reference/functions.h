// One value of exp(x - m) as softmax takes it, and of gelu's derivative; the other functions are in
// strata_kernels.h.

#ifndef STRATA_REFERENCE_FUNCTIONS_H
#define STRATA_REFERENCE_FUNCTIONS_H

float strata_exp_difference(float x, float m);
float strata_gelu_slope(float x);

#endif
