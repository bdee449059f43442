// What the machine can do at best, and what a process takes of it.
#ifndef STRATA_MACHINE_H
#define STRATA_MACHINE_H

#include <stddef.h>
#include <stdint.h>

// Nanoseconds on a clock that is never set.
int64_t machine_now(void);

// Floating-point operations that one call of machine_multiply_add does: two a fused multiply-add.
int64_t machine_multiply_add_operations(void);

// Fused multiply-adds in the widest registers that this processor has, in as many independent
// chains as hide their latency. Returns a number that depends on all of them.
float machine_multiply_add(void);

// Reads `bytes` bytes once, in order, in the widest registers; `bytes` is a multiple of 512 and
// `from` lies on a cache line. Returns a number that depends on all of them.
uint64_t machine_read(const void *from, size_t bytes);

// Bytes of the data or unified cache of a level, 0 if the system does not say.
int64_t machine_cache_bytes(int level);

// Bytes of memory that the process holds now, and at most since machine_reset_peak. -1 if the
// system does not say.
int64_t machine_resident_bytes(void);
int64_t machine_peak_bytes(void);
void machine_reset_peak(void);

// Memory blocks that this process has asked for: malloc, calloc, realloc and the aligned ones.
int64_t machine_allocations(void);

#endif
