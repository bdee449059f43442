// The micro-kernel of the matrix product: a tile of up to PANEL_ROWS rows and a few vectors of
// columns, whose sums stay in registers over a run of k. wide/product.h cuts a product into tiles.

#ifndef STRATA_WIDE_TILE_H
#define STRATA_WIDE_TILE_H

#include "unroll.h"

// Tiles in scratch memory, a chain or a partial sum, have their vectors side by side, row by row.
typedef struct Tile {
  size_t depth;          // the run of k
  const float *a;        // row r of step k is a[r * a_row + k * a_depth]; one of the two is 1
  ptrdiff_t a_row, a_depth;
  const float *b;        // panel q of step k is at b + q * b_panel + k * b_depth
  ptrdiff_t b_depth, b_panel;
  const float *chain;    // the sums that this run goes on with; null: from 0
  const float *partial;  // sums of blocks that wait, one tile a level of the join
  size_t joins;          // bit l: the partial sum of level l is to be added, in order of l
  const float *bias;     // null, or one value a column
  int finish;            // and what becomes of the sum then
  const float *with;     // laid out as out
  float *out;
  ptrdiff_t out_row;
  size_t out_columns;    // how many of them are stored
  size_t in_columns;     // how many of b there are to read, in a tile of one vector
} Tile;

typedef void (*TileKernel)(const Tile *);

// The sums of a tile. Functions of constant `rows` and `vectors` are compiled for each shape of
// tile; there the used part of it lies in registers.
typedef struct Sums {
  V at[PANEL_ROWS][8];
} Sums;

// Runs STATEMENT for each vector v of each row r.
#define EACH_SUM(STATEMENT)                                \
  UNROLL for (size_t r = 0; r < rows; r++) {               \
    UNROLL for (size_t v = 0; v < vectors; v++) STATEMENT; \
  }

// How many columns of vector v are stored.
WIDE size_t columns_of_vector(const Tile *t, size_t v) {
  return t->out_columns > v * W ? t->out_columns - v * W : 0;
}

WIDE void start_sums(Sums *s, const float *chain, const size_t rows, const size_t vectors) {
  if (chain) {
    EACH_SUM(s->at[r][v] = v_load(chain + (r * vectors + v) * W))
  } else {
    EACH_SUM(s->at[r][v] = v_set(0))
  }
}

// Where a_row is 1 and where a_depth is, the loop is compiled for itself. Few rows wait in registers
// for each vector of b, and many for each row of a, so that all fit in.
WIDE void run_chains(Sums *s, const Tile *t, const size_t rows, const size_t vectors,
                     const int by_rows) {
  const float *a = t->a, *b = t->b;
  const ptrdiff_t a_row = by_rows ? t->a_row : 1, a_depth = by_rows ? 1 : t->a_depth;
  const int few = rows < vectors;
  for (size_t k = t->depth; k > 0; k--, a += a_depth, b += t->b_depth) {
    V of_a[PANEL_ROWS], of_b[8];
    UNROLL for (size_t r = 0; few && r < rows; r++) of_a[r] = v_set(a[(ptrdiff_t)r * a_row]);
    UNROLL for (size_t v = 0; v < vectors; v++) {
      const float *at = b + (ptrdiff_t)(v / 2) * t->b_panel + v % 2 * W;
      // Where the arithmetic leaves time for it, the next panel comes nearer from L3 or memory.
      if (vectors == 2 && v * W % 16 == 0) __builtin_prefetch(at + t->b_panel, 0, 2);
      of_b[v] = vectors == 1 ? v_load_part(at, t->in_columns) : v_load(at);
      UNROLL for (size_t r = 0; few && r < rows; r++) {
        s->at[r][v] = v_fma(of_a[r], of_b[v], s->at[r][v]);
      }
    }
    if (few) continue;
    EACH_SUM(s->at[r][v] = v_fma(v_set(a[(ptrdiff_t)r * a_row]), of_b[v], s->at[r][v]))
  }
}

WIDE void join_partial(Sums *s, const Tile *t, const size_t rows, const size_t vectors) {
  const float *partial = t->partial;
  for (size_t joins = t->joins; joins != 0; joins >>= 1, partial += rows * vectors * W) {
    if (joins & 1) {
      EACH_SUM(s->at[r][v] = v_add(v_load(partial + (r * vectors + v) * W), s->at[r][v]))
    }
  }
}

WIDE void add_bias(Sums *s, const Tile *t, const size_t rows, const size_t vectors) {
  UNROLL for (size_t v = 0; v < vectors; v++) {
    V bias = v_load_part(t->bias + v * W, columns_of_vector(t, v));
    UNROLL for (size_t r = 0; r < rows; r++) s->at[r][v] = v_add(s->at[r][v], bias);
  }
}

WIDE void finish_sums(Sums *s, const Tile *t, const size_t rows, const size_t vectors) {
  const V zero = v_set(0);
  if (t->finish == STRATA_FINISH_RELU) {
    EACH_SUM(s->at[r][v] = v_at_least(s->at[r][v], zero))
  } else {
    UNROLL for (size_t v = 0; v < vectors; v++) {
      const size_t count = columns_of_vector(t, v);
      UNROLL for (size_t r = 0; r < rows; r++) {
        const V with = v_load_part(t->with + (ptrdiff_t)r * t->out_row + v * W, count);
        s->at[r][v] = v_select(v_less(zero, with), s->at[r][v], zero);
      }
    }
  }
}

WIDE void store_sums(const Sums *s, const Tile *t, const size_t rows, const size_t vectors) {
  if (t->out_columns == vectors * W) {
    EACH_SUM(v_store(t->out + (ptrdiff_t)r * t->out_row + v * W, s->at[r][v]))
  } else {
    EACH_SUM(v_store_part(t->out + (ptrdiff_t)r * t->out_row + v * W, columns_of_vector(t, v),
                          s->at[r][v]))
  }
}

WIDE void run_tile(const Tile *t, const size_t rows, const size_t vectors) {
  Sums s;
  start_sums(&s, t->chain, rows, vectors);
  if (t->a_depth == 1) {
    run_chains(&s, t, rows, vectors, 1);
  } else {
    run_chains(&s, t, rows, vectors, 0);
  }
  join_partial(&s, t, rows, vectors);
  if (t->bias) add_bias(&s, t, rows, vectors);
  if (t->finish != STRATA_FINISH_NONE) finish_sums(&s, t, rows, vectors);
  store_sums(&s, t, rows, vectors);
}

#undef EACH_SUM

// Which tiles there are: one vector, whose last columns may be missing; two, the ordinary width of
// a panel; and for few rows four and eight, so that there are sums enough to hide the latency of a
// multiply-add and each row of b is read in longer runs.
#if PANEL_ROWS == 12
#define EACH_ROWS(K, VECTORS) \
  K(1, VECTORS) K(2, VECTORS) K(3, VECTORS) K(4, VECTORS) K(5, VECTORS) K(6, VECTORS) \
  K(7, VECTORS) K(8, VECTORS) K(9, VECTORS) K(10, VECTORS) K(11, VECTORS) K(12, VECTORS)
#define EACH_ROWS_OF_FOUR(K) K(1, 4) K(2, 4) K(3, 4) K(4, 4) K(5, 4) K(6, 4)
#define EACH_ROWS_OF_EIGHT(K) K(1, 8) K(2, 8) K(3, 8)
enum { MOST_ROWS_OF_FOUR = 6, MOST_ROWS_OF_EIGHT = 3 };
#elif PANEL_ROWS == 6
#define EACH_ROWS(K, VECTORS) \
  K(1, VECTORS) K(2, VECTORS) K(3, VECTORS) K(4, VECTORS) K(5, VECTORS) K(6, VECTORS)
#define EACH_ROWS_OF_FOUR(K) K(1, 4) K(2, 4) K(3, 4)
#define EACH_ROWS_OF_EIGHT(K) K(1, 8)
enum { MOST_ROWS_OF_FOUR = 3, MOST_ROWS_OF_EIGHT = 1 };
#endif

#define DEFINE(ROWS, VECTORS)                                   \
  KERNEL void tile_##ROWS##_by_##VECTORS(const Tile *t) {       \
    run_tile(t, ROWS, VECTORS);                                 \
  }

EACH_ROWS(DEFINE, 1)
EACH_ROWS(DEFINE, 2)
EACH_ROWS_OF_FOUR(DEFINE)
EACH_ROWS_OF_EIGHT(DEFINE)

#define ENTRY(ROWS, VECTORS) [ROWS] = tile_##ROWS##_by_##VECTORS,

static const TileKernel tiles_of_one[] = {EACH_ROWS(ENTRY, 1)};
static const TileKernel tiles_of_two[] = {EACH_ROWS(ENTRY, 2)};
static const TileKernel tiles_of_four[] = {EACH_ROWS_OF_FOUR(ENTRY)};
static const TileKernel tiles_of_eight[] = {EACH_ROWS_OF_EIGHT(ENTRY)};

#undef DEFINE
#undef ENTRY

static size_t most_vectors(size_t rows) {
  return rows <= MOST_ROWS_OF_EIGHT ? 8 : rows <= MOST_ROWS_OF_FOUR ? 4 : 2;
}

static TileKernel tile_kernel(size_t rows, size_t vectors) {
  switch (vectors) {
    case 8: return tiles_of_eight[rows];
    case 4: return tiles_of_four[rows];
    case 2: return tiles_of_two[rows];
    default: return tiles_of_one[rows];
  }
}

#endif
