// The matrix product: sizes around every tile and past every cut, operands in any layout and packed,
// both ways to join, every finish, whole and by rectangles.

#include <stdio.h>
#include <string.h>

#include "check.h"

// How the elements of a matrix lie: row after row with a gap, column after column with a gap, every
// third element with the rows in reverse.
typedef enum Layout { BY_ROWS, BY_COLUMNS, SCATTERED, LAYOUTS } Layout;

// What becomes of a sum, as in strata_kernels.h; the last reads the matrix that it writes.
typedef enum Finish { NONE, RELU, RELU_GRADIENT, OWN_GRADIENT, FINISHES } Finish;

typedef struct Case {
  size_t rows, columns, depth, block;
  int join, bias;
  Layout a, b;
  Values values;
  Finish finish;
} Case;

// The distances of neighbours in a column and in a row, where element 0, 0 is, and the number of
// elements up to the last one that is used.
typedef struct Place {
  ptrdiff_t row, column;
  size_t start, size;
} Place;

static Place place_of(Layout layout, size_t rows, size_t columns) {
  const ptrdiff_t height = (ptrdiff_t)rows, width = (ptrdiff_t)columns;
  if (rows == 0 || columns == 0) return (Place){width, 1, 0, 0};
  switch (layout) {
    case BY_ROWS: return (Place){width + 1, 1, 1, rows * (columns + 1)};
    case BY_COLUMNS: return (Place){1, height + 3, 0, columns * (rows + 3) - 3};
    default: return (Place){-3 * width, 3, 3 * columns * (rows - 1), 3 * rows * columns - 2};
  }
}

enum { MOST_FLOATS = 1 << 20, WORKSPACE_BYTES = 32 << 20, GAP = 5 };

typedef struct Memory {
  Region a, b, bias, with, got, expected, packed, workspace;
} Memory;

static const Memory *memory(void) {
  static Memory m;
  if (!m.a.begin) {
    Region *floats[] = {&m.a, &m.b, &m.bias, &m.with, &m.got, &m.expected, &m.packed};
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) *floats[i] = new_region(MOST_FLOATS * sizeof(float));
    m.workspace = new_region(WORKSPACE_BYTES);
  }
  return &m;
}

static float *new_values(Region region, size_t count, Values values, uint64_t *state) {
  float *x = place(region, count * sizeof(float), END, sizeof(float));
  fill(x, count, values, state);
  return x;
}

static size_t elements_of_c(const Case *c) {
  return (c->rows - 1) * (c->columns + GAP) + c->columns;
}

// The product without its c.
static strata_product_f32 new_product(const Case *c, uint64_t *state) {
  static const int finishes[FINISHES] = {STRATA_FINISH_NONE, STRATA_FINISH_RELU,
                                         STRATA_FINISH_RELU_GRADIENT, STRATA_FINISH_RELU_GRADIENT};
  const Place a = place_of(c->a, c->rows, c->depth), b = place_of(c->b, c->depth, c->columns);
  const Memory *m = memory();
  float *bias = new_values(m->bias, c->columns, c->values, state);
  float *with = new_values(m->with, elements_of_c(c), c->values, state);
  return (strata_product_f32){
      .rows = c->rows, .columns = c->columns, .depth = c->depth,
      .a = new_values(m->a, a.size, c->values, state) + a.start, .a_row = a.row, .a_depth = a.column,
      .b = new_values(m->b, b.size, c->values, state) + b.start, .b_depth = b.row,
      .b_column = b.column,
      .c_row = (ptrdiff_t)(c->columns + GAP),
      .bias = c->bias ? bias : NULL, .block = c->block, .join = c->join,
      .finish = finishes[c->finish], .with = c->finish == RELU_GRADIENT ? with : NULL};
}

static void set_result(strata_product_f32 *p, const Case *c, float *result) {
  p->c = result;
  if (c->finish == OWN_GRADIENT) p->with = result;
}

// Lays b out as the set likes it; the product has to do with that.
static void pack_operand(strata_product_f32 *p, Pack pack) {
  const size_t bytes = set_under_test->packed_size(p->depth, p->columns) * sizeof(float);
  float *packed = place(memory()->packed, bytes, END, 64);
  memset(packed, 0xFF, bytes);
  pack(p->depth, p->columns, p->b, p->b_depth, p->b_column, packed);
  p->packed = packed;
  p->b = packed;
  p->b_depth = p->b_column = PTRDIFF_MAX;
}

// Cuts 0 ..< count into three parts that begin at multiples of the unit, some of them empty.
static void cut(size_t count, size_t unit, size_t at[4], uint64_t *state) {
  size_t x = random_below(count + 1, state) / unit * unit;
  size_t y = random_below(count + 1, state) / unit * unit;
  at[0] = 0, at[1] = x < y ? x : y, at[2] = x < y ? y : x, at[3] = count;
}

static void compute(const strata_product_f32 *p, Product kernel, int cuts, uint64_t *state) {
  // It must do with any contents of its workspace.
  const size_t bytes = set_under_test->product_workspace(p);
  void *workspace = place(memory()->workspace, bytes, END, 64);
  memset(workspace, 0xA5, bytes);
  if (!cuts) {
    kernel(p, 0, p->rows, 0, p->columns, workspace);
    return;
  }
  size_t rows[4], columns[4];
  cut(p->rows, 1, rows, state);
  cut(p->columns, p->packed ? STRATA_PACKED_COLUMNS : 1, columns, state);
  for (size_t i = 0; i < 9; i++) {
    kernel(p, rows[i / 3], rows[i / 3 + 1], columns[i % 3], columns[i % 3 + 1], workspace);
  }
}

// What to compare: a product and, where it is not null, the packing before it, with the reference
// on a b that is not packed.
typedef struct Subject {
  const char *name;
  Product product, reference;
  Pack pack;
} Subject;

static void check_case(const Subject *subject, const Case *c, int cuts, uint64_t seed) {
  uint64_t state = seed;
  strata_product_f32 p = new_product(c, &state), q = p;
  const size_t size = elements_of_c(c);
  set_result(&p, c, new_values(memory()->got, size, c->values, &state));
  set_result(&q, c, place(memory()->expected, size * sizeof(float), END, sizeof(float)));
  memcpy(q.c, p.c, size * sizeof(float));
  if (subject->pack) pack_operand(&p, subject->pack);
  compute(&p, subject->product, cuts, &state);
  subject->reference(&q, 0, c->rows, 0, c->columns, NULL);
  char what[200];
  snprintf(what, sizeof what,
           "%s, %zu x %zu x %zu, block %zu, join %d, layouts %d %d, finish %d%s%s, seed %llu",
           subject->name, c->rows, c->columns, c->depth, c->block, c->join, (int)c->a, (int)c->b,
           (int)c->finish, c->bias ? ", bias" : "", cuts ? ", by rectangles" : "",
           (unsigned long long)seed);
  compare(what, p.c, q.c, size, 0);
}

#define PICK(...) \
  ((size_t[]){__VA_ARGS__}[random_below(sizeof(size_t[]){__VA_ARGS__} / sizeof(size_t), &state)])

// Sizes around every tile, of one segment of the depth.
static Case small_case(uint64_t seed) {
  uint64_t state = seed;
  return (Case){
      .rows = PICK(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 18, 23, 24, 25, 37),
      .columns = PICK(1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 127, 129),
      .depth = PICK(0, 1, 2, 3, 4, 5, 8, 13, 31, 64, 65, 100),
      .block = PICK(1, 2, 3, 4, 16, 64, 512, 100000),
      .join = (int)random_below(2, &state),
      .bias = (int)random_below(2, &state),
      .a = (Layout)random_below(LAYOUTS, &state),
      .b = (Layout)random_below(LAYOUTS, &state),
      .values = (Values)random_below(KINDS_OF_VALUES, &state),
      .finish = (Finish)random_below(FINISHES, &state)};
}

// Depths of several segments, rows of several bands, columns of several chunks.
static const Case large_cases[] = {
    {1, 300, 1100, 512, STRATA_JOIN_LEFT_TO_RIGHT, 0, BY_ROWS, BY_ROWS, ORDINARY, NONE},
    {3, 450, 1300, 512, STRATA_JOIN_LEFT_TO_RIGHT, 1, BY_ROWS, BY_ROWS, MANY_SIZES, NONE},
    {2, 139, 2100, 700, STRATA_JOIN_TREE, 0, BY_ROWS, BY_ROWS, ORDINARY, NONE},
    {5, 77, 1500, 1, STRATA_JOIN_TREE, 0, BY_ROWS, BY_ROWS, MANY_SIZES, NONE},
    {7, 70, 1600, 100000, STRATA_JOIN_LEFT_TO_RIGHT, 0, BY_ROWS, BY_ROWS, ORDINARY, NONE},
    {12, 33, 1024, 512, STRATA_JOIN_LEFT_TO_RIGHT, 0, BY_ROWS, BY_ROWS, ORDINARY, NONE},
    {11, 40, 1030, 600, STRATA_JOIN_TREE, 0, BY_ROWS, BY_COLUMNS, MANY_SIZES, NONE},
    {30, 50, 784, 512, STRATA_JOIN_LEFT_TO_RIGHT, 1, BY_COLUMNS, BY_ROWS, ORDINARY, NONE},
    {29, 65, 1537, 64, STRATA_JOIN_TREE, 0, BY_COLUMNS, BY_ROWS, MANY_SIZES, NONE},
    {150, 40, 1200, 1, STRATA_JOIN_TREE, 0, BY_ROWS, BY_ROWS, ORDINARY, NONE},
    {150, 420, 130, 120, STRATA_JOIN_LEFT_TO_RIGHT, 0, BY_ROWS, BY_COLUMNS, MANY_SIZES, NONE},
    {150, 140, 1025, 1, STRATA_JOIN_TREE, 0, BY_ROWS, BY_ROWS, WILD, NONE},
    {40, 70, 1100, 700, STRATA_JOIN_LEFT_TO_RIGHT, 1, BY_ROWS, BY_COLUMNS, ORDINARY, NONE},
    {160, 33, 513, 512, STRATA_JOIN_LEFT_TO_RIGHT, 0, SCATTERED, SCATTERED, MANY_SIZES, NONE},
    {13, 32, 4000, 3, STRATA_JOIN_TREE, 0, BY_ROWS, BY_ROWS, ORDINARY, NONE},
    {13, 17, 1700, SIZE_MAX, STRATA_JOIN_TREE, 0, BY_ROWS, BY_ROWS, ORDINARY, NONE},
    {5000, 3, 20, 8, STRATA_JOIN_TREE, 0, BY_ROWS, BY_ROWS, ORDINARY, NONE},
    {3, 5000, 20, 8, STRATA_JOIN_LEFT_TO_RIGHT, 0, BY_ROWS, BY_COLUMNS, ORDINARY, NONE},
};

enum { SMALL_CASES = 2000, LARGE_CASES = sizeof large_cases / sizeof *large_cases };

static void check_cases(const Subject *subject) {
  for (uint64_t seed = 1; seed <= SMALL_CASES; seed++) {
    const Case c = small_case(seed);
    check_case(subject, &c, seed % 4 == 0, seed);
  }
  for (uint64_t i = 0; i < 2 * LARGE_CASES; i++) {
    Case c = large_cases[i / 2];
    c.finish = (Finish)(i % FINISHES);
    check_case(subject, &c, i % 2, i + 1);
  }
}

void check_product(const char *name, Product kernel, Product reference) {
  check_cases(&(Subject){name, kernel, reference, NULL});
}

// The layout is a set's own: what counts is that its product gives the same bits with it.
void check_pack(const char *name, Pack kernel, Pack reference) {
  (void)reference;
  check_cases(&(Subject){name, set_under_test->product, strata_kernels_at(0)->product, kernel});
}
