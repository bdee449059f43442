// The micro-kernel of the matrix product: a tile of up to PANEL_ROWS rows and a few vectors of
// columns, whose sums stay in registers over a run of k. wide/product.h cuts a product into tiles.

#ifndef STRATA_WIDE_TILE_H
#define STRATA_WIDE_TILE_H

#include "unroll.h"

typedef struct Tile {
  size_t depth;        // the run of k
  const float *a;      // packed: row r of step k is a[k * rows + r]
  const float *b;      // step k is at b + k * b_depth, columns side by side
  ptrdiff_t b_depth;
  const float *chain;  // a tile of sums that this run goes on with; null: from 0
  const float *partial;  // tiles of joined blocks that wait, one a level of the join
  size_t joins;          // bit l: partial tile l is to be added, in order of l
  const float *bias;     // null, or one value a column
  float *out;
  ptrdiff_t out_row;
  size_t out_columns;  // how many of them are stored
  size_t in_columns;   // how many of b there are to read, in a tile of one vector
} Tile;

// A run of this type is compiled for each shape of tile.
typedef void (*TileKernel)(const Tile *);

#define MOST_VECTORS 8

// Tiles in scratch memory have their vectors side by side, row after row.
WIDE void run_tile(const Tile *t, const size_t rows, const size_t vectors, const int ragged) {
  V s[PANEL_ROWS][MOST_VECTORS];
  UNROLL for (size_t r = 0; r < rows; r++) {
    UNROLL for (size_t v = 0; v < vectors; v++) {
      s[r][v] = t->chain ? v_load(t->chain + (r * vectors + v) * W) : v_set(0);
    }
  }

  const float *a = t->a, *b = t->b;
  for (size_t k = t->depth; k > 0; k--, a += rows, b += t->b_depth) {
    V in[MOST_VECTORS];
    UNROLL for (size_t v = 0; v < vectors; v++) {
      in[v] = ragged ? v_load_part(b + v * W, t->in_columns) : v_load(b + v * W);
    }
    UNROLL for (size_t r = 0; r < rows; r++) {
      V factor = v_set(a[r]);
      UNROLL for (size_t v = 0; v < vectors; v++) s[r][v] = v_fma(factor, in[v], s[r][v]);
    }
  }

  const float *partial = t->partial;
  for (size_t joins = t->joins; joins != 0; joins >>= 1, partial += rows * vectors * W) {
    if (!(joins & 1)) continue;
    UNROLL for (size_t r = 0; r < rows; r++) {
      UNROLL for (size_t v = 0; v < vectors; v++) {
        s[r][v] = v_add(v_load(partial + (r * vectors + v) * W), s[r][v]);
      }
    }
  }

  UNROLL for (size_t v = 0; v < vectors; v++) {
    if (t->out_columns <= v * W) break;
    const size_t count = t->out_columns - v * W;
    if (t->bias) {
      V bias = v_load_part(t->bias + v * W, count);
      UNROLL for (size_t r = 0; r < rows; r++) s[r][v] = v_add(s[r][v], bias);
    }
    UNROLL for (size_t r = 0; r < rows; r++) {
      v_store_part(t->out + (ptrdiff_t)r * t->out_row + v * W, count, s[r][v]);
    }
  }
}

#define TILE(ROWS, VECTORS, RAGGED)                            \
  KERNEL void tile_##ROWS##_##VECTORS##_##RAGGED(const Tile *t) { \
    run_tile(t, ROWS, VECTORS, RAGGED);                        \
  }

// Which tiles there are: one vector, whose last columns may be missing; two, the ordinary width of
// a panel; and for few rows four and eight, so that there are sums enough to hide the latency of a
// multiply-add and each row of b is read in longer runs.
#define TILES_OF_ONE_AND_TWO(K) \
  K(1) K(2) K(3) K(4) K(5) K(6)
#if PANEL_ROWS > 6
#define TILES_OF_MANY_ROWS(K) K(7) K(8) K(9) K(10) K(11) K(12)
#define MOST_ROWS_OF_FOUR 6
#define MOST_ROWS_OF_EIGHT 3
#define TILES_OF_FOUR(K) K(1) K(2) K(3) K(4) K(5) K(6)
#define TILES_OF_EIGHT(K) K(1) K(2) K(3)
#else
#define TILES_OF_MANY_ROWS(K)
#define MOST_ROWS_OF_FOUR 3
#define MOST_ROWS_OF_EIGHT 1
#define TILES_OF_FOUR(K) K(1) K(2) K(3)
#define TILES_OF_EIGHT(K) K(1)
#endif

#define DEFINE_ONE(ROWS) TILE(ROWS, 1, 1)
#define DEFINE_TWO(ROWS) TILE(ROWS, 2, 0)
#define DEFINE_FOUR(ROWS) TILE(ROWS, 4, 0)
#define DEFINE_EIGHT(ROWS) TILE(ROWS, 8, 0)
TILES_OF_ONE_AND_TWO(DEFINE_ONE)
TILES_OF_MANY_ROWS(DEFINE_ONE)
TILES_OF_ONE_AND_TWO(DEFINE_TWO)
TILES_OF_MANY_ROWS(DEFINE_TWO)
TILES_OF_FOUR(DEFINE_FOUR)
TILES_OF_EIGHT(DEFINE_EIGHT)

#define ONE(ROWS) [ROWS] = tile_##ROWS##_1_1,
#define TWO(ROWS) [ROWS] = tile_##ROWS##_2_0,
#define FOUR(ROWS) [ROWS] = tile_##ROWS##_4_0,
#define EIGHT(ROWS) [ROWS] = tile_##ROWS##_8_0,

static const TileKernel tiles_of_one[PANEL_ROWS + 1] = {TILES_OF_ONE_AND_TWO(ONE)
                                                            TILES_OF_MANY_ROWS(ONE)};
static const TileKernel tiles_of_two[PANEL_ROWS + 1] = {TILES_OF_ONE_AND_TWO(TWO)
                                                            TILES_OF_MANY_ROWS(TWO)};
static const TileKernel tiles_of_four[] = {TILES_OF_FOUR(FOUR)};
static const TileKernel tiles_of_eight[] = {TILES_OF_EIGHT(EIGHT)};

static TileKernel tile_kernel(size_t rows, size_t vectors) {
  switch (vectors) {
    case 8: return tiles_of_eight[rows];
    case 4: return tiles_of_four[rows];
    case 2: return tiles_of_two[rows];
    default: return tiles_of_one[rows];
  }
}

#endif
