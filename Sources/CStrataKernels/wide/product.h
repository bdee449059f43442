// The matrix product, over the lanes of a set; ../reference/product_body.h is the definition. A
// set includes this after its lanes.h.
//
// The columns are cut into chunks, the depth into segments. For one chunk and segment b is packed
// in panels of PANEL_COLUMNS columns; then a, some rows at a time, in panels of PANEL_ROWS rows;
// and a tile is run for each pair of panels. A segment ends where a block does, or cuts a long
// block: what a tile has to remember from one segment to the next, its unfinished chain and the
// blocks waiting to be joined, lies in its slots in the workspace. Up to DIRECT_ROWS rows use b too
// seldom for packing to pay: tiles read it in place, if its columns are side by side.

#include "cut.h"
#include "pack.h"
#include "tile.h"

// One call of `product`, and where in it the loops are.
typedef struct Work {
  const strata_product_f32 *p;
  Cut cut;
  int direct;                 // b is read in place
  float *a, *b, *state;       // scratch
  size_t band, band_end;      // rows that go through the segments together
  size_t chunk, chunk_end;    // columns
  size_t begin, end;          // k of the segment
  size_t row, rows_packed;    // rows of a that are packed now
} Work;

// Where the sums of a run go that ends at k: into c, if it is the last; into the level at which
// the joined block has to wait; into the chain, if the block goes on.
WIDE void place_sums(const Work *w, Tile *tile, size_t k, size_t i, size_t j, size_t slot,
                     float *slots) {
  const strata_product_f32 *p = w->p;
  const size_t n = (k - (k > 0)) / p->block;  // the block that the run belongs to
  // Joining is a binary counter, as in ../reference/product_body.h; from left to right, one sum
  // waits at level 0 for ever.
  const int tree = p->join == STRATA_JOIN_TREE;
  const size_t waiting = tree ? n : n > 0;
  tile->bias = NULL;
  if (k == p->depth) {
    tile->joins = waiting;
    tile->bias = p->bias ? p->bias + j : NULL;
    tile->out = p->c + (ptrdiff_t)i * p->c_row + (ptrdiff_t)j;
    tile->out_row = p->c_row;
    return;
  }
  if (k % p->block != 0) {
    tile->joins = 0;
    tile->out = slots + w->cut.levels * slot;
    return;
  }
  size_t level = 0;
  while (tree && (n >> level & 1)) level++;
  tile->joins = tree ? waiting & (((size_t)1 << level) - 1) : waiting;
  tile->out = slots + level * slot;
}

// Runs one tile, the columns from j on of the rows from i on, through the blocks of a segment.
WIDE void run_segment(const Work *w, TileKernel kernel, size_t rows, size_t vectors, size_t i,
                      size_t j, size_t columns, const float *a, const float *b, ptrdiff_t b_depth,
                      float *slots) {
  const size_t slot = rows * vectors * W;
  const float *chain = slots + w->cut.levels * slot;
  Tile tile = {.b_depth = b_depth, .partial = slots, .in_columns = columns};
  size_t k = w->begin;
  do {
    const size_t into_block = k % w->p->block;
    tile.depth = least(w->p->block - into_block, w->end - k);
    tile.a = a + (k - w->begin) * rows;
    tile.b = b + (ptrdiff_t)(k - w->begin) * b_depth;
    tile.chain = into_block > 0 ? chain : NULL;
    k += tile.depth;
    tile.out_columns = k == w->p->depth ? columns : vectors * W;
    tile.out_row = (ptrdiff_t)(vectors * W);
    place_sums(w, &tile, k, i, j, slot, slots);
    kernel(&tile);
  } while (k < w->end);
}

// The packed rows against the packed chunk: a panel of b serves all panels of a before the next.
KERNEL void run_packed(const Work *w) {
  const size_t depth = w->end - w->begin;
  const size_t panels = round_up(w->chunk_end - w->chunk, PANEL_COLUMNS) / PANEL_COLUMNS;
  for (size_t panel = 0; panel < panels; panel++) {
    const size_t j = w->chunk + panel * PANEL_COLUMNS;
    const size_t columns = least(w->chunk_end - j, PANEL_COLUMNS);
    const float *b = w->b + panel * PANEL_COLUMNS * depth;
    for (size_t r = 0; r < w->rows_packed; r += PANEL_ROWS) {
      const size_t i = w->row + r, rows = least(w->rows_packed - r, PANEL_ROWS);
      float *slots = w->state;
      if (!w->cut.single) {
        const size_t tile = (i - w->band) / PANEL_ROWS * panels + panel;
        slots += tile * w->cut.slots * TILE_FLOATS;
      }
      const size_t vectors = columns <= W ? 1 : 2;
      run_segment(w, tile_kernel(rows, vectors), rows, vectors, i, j, columns, w->a + r * depth, b,
                  PANEL_COLUMNS, slots);
    }
  }
}

// A panel of rows against the chunk in place, in tiles as wide as there are.
KERNEL void run_direct_panel(const Work *w, size_t r) {
  const strata_product_f32 *p = w->p;
  const size_t i = w->row + r, rows = least(w->rows_packed - r, PANEL_ROWS);
  const float *a = w->a + r * (w->end - w->begin);
  const float *b = p->b + (ptrdiff_t)w->begin * p->b_depth;
  const size_t width = round_up(w->chunk_end - w->chunk, W);
  size_t vectors = rows <= MOST_ROWS_OF_EIGHT ? 8 : rows <= MOST_ROWS_OF_FOUR ? 4 : 2;
  for (size_t j = w->chunk; j < w->chunk_end; j += vectors * W) {
    while (vectors > 1 && w->chunk_end - j < vectors * W) vectors /= 2;
    float *slots = w->state;
    if (!w->cut.single) slots += ((i - w->band) * width + (j - w->chunk) * rows) * w->cut.slots;
    run_segment(w, tile_kernel(rows, vectors), rows, vectors, i, j,
                least(w->chunk_end - j, vectors * W), a, b + j, p->b_depth, slots);
  }
}

KERNEL void run_direct(const Work *w) {
  for (size_t r = 0; r < w->rows_packed; r += PANEL_ROWS) run_direct_panel(w, r);
}

KERNEL void pack_rows(const Work *w) {
  const strata_product_f32 *p = w->p;
  const size_t depth = w->end - w->begin;
  for (size_t r = 0; r < w->rows_packed; r += PANEL_ROWS) {
    const size_t rows = least(w->rows_packed - r, PANEL_ROWS);
    const float *a = p->a + (ptrdiff_t)(w->row + r) * p->a_row + (ptrdiff_t)w->begin * p->a_depth;
    pack(a, p->a_row, p->a_depth, rows, rows, depth, w->a + r * depth);
  }
}

KERNEL void pack_chunk(const Work *w) {
  const strata_product_f32 *p = w->p;
  const size_t depth = w->end - w->begin;
  for (size_t j = w->chunk; j < w->chunk_end; j += PANEL_COLUMNS) {
    const size_t columns = least(w->chunk_end - j, PANEL_COLUMNS);
    const float *b = p->b + (ptrdiff_t)j * p->b_column + (ptrdiff_t)w->begin * p->b_depth;
    pack(b, p->b_column, p->b_depth, columns, PANEL_COLUMNS, depth, w->b + (j - w->chunk) * depth);
  }
}

// One band through one segment of one chunk.
KERNEL void run_band(Work *w) {
  if (!w->direct) pack_chunk(w);
  for (w->row = w->band; w->row < w->band_end; w->row += w->rows_packed) {
    w->rows_packed = least(w->cut.packed_rows, w->band_end - w->row);
    pack_rows(w);
    if (w->direct) {
      run_direct(w);
    } else {
      run_packed(w);
    }
  }
}

// Where a segment ends that begins at k: with a number of whole blocks, or within a long one.
static size_t segment_end(const Work *w, size_t k) {
  const size_t left_of_block = w->p->block - k % w->p->block;
  const size_t size = left_of_block < w->cut.segment && w->p->block > w->cut.segment
                          ? left_of_block
                          : w->cut.segment;
  return k + least(size, w->p->depth - k);
}

KERNEL void product(const strata_product_f32 *p, size_t row_begin, size_t row_end,
                    size_t column_begin, size_t column_end, void *workspace) {
  if (row_begin >= row_end || column_begin >= column_end) return;
  Work w = {.p = p, .cut = cut_product(p->depth, p->block, p->join)};
  Layout at = lay_out(&w.cut, row_end - row_begin, column_end - column_begin);
  w.a = (float *)workspace + at.a;
  w.b = (float *)workspace + at.b;
  w.state = (float *)workspace + at.state;
  w.direct = p->b_column == 1 && row_end - row_begin <= DIRECT_ROWS;
  for (w.band = row_begin; w.band < row_end; w.band = w.band_end) {
    w.band_end = w.band + least(w.cut.band, row_end - w.band);
    for (w.chunk = column_begin; w.chunk < column_end; w.chunk = w.chunk_end) {
      w.chunk_end = w.chunk + least(w.cut.chunk, column_end - w.chunk);
      w.begin = 0;
      do {
        w.end = segment_end(&w, w.begin);
        run_band(&w);
        w.begin = w.end;
      } while (w.begin < p->depth);
    }
  }
}

void INSTALLER(product)(strata_kernels_f32 *set) {
  set->product = product;
  set->product_workspace = product_workspace;
}
