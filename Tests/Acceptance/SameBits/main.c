// Checks that kernel sets give the bits of the reference, for every kernel of the table.
// Tests/Acceptance/neon builds and runs it.
//
// usage: samebits           checks every set that this CPU can run
//        samebits NAME      checks the set of that name, which there must be
//        samebits --chosen  prints the set that the process computes with

#include <stdio.h>
#include <string.h>

#include "check.h"

const strata_kernels_f32 *set_under_test;
size_t comparisons, problems;

void report(const char *what, const char *problem) {
  if (problems++ < 20) printf("%s: %s: %s\n", set_under_test->name, what, problem);
}

void compare(const char *what, const float *got, const float *expected, size_t count, int exact) {
  comparisons++;
  for (size_t i = 0; i < count; i++) {
    if (bits_of(got[i]) == bits_of(expected[i])) continue;
    if (!exact && got[i] != got[i] && expected[i] != expected[i]) continue;
    char problem[120];
    snprintf(problem, sizeof problem, "element %zu of %zu is %a (%08x), not %a (%08x)", i, count,
             got[i], (unsigned)bits_of(got[i]), expected[i], (unsigned)bits_of(expected[i]));
    report(what, problem);
    return;
  }
}

static void check_set(const strata_kernels_f32 *set) {
  const strata_kernels_f32 *reference = strata_kernels_at(0);
  size_t kernels = 0, own = 0;
  set_under_test = set;
  comparisons = problems = 0;
#define CHECK_ENTRY(NAME, PARAMETERS)          \
  CHECK(#NAME, set->NAME, reference->NAME);    \
  kernels++, own += set->NAME != reference->NAME;
  STRATA_KERNEL_LIST(CHECK_ENTRY, float, strata_product_f32, strata_adam_f32)
#undef CHECK_ENTRY
  check_environment();
  printf("%s: %zu kernels, %zu of its own, %zu comparisons, %zu differences\n", set->name, kernels,
         own, comparisons, problems);
}

// Whether all went well. The reference against itself shows what the checks themselves do.
static int check_sets(const char *only) {
  size_t sets = 0, failures = 0;
  for (size_t i = 0; strata_kernels_at(i); i++) {
    if (only && strcmp(strata_kernels_at(i)->name, only) != 0) continue;
    check_set(strata_kernels_at(i));
    failures += problems;
    sets++;
  }
  if (sets == 0) printf("there is no set '%s' here\n", only);
  return sets > 0 && failures == 0;
}

static int print_chosen(void) {
  const char *problem = strata_kernels_problem();
  puts(problem ? problem : strata_kernels()->name);
  return problem == NULL;
}

int main(int count, char **arguments) {
  const char *argument = count > 1 ? arguments[1] : NULL;
  if (argument && strcmp(argument, "--chosen") == 0) return !print_chosen();
  const uint64_t saved = strata_fp_pin();
  const int well = check_sets(argument);
  strata_fp_restore(saved);
  return !well;
}
