// What one core of this machine can do at best: the two limits of a roofline (S. Williams, A. Waterman and
// D. Patterson, "Roofline", CACM 52 (4), 2009).
#ifndef STRATA_LIMITS_H
#define STRATA_LIMITS_H

#include <stddef.h>
#include <stdint.h>

// Floating-point operations that one call of strata_limit_multiply_add does: two a fused multiply-add.
int64_t strata_limit_multiply_add_operations(void);

// Fused multiply-adds in the widest registers that this processor has, in as many independent
// chains as hide their latency. Returns a number that depends on all of them.
float strata_limit_multiply_add(void);

// Reads `bytes` bytes once, in order, in the widest registers; `bytes` is a multiple of 512 and
// `from` lies on a cache line. Returns a number that depends on all of them.
uint64_t strata_limit_read(const void *from, size_t bytes);

#endif
