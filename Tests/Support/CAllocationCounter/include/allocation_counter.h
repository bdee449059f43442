// Counts what a process allocates. A program that is linked with this has its own malloc, calloc,
// realloc, posix_memalign and aligned_alloc, which count and hand on to the C library's.

#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

// Counts from 0 again, from now on and on all threads. If the environment variable
// ALLOCATION_TRACES is a number, so many of the first allocations after this write their stack to
// standard error.
void allocation_counter_start(void);

// The allocations since then.
long allocation_counter_stop(void);

#endif
