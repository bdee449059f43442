// How many processors there are for this process.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "strata_threads.h"

#include <sched.h>
#include <unistd.h>

size_t strata_usable_processors(void) {
  cpu_set_t usable;
  // Fails on a machine with more processors than the mask has bits.
  if (sched_getaffinity(0, sizeof usable, &usable) == 0) {
    int count = CPU_COUNT(&usable);
    if (count > 0) return (size_t)count;
  }
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (size_t)online : 1;
}
