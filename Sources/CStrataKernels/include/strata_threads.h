// What a pool of threads must know of the machine.

#ifndef STRATA_THREADS_H
#define STRATA_THREADS_H

#include <stddef.h>

// The processors that this process may run on, at least 1: those of its affinity mask where the
// system tells, else those that are online.
size_t strata_usable_processors(void);

// For the body of a loop that waits for another thread: leaves the core's units to the thread that
// shares them, and saves power.
static inline void strata_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

#endif
