// The kernel sets this CPU can run, and the one this process computes with.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sets.h"

enum { MOST_SETS = 4 };

// Written once, before anyone reads them.
static strata_kernels_f32 sets[MOST_SETS];
static size_t set_count;
static strata_kernels_f64 set_of_doubles;
static const strata_kernels_f32 *chosen;
static char problem[200];

static pthread_once_t once = PTHREAD_ONCE_INIT;

// The next set: the reference under another name, whose entries the caller overrides.
static strata_kernels_f32 *append_set(const char *name) {
  strata_kernels_f32 *set = &sets[set_count++];
  strata_reference_product_f32(set);
  strata_reference_elements_f32(set);
  strata_reference_rows_f32(set);
  strata_reference_optimizers_f32(set);
  set->name = name;
  return set;
}

static void append_double(void) {
  strata_reference_product_f64(&set_of_doubles);
  strata_reference_elements_f64(&set_of_doubles);
  strata_reference_rows_f64(&set_of_doubles);
  strata_reference_optimizers_f64(&set_of_doubles);
  set_of_doubles.name = "reference";
}

#if defined(__x86_64__)

// The probe asks the operating system too, whether it keeps the registers.
static int cpu_has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int cpu_has_avx512(void) {
  return cpu_has_avx2() && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

static void append_sets_of_cpu(void) {
  __builtin_cpu_init();
  if (cpu_has_avx2()) {
    strata_kernels_f32 *set = append_set("avx2");
    strata_avx2_product(set);
    strata_avx2_elements(set);
    strata_avx2_rows(set);
    strata_avx2_optimizers(set);
  }
  if (cpu_has_avx512()) {
    strata_kernels_f32 *set = append_set("avx512");
    strata_avx512_product(set);
    strata_avx512_elements(set);
    strata_avx512_rows(set);
    strata_avx512_optimizers(set);
  }
}

#elif defined(__aarch64__)

// Every CPU of this architecture has it.
static void append_sets_of_cpu(void) {
  strata_kernels_f32 *set = append_set("neon");
  strata_neon_product(set);
  strata_neon_elements(set);
  strata_neon_rows(set);
  strata_neon_optimizers(set);
}

#else

static void append_sets_of_cpu(void) {}

#endif

static void describe_problem(const char *name) {
  int length = snprintf(problem, sizeof problem,
                        "STRATA_KERNELS: no kernel set '%.60s' on this CPU, which runs:", name);
  for (size_t i = 0; i < set_count; i++) {
    length += snprintf(problem + length, sizeof problem - (size_t)length, " %s", sets[i].name);
  }
}

static void choose(void) {
  append_set("reference");
  append_sets_of_cpu();
  append_double();
  chosen = &sets[set_count - 1];
  const char *name = getenv("STRATA_KERNELS");
  if (!name || !*name) return;
  for (size_t i = 0; i < set_count; i++) {
    if (strcmp(sets[i].name, name) == 0) {
      chosen = &sets[i];
      return;
    }
  }
  describe_problem(name);
}

// After the first call this is a load and a branch.
static void ensure_chosen(void) { pthread_once(&once, choose); }

const strata_kernels_f32 *strata_kernels(void) {
  ensure_chosen();
  return chosen;
}

const char *strata_kernels_problem(void) {
  ensure_chosen();
  return *problem ? problem : NULL;
}

const strata_kernels_f32 *strata_kernels_at(size_t index) {
  ensure_chosen();
  return index < set_count ? &sets[index] : NULL;
}

const strata_kernels_f64 *strata_kernels_double(void) {
  ensure_chosen();
  return &set_of_doubles;
}
