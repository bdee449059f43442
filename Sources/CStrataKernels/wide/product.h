// The matrix product, over the lanes of a set; ../reference/product_body.h is the definition. A
// set includes this after its lanes.h.
//
// A product is tiles, each some rows against a panel of PANEL_COLUMNS columns of b, or against a
// few panels if the rows are few. The tiles read a and b in place where they can, and otherwise
// copies in the workspace, packed so that they can. The columns are cut into chunks, the rows into
// bands, and a deep product into segments. A segment ends where a block does, or cuts a long block:
// what a tile has to remember from one segment to the next, its unfinished chain and the blocks
// waiting to be joined, lies in its slots in the workspace.

#include "cut.h"
#include "blocks.h"
#include "pack.h"
#include "tile.h"

// One call of `product`, and where in it the loops are.
typedef struct Work {
  const strata_product_f32 *p;
  Cut cut;
  int pack_a, pack_b;            // what tiles cannot read in place
  float *a, *b, *state;          // scratch
  size_t band, chunk, chunk_end; // the first row; columns
  Tiling tiling;                 // of the band
  size_t tile, tile_end;         // tiles of the band that are run now
  size_t begin, end;             // k of the segment
  size_t block, into_block;      // the block that the segment begins in, and how far in
} Work;

// Where the sums of a run go that ends in the given block: into c, if it is the last; into the
// level at which the joined block has to wait; into the chain, if the block goes on.
WIDE void place_sums(const Work *w, Tile *tile, size_t block, int last, int goes_on, size_t i,
                     size_t j, size_t slot, float *slots) {
  const strata_product_f32 *p = w->p;
  // Joining is a binary counter, as in ../reference/product_body.h; from left to right, one sum
  // waits at level 0 for ever.
  const int tree = p->join == STRATA_JOIN_TREE;
  const size_t waiting = tree ? block : block > 0;
  if (last) {
    const ptrdiff_t at = (ptrdiff_t)i * p->c_row + (ptrdiff_t)j;
    tile->joins = waiting;
    tile->bias = p->bias ? p->bias + j : NULL;
    tile->finish = p->finish;
    tile->with = p->with ? p->with + at : NULL;
    tile->out = p->c + at;
    tile->out_row = p->c_row;
    return;
  }
  if (goes_on) {
    tile->joins = 0;
    tile->out = slots + w->cut.levels * slot;
    return;
  }
  size_t level = 0;
  while (tree && (block >> level & 1)) level++;
  tile->joins = tree ? waiting & (((size_t)1 << level) - 1) : waiting;
  tile->out = slots + level * slot;
}

// Runs one tile, the columns from j on of the rows from i on, through the blocks of a segment.
WIDE void run_segment(const Work *w, Tile *tile, size_t rows, size_t vectors, size_t i, size_t j,
                      size_t columns, float *slots) {
  const strata_product_f32 *p = w->p;
  const TileKernel kernel = tile_kernel(rows, vectors);
  const size_t slot = rows * vectors * W;
  size_t k = w->begin, block = w->block, into_block = w->into_block;
  do {
    tile->depth = least(p->block - into_block, w->end - k);
    tile->chain = into_block > 0 ? slots + w->cut.levels * slot : NULL;
    tile->bias = NULL;
    tile->finish = STRATA_FINISH_NONE;
    tile->with = NULL;
    k += tile->depth;
    into_block += tile->depth;
    tile->out_columns = k == p->depth ? columns : vectors * W;
    tile->out_row = (ptrdiff_t)(vectors * W);
    place_sums(w, tile, block, k == p->depth, into_block < p->block, i, j, slot, slots);
    kernel(tile);
    tile->a += (ptrdiff_t)tile->depth * tile->a_depth;
    tile->b += (ptrdiff_t)tile->depth * tile->b_depth;
    block++;
    into_block = 0;
  } while (k < w->end);
}

// Where a tile finds its rows of a.
WIDE void place_a(const Work *w, Tile *tile, size_t i, size_t rows) {
  const strata_product_f32 *p = w->p;
  if (w->pack_a) {
    const size_t first = w->band + row_of_tile(&w->tiling, w->tile);
    tile->a = w->a + (i - first) * (w->end - w->begin);
    tile->a_row = 1;
    tile->a_depth = (ptrdiff_t)rows;
  } else {
    tile->a = p->a + (ptrdiff_t)i * p->a_row + (ptrdiff_t)w->begin * p->a_depth;
    tile->a_row = p->a_row;
    tile->a_depth = p->a_depth;
  }
}

// A packed matrix is panels of PANEL_COLUMNS columns, the last one of W if no more are left, each
// row after row.
WIDE void place_in_panels(Tile *tile, const float *packed, size_t depth, size_t columns, size_t k,
                          size_t j) {
  const size_t width = columns - j <= W ? W : PANEL_COLUMNS;
  tile->b = packed + j * depth + k * width;
  tile->b_depth = (ptrdiff_t)width;
  tile->b_panel = (ptrdiff_t)(PANEL_COLUMNS * depth);
}

// Where a tile finds the columns of the caller's b from j on, and the rows from k on.
WIDE void place_b_of_product(const strata_product_f32 *p, Tile *tile, size_t k, size_t j) {
  if (p->packed) {
    place_in_panels(tile, p->packed, p->depth, p->columns, k, j);
  } else {
    tile->b = p->b + (ptrdiff_t)k * p->b_depth + j;
    tile->b_depth = p->b_depth;
    tile->b_panel = PANEL_COLUMNS;
  }
}

// Where a tile finds the columns of b from j on.
WIDE void place_b(const Work *w, Tile *tile, size_t j) {
  if (w->pack_b) {
    place_in_panels(tile, w->b, w->end - w->begin, w->chunk_end - w->chunk, 0, j - w->chunk);
  } else {
    place_b_of_product(w->p, tile, w->begin, j);
  }
}

// The slots of a tile whose first column is the given one of the chunk.
WIDE float *slots_of_tile(const Work *w, size_t tile, size_t column) {
  if (w->cut.single) return w->state;
  const size_t vectors = round_up(w->chunk_end - w->chunk, PANEL_COLUMNS) / W;
  return w->state + (tile * vectors + column / W) * w->cut.slots * (PANEL_ROWS * W);
}

// The tiles of the rows that are run now, against the chunk: a panel of b serves all of them before
// the next.
KERNEL void run_tiles(const Work *w) {
  const int panels = w->p->packed || w->pack_b;
  size_t vectors = most_vectors(w->tiling.height + (w->tiling.taller > 0));
  for (size_t j = w->chunk; j < w->chunk_end; j += vectors * W) {
    const size_t left = w->chunk_end - j, readable = panels ? round_up(left, W) : left;
    while (vectors > 1 && readable < vectors * W) vectors /= 2;
    const size_t columns = least(left, vectors * W);
    for (size_t t = w->tile; t < w->tile_end; t++) {
      const size_t i = w->band + row_of_tile(&w->tiling, t);
      const size_t rows = w->tiling.height + (t < w->tiling.taller);
      Tile tile;
      tile.in_columns = panels ? W : columns;
      place_a(w, &tile, i, rows);
      place_b(w, &tile, j);
      tile.partial = slots_of_tile(w, t, j - w->chunk);
      run_segment(w, &tile, rows, vectors, i, j, columns, (float *)tile.partial);
    }
  }
}

// How many k are packed at a time of all panels before the next: a few where a k's elements lie side
// by side, so that no more places of memory are read at a time; all where a panel's k do.
static size_t packing_step(ptrdiff_t lane, size_t depth) {
  return lane == 1 ? PACKED_AT_ONCE : most(1, depth);
}

KERNEL void pack_rows(const Work *w) {
  const strata_product_f32 *p = w->p;
  const size_t depth = w->end - w->begin, step = packing_step(p->a_row, depth);
  const size_t first = row_of_tile(&w->tiling, w->tile);
  for (size_t k = 0; k < depth; k += step) {
    for (size_t t = w->tile; t < w->tile_end; t++) {
      const size_t row = row_of_tile(&w->tiling, t);
      const size_t rows = w->tiling.height + (t < w->tiling.taller);
      const float *a = p->a + (ptrdiff_t)(w->band + row) * p->a_row +
                       (ptrdiff_t)(w->begin + k) * p->a_depth;
      pack_lanes(a, p->a_row, p->a_depth, rows, rows, least(step, depth - k),
                 w->a + (row - first) * depth + k * rows);
    }
  }
}

// Packs a matrix of b's kind into panels.
KERNEL void pack_panels(size_t depth, size_t columns, const float *b, ptrdiff_t b_depth,
                        ptrdiff_t b_column, float *packed) {
  const size_t step = packing_step(b_column, depth);
  for (size_t k = 0; k < depth; k += step) {
    for (size_t j = 0; j < columns; j += PANEL_COLUMNS) {
      const size_t left = columns - j, width = left <= W ? W : PANEL_COLUMNS;
      pack_lanes(b + (ptrdiff_t)k * b_depth + (ptrdiff_t)j * b_column, b_column, b_depth,
                 least(left, width), width, least(step, depth - k),
                 packed + j * depth + k * width);
    }
  }
}

static size_t packed_size(size_t depth, size_t columns) { return depth * round_up(columns, W); }

// One band through one segment of one chunk.
KERNEL void run_band(Work *w) {
  const strata_product_f32 *p = w->p;
  if (w->pack_b) {
    pack_panels(w->end - w->begin, w->chunk_end - w->chunk,
                p->b + (ptrdiff_t)w->chunk * p->b_column + (ptrdiff_t)w->begin * p->b_depth,
                p->b_depth, p->b_column, w->b);
  }
  for (w->tile = 0; w->tile < w->tiling.tiles; w->tile = w->tile_end) {
    w->tile_end = w->tile + least(w->cut.rows / PANEL_ROWS, w->tiling.tiles - w->tile);
    if (w->pack_a) pack_rows(w);
    run_tiles(w);
  }
}

// One band through the segments of one chunk. A segment is a number of whole blocks, or cuts a long
// one.
KERNEL void run_segments(Work *w) {
  const strata_product_f32 *p = w->p;
  w->begin = w->block = w->into_block = 0;
  do {
    const size_t left_of_block = p->block - w->into_block, segment = w->cut.segment;
    const int cut = p->block > segment && left_of_block < segment;
    w->end = w->begin + least(cut ? left_of_block : segment, p->depth - w->begin);
    run_band(w);
    w->into_block += w->end - w->begin;
    if (w->into_block >= p->block) {
      w->block += w->into_block / p->block;
      w->into_block = 0;
    }
    w->begin = w->end;
  } while (w->begin < p->depth);
}

// Tiles read a in place where the k of a row or the rows of a k lie side by side. What lies apart by
// a multiple of half a page falls into the same few lines of L1; to read it from L2 costs less than
// to pack it for few rows or columns.
static int readable_in_place(const strata_product_f32 *p, size_t rows, size_t columns) {
  if (rows == 1) return 1;
  if (p->a_row != 1 && p->a_depth != 1) return 0;
  const ptrdiff_t apart = p->a_row == 1 ? p->a_depth : p->a_row;
  return apart % 512 != 0 || rows <= 4 || columns <= PANEL_COLUMNS;
}

static int packs_a(const strata_product_f32 *p, size_t rows, size_t columns) {
  return !readable_in_place(p, rows, columns);
}

static int packs_b(const strata_product_f32 *p, size_t rows) {
  return !p->packed && (p->b_column != 1 || rows > DIRECT_ROWS);
}

// What a rectangle packs, the whole packs too: so the whole's workspace has room for it.
static size_t product_workspace(const strata_product_f32 *p) {
  const Cut cut = cut_product(p->depth, p->block, p->join);
  const int pack_a = packs_a(p, p->rows, p->columns), pack_b = packs_b(p, p->rows);
  return lay_out(&cut, p->rows, p->columns, pack_a, pack_b).end * sizeof(float);
}

// Whether each sum of a rectangle is one chain, and tiles read everything in place: then there is
// nothing to remember from one run of k to the next.
static int is_of_chains(const strata_product_f32 *p, size_t rows, size_t columns) {
  return p->depth <= p->block && p->depth <= MOST_SEGMENT && !packs_a(p, rows, columns) &&
         !packs_b(p, rows);
}

// A tile of such a rectangle, but for its rows, columns and k.
WIDE Tile tile_of_chains(const strata_product_f32 *p) {
  return (Tile){.depth = p->depth, .a_row = p->a_row, .a_depth = p->a_depth, .finish = p->finish,
                .out_row = p->c_row};
}

// Puts a tile to row i and column j. Returns how many vectors wide it is, at most so many.
WIDE size_t place_tile_of_chains(const strata_product_f32 *p, Tile *tile, size_t vectors, size_t i,
                                 size_t j, size_t column_end) {
  const size_t left = column_end - j, readable = p->packed ? round_up(left, W) : left;
  while (vectors > 1 && readable < vectors * W) vectors /= 2;
  const ptrdiff_t at = (ptrdiff_t)i * p->c_row + (ptrdiff_t)j;
  tile->a = p->a + (ptrdiff_t)i * p->a_row;
  tile->out_columns = least(left, vectors * W);
  tile->in_columns = p->packed ? W : tile->out_columns;
  place_b_of_product(p, tile, 0, j);
  tile->bias = p->bias ? p->bias + j : NULL;
  tile->with = p->with ? p->with + at : NULL;
  tile->out = p->c + at;
  return vectors;
}

// One row of tiles. In a small network this is all there is, so it sets up little.
KERNEL void run_row_of_tiles(const strata_product_f32 *p, size_t i, size_t rows, size_t j,
                             size_t column_end) {
  Tile tile = tile_of_chains(p);
  size_t vectors = most_vectors(rows);
  for (; j < column_end; j += vectors * W) {
    vectors = place_tile_of_chains(p, &tile, vectors, i, j, column_end);
    tile_kernel(rows, vectors)(&tile);
  }
}

// Runs tiles one below the other, from the given one on: little changes from one to the next.
WIDE void run_column(const strata_product_f32 *p, Tile *tile, size_t tiles, size_t rows,
                     size_t vectors) {
  for (; tiles > 0; tiles--) {
    tile_kernel(rows, vectors)(tile);
    tile->a += (ptrdiff_t)rows * p->a_row;
    tile->out += (ptrdiff_t)rows * p->c_row;
    if (tile->with) tile->with += (ptrdiff_t)rows * p->c_row;
  }
}

// Rows of tiles, as many at a time as fit the second-level cache.
KERNEL void run_rows_of_tiles(const strata_product_f32 *p, size_t row, size_t rows,
                              size_t column_begin, size_t column_end) {
  const Tiling tiling = tile_rows(rows);
  const size_t rows_at_once = least(ROWS_FLOATS / most(1, p->depth), MOST_AT_ONCE);
  Tile tile = tile_of_chains(p);
  for (size_t begin = 0, end; begin < tiling.tiles; begin = end) {
    end = begin + least(rows_at_once / PANEL_ROWS, tiling.tiles - begin);
    const size_t i = row + row_of_tile(&tiling, begin);
    const size_t taller = least(most(begin, tiling.taller), end) - begin;
    size_t vectors = most_vectors(tiling.height + (tiling.taller > 0));
    for (size_t j = column_begin; j < column_end; j += vectors * W) {
      vectors = place_tile_of_chains(p, &tile, vectors, i, j, column_end);
      run_column(p, &tile, taller, tiling.height + 1, vectors);
      run_column(p, &tile, end - begin - taller, tiling.height, vectors);
    }
  }
}

// One row of several blocks joined from left to right, with few columns that need no packing.
static int is_row_of_blocks(const Work *w, size_t rows, size_t columns) {
  const strata_product_f32 *p = w->p;
  return rows == 1 && columns <= PANEL_COLUMNS && p->depth > p->block && !w->pack_b &&
         p->join != STRATA_JOIN_TREE;
}

KERNEL void product(const strata_product_f32 *p, size_t row_begin, size_t row_end,
                    size_t column_begin, size_t column_end, void *workspace) {
  if (row_begin >= row_end || column_begin >= column_end) return;
  const size_t rows = row_end - row_begin, columns = column_end - column_begin;
  if (is_of_chains(p, rows, columns)) {
    if (rows <= PANEL_ROWS) run_row_of_tiles(p, row_begin, rows, column_begin, column_end);
    else run_rows_of_tiles(p, row_begin, rows, column_begin, column_end);
    return;
  }
  Work w = {.p = p, .cut = cut_product(p->depth, p->block, p->join)};
  w.pack_a = packs_a(p, rows, columns);
  w.pack_b = packs_b(p, rows);
  const Layout at = lay_out(&w.cut, rows, columns, w.pack_a, w.pack_b);
  float *const scratch = workspace;
  w.state = scratch;
  if (w.pack_a) w.a = scratch + at.a;
  if (w.pack_b) w.b = scratch + at.b;
  if (is_row_of_blocks(&w, rows, columns)) {
    Tile tile;
    place_b(&w, &tile, column_begin);
    run_row_of_blocks(p, row_begin, column_begin, columns, tile.b, tile.b_depth);
    return;
  }
  size_t band_end;
  for (w.band = row_begin; w.band < row_end; w.band = band_end) {
    band_end = w.band + least(w.cut.band, row_end - w.band);
    w.tiling = tile_rows(band_end - w.band);
    for (w.chunk = column_begin; w.chunk < column_end; w.chunk = w.chunk_end) {
      w.chunk_end = w.chunk + least(w.cut.chunk, column_end - w.chunk);
      run_segments(&w);
    }
  }
}

void INSTALLER(product)(strata_kernels_f32 *set) {
  set->product = product;
  set->product_workspace = product_workspace;
  set->packed_size = packed_size;
  set->pack = pack_panels;
}
