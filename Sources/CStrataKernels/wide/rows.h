// Reductions over rows and over samples, over the lanes of a set; ../reference/rows_body.h is the
// definition. A set includes this after its lanes.h.

#include "functions.h"
#include "unroll.h"

// The virtual lanes of a row are these vectors: virtual lane l is lane l % W of vector l / W.
#define PARTS (STRATA_ROW_LANES / W)

WIDE void clear_parts(V parts[PARTS]) {
  UNROLL for (size_t l = 0; l < PARTS; l++) parts[l] = v_set(0);
}

WIDE float sum_of_parts(V parts[PARTS]) {
  UNROLL for (size_t half = PARTS / 2; half > 0; half /= 2) {
    UNROLL for (size_t l = 0; l < half; l++) parts[l] = v_add(parts[l], parts[l + half]);
  }
  return v_sum(parts[0]);
}

// Runs STATEMENT for every vector of a row: it makes `part` of `part` and of IN(...), the `count`
// elements from j on. Lanes beyond the row keep what they are: even + 0 could change a -0.
#define EACH_PART(PARTS_OF_ROW, COLUMNS, STATEMENT)                         \
  for (size_t begin = 0; begin < (COLUMNS); begin += STRATA_ROW_LANES) {    \
    if ((COLUMNS) - begin >= STRATA_ROW_LANES) {                            \
      UNROLL for (size_t l = 0; l < PARTS; l++) {                           \
        const size_t j = begin + l * W, count = W;                          \
        V part = (PARTS_OF_ROW)[l];                                         \
        STATEMENT;                                                          \
        (PARTS_OF_ROW)[l] = part;                                           \
      }                                                                     \
    } else {                                                                \
      UNROLL for (size_t l = 0; l < PARTS; l++) {                           \
        const size_t j = begin + l * W;                                     \
        if (j >= (COLUMNS)) break;                                          \
        const size_t count = (COLUMNS) - j;                                 \
        V part = (PARTS_OF_ROW)[l];                                         \
        STATEMENT;                                                          \
        (PARTS_OF_ROW)[l] = v_select(v_first(count), part, (PARTS_OF_ROW)[l]); \
      }                                                                     \
    }                                                                       \
  }

#define IN(p) v_load_part((p) + j, count)

WIDE float sum_of_row(size_t columns, const float *x) {
  V parts[PARTS];
  clear_parts(parts);
  EACH_PART(parts, columns, part = v_add(part, IN(x)))
  return sum_of_parts(parts);
}

WIDE float dot_of_row(size_t columns, const float *a, const float *b) {
  V parts[PARTS];
  clear_parts(parts);
  EACH_PART(parts, columns, part = v_fma(IN(a), IN(b), part))
  return sum_of_parts(parts);
}

WIDE float squared_distance_of_row(size_t columns, const float *a, const float *b) {
  V parts[PARTS];
  clear_parts(parts);
  EACH_PART(parts, columns, V d = v_sub(IN(a), IN(b)); part = v_fma(d, d, part))
  return sum_of_parts(parts);
}

WIDE float distance_of_row(size_t columns, const float *a, const float *b) {
  V parts[PARTS];
  clear_parts(parts);
  EACH_PART(parts, columns, part = v_add(part, v_abs(v_sub(IN(a), IN(b)))))
  return sum_of_parts(parts);
}

KERNEL void row_sum(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t i = 0; i < rows; i++) y[i] = sum_of_row(columns, x + i * columns);
}

#define EACH_PAIR_OF_ROWS(NAME, OF_ROW)                                                        \
  KERNEL void NAME(size_t rows, size_t columns, const float *a, const float *b, float *y) {    \
    for (size_t i = 0; i < rows; i++) y[i] = OF_ROW(columns, a + i * columns, b + i * columns); \
  }

EACH_PAIR_OF_ROWS(row_dot, dot_of_row)
EACH_PAIR_OF_ROWS(row_squared_distance, squared_distance_of_row)
EACH_PAIR_OF_ROWS(row_distance, distance_of_row)

// The maximum has no rounding, so its order is free; the sign of a zero does not matter to x - m.
WIDE float shift_of_row(size_t columns, const float *x) {
  const V least = v_set(-__builtin_inff());
  V parts[PARTS];
  UNROLL for (size_t l = 0; l < PARTS; l++) parts[l] = least;
  EACH_PART(parts, columns, V in = IN(x); part = v_select(v_less(part, in), in, part))
  float lanes[STRATA_ROW_LANES], m = -__builtin_inff();
  UNROLL for (size_t l = 1; l < PARTS; l++) parts[0] = v_at_least(parts[0], parts[l]);
  v_store(lanes, parts[0]);
  for (size_t l = 0; l < W; l++) m = lanes[l] > m ? lanes[l] : m;
  return m == -__builtin_inff() ? 0 : m;
}

// The sum of exp(x - m); y, where it is not null, gets the exponentials.
WIDE float sum_of_exponentials(size_t columns, const float *x, float shift, float *y) {
  const V m = v_set(shift);
  V parts[PARTS];
  clear_parts(parts);
  EACH_PART(parts, columns, V e = v_exp_difference(IN(x), m); part = v_add(part, e);
            if (y) v_store_part(y + j, count, e))
  return sum_of_parts(parts);
}

KERNEL void softmax(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t i = 0; i < rows; i++, x += columns, y += columns) {
    V sum = v_set(sum_of_exponentials(columns, x, shift_of_row(columns, x), y));
    for (size_t j = 0; j < columns; j += W) {
      size_t count = columns - j;
      v_store_part(y + j, count, v_div(v_load_part(y + j, count), sum));
    }
  }
}

KERNEL void softmax_gradient(size_t rows, size_t columns, const float *y, const float *dy,
                             float *dx) {
  for (size_t i = 0; i < rows; i++, y += columns, dy += columns, dx += columns) {
    V dot = v_set(dot_of_row(columns, y, dy));
    for (size_t j = 0; j < columns; j += W) {
      size_t count = columns - j;
      v_store_part(dx + j, count, v_mul(IN(y), v_sub(IN(dy), dot)));
    }
  }
}

KERNEL void log_sum_exp(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t i = 0; i < rows; i++, x += columns) {
    float m = shift_of_row(columns, x);
    y[i] = m + strata_log(sum_of_exponentials(columns, x, m, 0));
  }
}

#undef IN

// Columns are summed in groups of up to this many vectors, to keep several additions under way.
#define GROUP 4
#define MOST_LEVELS (8 * sizeof(size_t))

// `columns` columns, at most vectors * W, of rows that are `stride` apart. The tree is the binary
// counter of ../reference/product_body.h.
WIDE void sum_of_columns(size_t rows, size_t stride, size_t leaf, const float *x, float *y,
                         const size_t vectors, size_t columns) {
  V partial[MOST_LEVELS][GROUP], s[GROUP];
  UNROLL for (size_t v = 0; v < vectors; v++) s[v] = v_set(0);
  for (size_t n = 0, left = rows; left > 0; n++) {
    size_t size = left < leaf ? left : leaf;
    UNROLL for (size_t v = 0; v < vectors; v++) s[v] = v_set(0);
    for (size_t i = 0; i < size; i++, x += stride) {
      UNROLL for (size_t v = 0; v < vectors; v++) {
        s[v] = v_add(s[v], v_load_part(x + v * W, columns - v * W));
      }
    }
    left -= size;
    size_t level = 0;
    for (size_t waiting = n; waiting != 0; waiting >>= 1, level++) {
      if (waiting & 1) {
        UNROLL for (size_t v = 0; v < vectors; v++) s[v] = v_add(partial[level][v], s[v]);
      } else if (left > 0) {
        break;
      }
    }
    if (left > 0) {
      UNROLL for (size_t v = 0; v < vectors; v++) partial[level][v] = s[v];
    }
  }
  UNROLL for (size_t v = 0; v < vectors; v++) v_store_part(y + v * W, columns - v * W, s[v]);
}

KERNEL void column_sum(size_t rows, size_t columns, size_t leaf, size_t column_begin,
                       size_t column_end, const float *x, float *y) {
  size_t j = column_begin;
  for (; column_end - j >= GROUP * W; j += GROUP * W) {
    sum_of_columns(rows, columns, leaf, x + j, y + j, GROUP, GROUP * W);
  }
  for (; j < column_end; j += W) {
    sum_of_columns(rows, columns, leaf, x + j, y + j, 1, column_end - j);
  }
}

void INSTALLER(rows)(strata_kernels_f32 *set) {
  set->row_sum = row_sum;
  set->row_dot = row_dot;
  set->row_squared_distance = row_squared_distance;
  set->row_distance = row_distance;
  set->softmax = softmax;
  set->softmax_gradient = softmax_gradient;
  set->log_sum_exp = log_sum_exp;
  set->column_sum = column_sum;
}
