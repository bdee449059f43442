// The functions that the linker finds before the C library's, as glibc's manual has it
// ("Replacing malloc"): all that allocate must be there, freeing is left as it is.

#include "allocation_counter.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

#include <errno.h>
#include <execinfo.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

enum { deepest_stack = 24 };

static atomic_bool is_counting;
static atomic_long count;
static atomic_long traces_left;
// What a trace itself allocates does not count.
static _Thread_local bool is_tracing;

static void trace(void) {
  is_tracing = true;
  void *stack[deepest_stack];
  int depth = backtrace(stack, deepest_stack);
  // The first two are this function and the one that counted.
  backtrace_symbols_fd(stack + 2, depth > 2 ? depth - 2 : 0, 2);
  is_tracing = false;
}

__attribute__((unused)) static void note(void) {
  if (!atomic_load_explicit(&is_counting, memory_order_relaxed) || is_tracing) return;
  atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
  if (atomic_load_explicit(&traces_left, memory_order_relaxed) <= 0) return;
  if (atomic_fetch_sub_explicit(&traces_left, 1, memory_order_relaxed) > 0) trace();
}

void allocation_counter_start(void) {
  const char *traces = getenv("ALLOCATION_TRACES");
  atomic_store(&traces_left, traces ? strtol(traces, NULL, 10) : 0);
  atomic_store(&count, 0);
  atomic_store(&is_counting, true);
}

long allocation_counter_stop(void) {
  atomic_store(&is_counting, false);
  return atomic_load(&count);
}

// A sanitizer brings functions of its own in these places; under one, nothing is counted.
#if !__has_feature(thread_sanitizer) && !__has_feature(address_sanitizer)

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  note();
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  note();
  return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  note();
  void *memory = __libc_memalign(alignment, size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

#endif
