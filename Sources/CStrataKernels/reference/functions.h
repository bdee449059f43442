// One value of exp(x - m) as softmax takes it; the other functions are in strata_kernels.h.

#ifndef STRATA_REFERENCE_FUNCTIONS_H
#define STRATA_REFERENCE_FUNCTIONS_H

float strata_exp_difference(float x, float m);

#endif
