// Reductions over rows and over samples; see strata_kernels.h for the contracts.

// The sum of the virtual lanes, which are used up.
static R NAMED(sum_of_lanes)(R lanes[STRATA_ROW_LANES]) {
  for (size_t half = STRATA_ROW_LANES / 2; half > 0; half /= 2) {
    for (size_t l = 0; l < half; l++) lanes[l] += lanes[l + half];
  }
  return lanes[0];
}

// One value of y a row. STATEMENT brings element j of the row into its lane; the row begins at
// x[at], and likewise in other arrays.
#define EACH_ROW(NAME, PARAMETERS, STATEMENT)                 \
  static void NAMED(NAME) PARAMETERS {                        \
    for (size_t i = 0; i < rows; i++) {                       \
      R lanes[STRATA_ROW_LANES] = {0};                        \
      for (size_t j = 0; j < columns; j++) {                  \
        size_t at = i * columns + j;                          \
        R *lane = &lanes[j % STRATA_ROW_LANES];               \
        STATEMENT;                                            \
      }                                                       \
      y[i] = NAMED(sum_of_lanes)(lanes);                      \
    }                                                         \
  }

EACH_ROW(row_sum, (size_t rows, size_t columns, const R *x, R *y), *lane += x[at])
EACH_ROW(row_dot, (size_t rows, size_t columns, const R *a, const R *b, R *y),
         *lane = FMA(a[at], b[at], *lane))
EACH_ROW(row_squared_distance, (size_t rows, size_t columns, const R *a, const R *b, R *y),
         R d = a[at] - b[at]; *lane = FMA(d, d, *lane))
EACH_ROW(row_distance, (size_t rows, size_t columns, const R *a, const R *b, R *y),
         *lane += ABS(a[at] - b[at]))

#undef EACH_ROW

// The largest element that is no NaN. A row of nothing but -infinity counts from 0, so that its
// exponentials are 0.
static R NAMED(shift_of_row)(size_t columns, const R *x) {
  R m = -INFINITY;
  for (size_t j = 0; j < columns; j++) m = x[j] > m ? x[j] : m;
  return m == -INFINITY ? 0 : m;
}

// The sum of exp(x - m); where y is not null, it gets the exponentials.
static R NAMED(sum_of_exponentials)(size_t columns, const R *x, R m, R *y) {
  R lanes[STRATA_ROW_LANES] = {0};
  for (size_t j = 0; j < columns; j++) {
    R e = EXP_DIFFERENCE(x[j], m);
    lanes[j % STRATA_ROW_LANES] += e;
    if (y) y[j] = e;
  }
  return NAMED(sum_of_lanes)(lanes);
}

static void NAMED(softmax)(size_t rows, size_t columns, const R *x, R *y) {
  for (size_t i = 0; i < rows; i++, x += columns, y += columns) {
    R sum = NAMED(sum_of_exponentials)(columns, x, NAMED(shift_of_row)(columns, x), y);
    for (size_t j = 0; j < columns; j++) y[j] = y[j] / sum;
  }
}

static void NAMED(softmax_gradient)(size_t rows, size_t columns, const R *y, const R *dy, R *dx) {
  for (size_t i = 0; i < rows; i++, y += columns, dy += columns, dx += columns) {
    R dot;
    NAMED(row_dot)(1, columns, y, dy, &dot);
    for (size_t j = 0; j < columns; j++) dx[j] = y[j] * (dy[j] - dot);
  }
}

static void NAMED(log_sum_exp)(size_t rows, size_t columns, const R *x, R *y) {
  for (size_t i = 0; i < rows; i++, x += columns) {
    R m = NAMED(shift_of_row)(columns, x);
    y[i] = m + LOG(NAMED(sum_of_exponentials)(columns, x, m, 0));
  }
}

// One column, as the tree of reference/product_body.h.
static R NAMED(sum_of_column)(size_t rows, size_t columns, size_t leaf, const R *x) {
  R partial[8 * sizeof(size_t)];
  for (size_t n = 0, left = rows; left > 0; n++) {
    size_t count = left < leaf ? left : leaf;
    R s = 0;
    for (size_t i = 0; i < count; i++, x += columns) s = s + *x;
    left -= count;
    int level = 0;
    for (size_t waiting = n; waiting != 0; waiting >>= 1, level++) {
      if (waiting & 1) s = partial[level] + s;
      else if (left > 0) break;
    }
    if (left == 0) return s;
    partial[level] = s;
  }
  return 0;
}

static void NAMED(column_sum)(size_t rows, size_t columns, size_t leaf, size_t column_begin,
                              size_t column_end, const R *x, R *y) {
  for (size_t j = column_begin; j < column_end; j++) {
    y[j] = NAMED(sum_of_column)(rows, columns, leaf, x + j);
  }
}

void NAMED(strata_reference_rows)(SET *set) {
  set->row_sum = NAMED(row_sum);
  set->row_dot = NAMED(row_dot);
  set->row_squared_distance = NAMED(row_squared_distance);
  set->row_distance = NAMED(row_distance);
  set->softmax = NAMED(softmax);
  set->softmax_gradient = NAMED(softmax_gradient);
  set->log_sum_exp = NAMED(log_sum_exp);
  set->column_sum = NAMED(column_sum);
}
