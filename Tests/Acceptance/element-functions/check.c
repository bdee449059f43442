// Runs every float through the element functions: the reference against the true value, every other
// kernel set against the reference, bit for bit; and rows of random numbers through softmax.
//
// usage: check [STEP]    every STEP-th float; 1 where it is not given
//
// The true value is libm's for double: its error, about 2^-53, is nothing beside a float's 2^-24.
// Nothing is skipped. Where a function has long been constant the constant is written down, so as
// not to compute it two thousand million times.

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "strata_kernels.h"

enum { BLOCK = 4096, MOST_SETS = 8, MOST_THREADS = 64 };
static const double limit_in_ulp = 2;

// The functions, with the true value of each.

static double true_exp(double x) { return x > 128 ? INFINITY : x < -128 ? 0 : exp(x); }
static double true_tanh(double x) { return fabs(x) > 32 ? copysign(1, x) : tanh(x); }
static double true_erf(double x) { return fabs(x) > 8 ? copysign(1, x) : erf(x); }

static double true_sigmoid(double x) {
  if (x < 0) return true_exp(x) / (1 + true_exp(x));
  return 1 / (1 + true_exp(-x));
}

// Phi(x), without a loss to the left.
static double normal(double x) { return x > 40 ? 1 : 0.5 * erfc(x * -0.70710678118654752); }

static double true_gelu(double x) { return x < -40 ? -0.0 : x * normal(x); }

// Below -38 the density is no number of normal size any more.
static double true_gelu_slope(double x) {
  if (x < -38) return -0.0;
  return x > 40 ? 1 : normal(x) + x * exp(-0.5 * x * x) * 0.39894228040143268;
}

typedef void Kernel(size_t n, const float *x, float *y);

static void gelu_slope(const strata_kernels_f32 *set, size_t n, const float *x, float *y) {
  for (size_t i = 0; i < n; i++) y[i] = 1;
  set->gelu_gradient(n, x, y, y);
}

typedef struct Function {
  const char *name;
  double (*truth)(double x);
  size_t field;         // where a set has its kernel; 0 stands for gelu_slope
  int least_exponent;   // errors are counted in units of the last place of no less than 2 to this
} Function;

#define DENORMAL -126
#define FIELD(name) offsetof(strata_kernels_f32, name)

static const Function functions[] = {
    {"exp", true_exp, FIELD(exp), DENORMAL},
    {"log", log, FIELD(log), DENORMAL},
    {"tanh", true_tanh, FIELD(tanh), DENORMAL},
    {"sigmoid", true_sigmoid, FIELD(sigmoid), DENORMAL},
    {"erf", true_erf, FIELD(erf), DENORMAL},
    {"gelu", true_gelu, FIELD(gelu), DENORMAL},
    // It crosses 0, and is a factor of dy: what counts is its error beside 1.
    {"gelu gradient", true_gelu_slope, 0, -1},
};
enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

static void apply(const Function *f, const strata_kernels_f32 *set, size_t n, const float *x,
                  float *y) {
  if (!f->field) {
    gelu_slope(set, n, x, y);
    return;
  }
  Kernel *kernel;
  memcpy(&kernel, (const char *)set + f->field, sizeof kernel);
  kernel(n, x, y);
}

// The error of y in units of the last place of the true value.
static double error_in_ulp(float y, double truth, int least_exponent) {
  if (isnan(truth) || isnan(y)) return isnan(truth) && isnan(y) ? 0 : INFINITY;
  float rounded = (float)truth;
  if (isinf(rounded) || isinf(y)) return rounded == y ? 0 : INFINITY;
  if (y == 0 && rounded == 0 && signbit(y) != signbit(rounded)) return INFINITY;
  uint64_t bits;
  memcpy(&bits, &truth, sizeof bits);
  int exponent = (int)(bits >> 52 & 0x7FF) - 1023;
  if (exponent < least_exponent) exponent = least_exponent;
  // 1 / 2^(exponent - 23)
  bits = (uint64_t)(1023 + 23 - exponent) << 52;
  double units;
  memcpy(&units, &bits, sizeof units);
  return fabs((double)y - truth) * units;
}

// What was found about one function.
typedef struct Findings {
  double worst;
  float at;
  int differs[MOST_SETS];       // whether a set gave other bits than the reference,
  float differs_at[MOST_SETS];  // and where
} Findings;

static const strata_kernels_f32 *sets[MOST_SETS];
static size_t set_count;
static uint64_t step = 1;

// The k-th of all floats that are looked at is float number k * step.
static uint64_t sample_count(void) { return ((UINT64_C(1) << 32) + step - 1) / step; }

static size_t take_block(uint64_t first, float x[BLOCK]) {
  size_t n = 0;
  for (; n < BLOCK && first + n < sample_count(); n++) {
    uint32_t bits = (uint32_t)((first + n) * step);
    memcpy(&x[n], &bits, sizeof bits);
  }
  return n;
}

static int same_bits(float a, float b) {
  return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void compare_sets(const Function *f, size_t n, const float *x, const float *expected,
                         Findings *found) {
  float y[BLOCK];
  for (size_t s = 1; s < set_count; s++) {
    apply(f, sets[s], n, x, y);
    if (memcmp(y, expected, n * sizeof *y) == 0) continue;
    for (size_t i = 0; i < n; i++) {
      if (same_bits(y[i], expected[i])) continue;
      found->differs[s] = 1;
      found->differs_at[s] = x[i];
    }
  }
}

static void check_block(const Function *f, size_t n, const float *x, Findings *found) {
  float y[BLOCK];
  apply(f, sets[0], n, x, y);
  for (size_t i = 0; i < n; i++) {
    double error = error_in_ulp(y[i], f->truth(x[i]), f->least_exponent);
    if (error > found->worst) {
      found->worst = error;
      found->at = x[i];
    }
  }
  compare_sets(f, n, x, y, found);
}

// Threads take blocks in turn; what each finds is joined under a lock.

typedef struct Run {
  const Function *function;
  Findings found;
  atomic_uint_fast64_t next;
  pthread_mutex_t lock;
} Run;

static void join_findings(Findings *all, const Findings *part) {
  if (part->worst > all->worst) {
    all->worst = part->worst;
    all->at = part->at;
  }
  for (size_t s = 0; s < set_count; s++) {
    if (!part->differs[s]) continue;
    all->differs[s] = 1;
    all->differs_at[s] = part->differs_at[s];
  }
}

static void *work(void *argument) {
  Run *run = argument;
  Findings found = {0};
  float x[BLOCK];
  uint64_t saved = strata_fp_pin();
  for (;;) {
    size_t n = take_block(atomic_fetch_add(&run->next, BLOCK), x);
    if (n == 0) break;
    check_block(run->function, n, x, &found);
  }
  strata_fp_restore(saved);
  pthread_mutex_lock(&run->lock);
  join_findings(&run->found, &found);
  pthread_mutex_unlock(&run->lock);
  return NULL;
}

static void run_on_all_cores(Run *run) {
  pthread_t threads[MOST_THREADS];
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  int count = 0, wanted = cores < 1 ? 1 : cores > MOST_THREADS ? MOST_THREADS : (int)cores;
  while (count < wanted && pthread_create(&threads[count], NULL, work, run) == 0) count++;
  if (count == 0) work(run);
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
}

// Whether the function keeps what the header promises. Prints its line of the table.
static int check_function(const Function *f) {
  Run run = {.function = f, .lock = PTHREAD_MUTEX_INITIALIZER};
  run_on_all_cores(&run);
  int good = run.found.worst <= limit_in_ulp;
  printf("%-14s %9.4f  %-16a", f->name, run.found.worst, (double)run.found.at);
  for (size_t s = 1; s < set_count; s++) {
    if (run.found.differs[s]) printf("  differs at %a", (double)run.found.differs_at[s]);
    else printf("  %-8s", "same");
    good = good && !run.found.differs[s];
  }
  printf("%s\n", good ? "" : "  FAILS");
  fflush(stdout);
  return good;
}

// softmax: rows of n uniform numbers from -spread to spread.

static double random_unit(uint64_t *state) {
  // SplitMix64.
  uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

// The largest relative error of a row whose true value is no denormal.
static double softmax_error(size_t n, const float *x, const float *y) {
  float m = x[0];
  for (size_t i = 1; i < n; i++) m = x[i] > m ? x[i] : m;
  long double sum = 0, worst = 0;
  for (size_t i = 0; i < n; i++) sum += expl((long double)x[i] - m);
  for (size_t i = 0; i < n; i++) {
    long double truth = expl((long double)x[i] - m) / sum;
    if (truth < 0x1p-126L) continue;
    long double error = fabsl(y[i] - truth) / truth;
    if (!(error <= worst)) worst = error;
  }
  return (double)worst;
}

static int check_softmax(size_t n, double spread) {
  enum { LARGEST = 100000 };
  static float x[LARGEST], y[LARGEST], z[LARGEST];
  uint64_t state = n, saved = strata_fp_pin();
  double worst = 0, limit = ((double)n / 64 + 12) * 0x1p-24;
  int same = 1;
  for (size_t row = 0; row < 5 * LARGEST / n; row++) {
    for (size_t i = 0; i < n; i++) x[i] = (float)(spread * (2 * random_unit(&state) - 1));
    sets[0]->softmax(1, n, x, y);
    double error = softmax_error(n, x, y);
    if (!(error <= worst)) worst = error;
    for (size_t s = 1; s < set_count; s++) {
      sets[s]->softmax(1, n, x, z);
      same = same && memcmp(y, z, n * sizeof *y) == 0;
    }
  }
  strata_fp_restore(saved);
  int good = worst <= limit && same;
  printf("%6zu  %6g  %12.2f  %10.2f  %s%s\n", n, spread, worst * 0x1p24, limit * 0x1p24,
         same ? "same" : "differ", good ? "" : "  FAILS");
  return good;
}

int main(int count, char **arguments) {
  if (count > 1) step = strtoull(arguments[1], NULL, 10);
  if (step == 0 || count > 2) {
    fprintf(stderr, "usage: check [STEP]\n");
    return 64;
  }
  while (set_count < MOST_SETS && (sets[set_count] = strata_kernels_at(set_count))) set_count++;

  int good = 1;
  printf("%-14s %9s  %-16s", "function", "worst ULP", "at");
  for (size_t s = 1; s < set_count; s++) printf("  %-8s", sets[s]->name);
  printf("\n");
  for (size_t i = 0; i < FUNCTIONS; i++) good = check_function(&functions[i]) && good;

  static const size_t lengths[] = {10, 100, 1000, 10000, 100000};
  static const double spreads[] = {0.1, 1, 10, 60};
  printf("\nsoftmax of N values from -spread to spread: relative errors in 2^-24\n");
  printf("%6s  %6s  %12s  %10s  %s\n", "N", "spread", "worst", "limit", "sets");
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    for (size_t j = 0; j < sizeof spreads / sizeof *spreads; j++) {
      good = check_softmax(lengths[i], spreads[j]) && good;
    }
  }
  return good ? 0 : 1;
}
