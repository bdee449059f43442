// A clock, the caches, and what a process takes of the machine.
#ifndef STRATA_MACHINE_H
#define STRATA_MACHINE_H

#include <stddef.h>
#include <stdint.h>

// Nanoseconds on a clock that is never set.
int64_t machine_now(void);

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
