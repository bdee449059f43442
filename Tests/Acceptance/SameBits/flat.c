// The kernels on arrays and on rows of arrays: each is given the same operands as the reference and
// must leave the same bits in all of them, and in nothing else.

#include <stdio.h>
#include <string.h>

#include "check.h"

enum { ARRAYS = 6, MOST_ELEMENTS = 1 << 15 };

// What a call is made on: rows x columns elements in each array, with some numbers.
typedef struct Operands {
  size_t rows, columns, n;
  float *a, *b, *c;  // inputs
  float *y, *v, *w;  // outputs, or changed
  float s, t;
  int flag;
  size_t leaf, column_begin, column_end;
  strata_adam_f32 adam;
} Operands;

// One case: what the operands are made from.
typedef struct Trial {
  size_t rows, columns;
  Values values;
  Edge edge;
  uint64_t seed;
} Trial;

// A reduction leaves one value a row or a column, even where these have no elements.
static size_t results(const Operands *o) {
  const size_t longer = o->rows > o->columns ? o->rows : o->columns;
  return o->n > longer ? o->n : longer;
}

static void place_arrays(Operands *o, const Trial *t, const Region regions[ARRAYS]) {
  float **arrays[ARRAYS] = {&o->a, &o->b, &o->c, &o->y, &o->v, &o->w};
  for (size_t i = 0; i < ARRAYS; i++) {
    const size_t count = i < 3 ? o->n : results(o);
    *arrays[i] = place(regions[i], count * sizeof(float), t->edge, sizeof(float));
  }
}

// The operands of a trial, in the memory of the set under test or of the reference.
static Operands new_operands(const Trial *t, const Region regions[ARRAYS]) {
  uint64_t state = t->seed;
  Operands o = {.rows = t->rows, .columns = t->columns, .n = t->rows * t->columns};
  place_arrays(&o, t, regions);
  fill(o.a, o.n, t->values, &state);
  fill(o.b, o.n, t->values, &state);
  fill(o.c, o.n, t->values, &state);
  fill(o.y, results(&o), t->values, &state);
  fill(o.v, results(&o), t->values, &state);
  fill(o.w, results(&o), t->values, &state);
  o.s = random_value(t->values, &state);
  o.t = random_value(t->values, &state);
  o.flag = (int)random_below(2, &state);
  o.leaf = random_below(8, &state) == 0 ? STRATA_SAMPLE_LEAF : 1 + random_below(5, &state);
  o.column_begin = random_below(4, &state) == 0 ? random_below(t->columns + 1, &state) : 0;
  o.column_end = t->columns - random_below(2, &state) * random_below(t->columns - o.column_begin + 1,
                                                                     &state);
  o.adam = (strata_adam_f32){1e-3f, 0.9f, 0.1f, 0.999f, 1e-3f, 1.5f, 1e-8f};
  return o;
}

static void compare_operands(const char *name, const Trial *t, const Operands *got,
                             const Operands *expected, int exact) {
  char what[120];
  static const char *const values[KINDS_OF_VALUES] = {"ordinary", "many sizes", "wild"};
  snprintf(what, sizeof what, "%s, %zu x %zu, %s values, seed %llu", name, t->rows, t->columns,
           values[t->values], (unsigned long long)t->seed);
  compare(what, got->a, expected->a, got->n, 1);
  compare(what, got->b, expected->b, got->n, 1);
  compare(what, got->c, expected->c, got->n, 1);
  compare(what, got->y, expected->y, results(got), exact);
  compare(what, got->v, expected->v, results(got), exact);
  compare(what, got->w, expected->w, results(got), exact);
}

// The shapes: every small number of columns, so that every remainder of a vector is met with none
// to many whole ones; and many rows, for the sums over samples.
enum { SMALL_COLUMNS = 68, MANY_ROWS = 150 };
static const size_t row_counts[] = {1, 0, 2, 3, 7};
static const size_t wide_columns[] = {127, 128, 129, 200, 1000};
static const size_t columns_of_many_rows[] = {1, 3, 4, 5, 17, 33, 64, 67, 130};

#define COUNT_OF(ARRAY) (sizeof(ARRAY) / sizeof *(ARRAY))

// The index-th shape into the trial; 0 past the last.
static int choose_shape(size_t index, Trial *t) {
  const size_t widths = SMALL_COLUMNS + COUNT_OF(wide_columns);
  if (index < widths * COUNT_OF(row_counts)) {
    const size_t width = index % widths;
    t->rows = row_counts[index / widths];
    t->columns = width < SMALL_COLUMNS ? width : wide_columns[width - SMALL_COLUMNS];
    return 1;
  }
  index -= widths * COUNT_OF(row_counts);
  if (index >= COUNT_OF(columns_of_many_rows)) return 0;
  t->rows = MANY_ROWS;
  t->columns = columns_of_many_rows[index];
  return 1;
}

// The next trial; 0 past the last.
static int next_trial(Trial *t, size_t *index) {
  const size_t i = (*index)++;
  t->seed = i + 1;
  t->edge = (Edge)(i % EDGES);
  t->values = (Values)(i / EDGES % KINDS_OF_VALUES);
  return choose_shape(i / EDGES / KINDS_OF_VALUES, t);
}

static const Region *regions_of(int which) {
  static Region regions[2][ARRAYS];
  if (!regions[which][0].begin) {
    for (size_t i = 0; i < ARRAYS; i++) {
      regions[which][i] = new_region(MOST_ELEMENTS * sizeof(float));
    }
  }
  return regions[which];
}

// Defines NAME, which calls a kernel and its reference with the arguments, for every trial.
#define DEFINE(LINKAGE, NAME, TYPE, EXACT, ...)                             \
  static void NAME##_once(TYPE f, Operands *o) { f(__VA_ARGS__); }          \
  LINKAGE void NAME(const char *name, TYPE kernel, TYPE reference) {        \
    Trial t;                                                                \
    for (size_t index = 0; next_trial(&t, &index);) {                       \
      Operands got = new_operands(&t, regions_of(0));                       \
      Operands expected = new_operands(&t, regions_of(1));                  \
      NAME##_once(kernel, &got);                                            \
      NAME##_once(reference, &expected);                                    \
      compare_operands(name, &t, &got, &expected, EXACT);                   \
    }                                                                       \
  }

DEFINE(extern, check_in_place, InPlace, 1, o->n, o->y)
DEFINE(extern, check_rows, Rows, 0, o->rows, o->columns, o->a, o->y)
DEFINE(extern, check_rows2, Rows2, 0, o->rows, o->columns, o->a, o->b, o->y)
DEFINE(extern, check_rows3, Rows3, 0, o->rows, o->columns, o->a, o->b, o->c, o->y)
DEFINE(extern, check_columns, Columns, 0, o->rows, o->columns, o->leaf, o->column_begin,
       o->column_end, o->a, o->y)
DEFINE(extern, check_momentum, Momentum, 0, o->n, o->s, o->t, o->flag, o->a, o->v, o->w)
DEFINE(extern, check_adam, Adam, 0, o->n, &o->adam, o->a, o->y, o->v, o->w)

// Where an output may be an input, it is one too.
DEFINE(static, map, Map, 0, o->n, o->a, o->y)
DEFINE(static, map_in_place, Map, 0, o->n, o->y, o->y)
DEFINE(static, scaled_map, ScaledMap, 0, o->n, o->s, o->a, o->y)
DEFINE(static, scaled_map_in_place, ScaledMap, 0, o->n, o->s, o->y, o->y)
DEFINE(static, map2, Map2, 0, o->n, o->a, o->b, o->y)
DEFINE(static, map2_in_place, Map2, 0, o->n, o->a, o->y, o->y)
DEFINE(static, scaled_map2, ScaledMap2, 0, o->n, o->s, o->a, o->b, o->y)
DEFINE(static, scaled_map2_in_place, ScaledMap2, 0, o->n, o->s, o->a, o->y, o->y)

// A million bit patterns, evenly over all floats.
static void sweep(const char *name, Map kernel, Map reference) {
  enum { STEP = 4099, AT_ONCE = 4096 };
  static float x[AT_ONCE], got[AT_ONCE], expected[AT_ONCE];
  char what[120];
  snprintf(what, sizeof what, "%s over all floats", name);
  for (uint64_t begin = 0; begin <= UINT32_MAX; begin += STEP * AT_ONCE) {
    for (size_t i = 0; i < AT_ONCE; i++) x[i] = from_bits((uint32_t)(begin + STEP * i));
    kernel(AT_ONCE, x, got);
    reference(AT_ONCE, x, expected);
    compare(what, got, expected, AT_ONCE, 0);
  }
}

void check_map(const char *name, Map kernel, Map reference) {
  map(name, kernel, reference);
  map_in_place(name, kernel, reference);
  sweep(name, kernel, reference);
}

void check_scaled_map(const char *name, ScaledMap kernel, ScaledMap reference) {
  scaled_map(name, kernel, reference);
  // Weights and their gradient are two arrays.
  if (strcmp(name, "sgd") != 0) scaled_map_in_place(name, kernel, reference);
}

void check_map2(const char *name, Map2 kernel, Map2 reference) {
  map2(name, kernel, reference);
  map2_in_place(name, kernel, reference);
}

void check_scaled_map2(const char *name, ScaledMap2 kernel, ScaledMap2 reference) {
  scaled_map2(name, kernel, reference);
  scaled_map2_in_place(name, kernel, reference);
}
