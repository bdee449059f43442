// A product of one row with a few columns: its columns are too few chains to hide the latency of a
// multiply-add, so several blocks of k, each a chain of its own, run side by side.

#ifndef STRATA_WIDE_BLOCKS_H
#define STRATA_WIDE_BLOCKS_H

#include "tile.h"

enum { MOST_BLOCKS = 8 };

// The chains of a few blocks over one vector of columns.
typedef struct Chains {
  size_t steps;                  // k of each block
  const float *a, *b;            // k of block n is at a + n * a_block + k * a_depth, and so for b
  ptrdiff_t a_depth, a_block;
  ptrdiff_t b_depth, b_block;
  size_t columns;                // at most W
  float sums[MOST_BLOCKS * W];   // to go on with
} Chains;

WIDE void run_side_by_side(Chains *c, const size_t blocks) {
  V s[MOST_BLOCKS];
  const float *a = c->a, *b = c->b;
  UNROLL for (size_t n = 0; n < blocks; n++) s[n] = v_load(c->sums + n * W);
  for (size_t k = c->steps; k > 0; k--, a += c->a_depth, b += c->b_depth) {
    UNROLL for (size_t n = 0; n < blocks; n++) {
      const V of_b = v_load_part(b + (ptrdiff_t)n * c->b_block, c->columns);
      s[n] = v_fma(v_set(a[(ptrdiff_t)n * c->a_block]), of_b, s[n]);
    }
  }
  UNROLL for (size_t n = 0; n < blocks; n++) v_store(c->sums + n * W, s[n]);
  c->a = a;
  c->b = b;
}

KERNEL void run_blocks(Chains *c, size_t blocks) {
  switch (blocks) {
    case 0: return;
    case 1: run_side_by_side(c, 1); return;
    case 2: run_side_by_side(c, 2); return;
    case 3: run_side_by_side(c, 3); return;
    case 4: run_side_by_side(c, 4); return;
    case 5: run_side_by_side(c, 5); return;
    case 6: run_side_by_side(c, 6); return;
    case 7: run_side_by_side(c, 7); return;
    default: run_side_by_side(c, MOST_BLOCKS);
  }
}

// The sums of at most W columns of row i, joined from left to right, into `sum`; b holds the columns
// of k = 0. There is more than one block.
KERNEL void sum_blocks(const strata_product_f32 *p, size_t i, const float *b, ptrdiff_t b_depth,
                       size_t columns, float *sum) {
  const float *a = p->a + (ptrdiff_t)i * p->a_row;
  const ptrdiff_t block = (ptrdiff_t)p->block;
  Chains c = {.a_depth = p->a_depth, .a_block = block * p->a_depth,
              .b_depth = b_depth, .b_block = block * b_depth, .columns = columns};
  V joined = v_set(0);
  for (size_t k = 0, blocks; k < p->depth; k += blocks * p->block) {
    const size_t left = p->depth - k;
    blocks = least(MOST_BLOCKS, (left - 1) / p->block + 1);
    const size_t last = least(p->block, left - (blocks - 1) * p->block);
    for (size_t n = 0; n < blocks; n++) v_store(c.sums + n * W, v_set(0));
    c.a = a + (ptrdiff_t)k * p->a_depth;
    c.b = b + (ptrdiff_t)k * b_depth;
    c.steps = last;
    run_blocks(&c, blocks);
    c.steps = p->block - last;  // the last block may be shorter
    if (c.steps > 0) run_blocks(&c, blocks - 1);
    for (size_t n = 0; n < blocks; n++) {
      const V s = v_load(c.sums + n * W);
      joined = k == 0 && n == 0 ? s : v_add(joined, s);
    }
  }
  v_store(sum, joined);
}

// Row i, the columns from j on. b holds them for k = 0.
KERNEL void run_row_of_blocks(const strata_product_f32 *p, size_t i, size_t j, size_t columns,
                              const float *b, ptrdiff_t b_depth) {
  float sum[W];
  for (size_t done = 0; done < columns; done += W) {
    const size_t count = least(W, columns - done);
    const ptrdiff_t at = (ptrdiff_t)i * p->c_row + (ptrdiff_t)(j + done);
    sum_blocks(p, i, b + done, b_depth, count, sum);
    const Tile tile = {
        .chain = sum, .out = p->c + at, .out_row = p->c_row, .out_columns = count,
        .bias = p->bias ? p->bias + j + done : NULL,
        .finish = p->finish, .with = p->with ? p->with + at : NULL};
    tile_kernel(1, 1)(&tile);
  }
}

#endif
