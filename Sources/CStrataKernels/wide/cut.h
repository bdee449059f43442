// How a matrix product is cut to fit the caches, and what its workspace holds. wide/product.h tells
// what the pieces are for.

#ifndef STRATA_WIDE_CUT_H
#define STRATA_WIDE_CUT_H

#define PANEL_COLUMNS (2 * W)
#define TILE_FLOATS (PANEL_ROWS * PANEL_COLUMNS)

// What fits where: a tile's rows of a and panel of b, a segment deep, stream through L2; the rows of
// a that are taken at a time fill a third of a 1 MiB L2, next to a panel of b. Chunks lie in L3.
#define MOST_SEGMENT 1024
#define ROWS_FLOATS (72 * 1024)
#define CHUNK_FLOATS (1024 * 1024)
// Rows or columns taken at a time where the depth is small.
#define MOST_AT_ONCE 4096
// The slots of all tiles of a chunk, where several segments need them.
#define STATE_FLOATS (2 * 1024 * 1024)

static size_t least(size_t a, size_t b) { return a < b ? a : b; }
static size_t most(size_t a, size_t b) { return a > b ? a : b; }
static size_t round_up(size_t n, size_t unit) { return (n + unit - 1) / unit * unit; }
static size_t round_down(size_t n, size_t unit) { return n / unit * unit; }

// How a product is cut. It depends on the depth and the blocks alone, so that a rectangle of a
// product never needs more of anything than the whole.
typedef struct Cut {
  size_t segment;  // k in a segment, at most
  size_t chunk;    // columns taken at a time, a multiple of PANEL_COLUMNS
  size_t band;     // rows that go through all segments of a chunk, a multiple of PANEL_ROWS
  size_t rows;     // rows taken at a time, a multiple of PANEL_ROWS
  size_t levels;   // of waiting blocks
  size_t slots;    // of a tile: its levels, and its chain if a block may be cut
  int single;      // there is one segment: tiles can share their slots
} Cut;

// The levels of waiting sums that joining the blocks takes; the last block never waits.
static size_t levels_of_join(size_t depth, size_t block, int join) {
  if (depth <= block) return 0;
  if (join != STRATA_JOIN_TREE) return 1;
  const size_t last = (depth - 1) / block;
  size_t levels = 1;
  while (last >> levels != 0) levels++;
  return levels;
}

static Cut cut_product(size_t depth, size_t block, int join) {
  Cut cut;
  cut.single = depth <= MOST_SEGMENT;
  cut.segment = cut.single             ? most(1, depth)
                : block < MOST_SEGMENT ? round_down(MOST_SEGMENT, block)
                                       : MOST_SEGMENT;
  cut.levels = levels_of_join(depth, block, join);
  cut.slots = cut.levels + (!cut.single && block > cut.segment);
  cut.chunk = round_down(least(CHUNK_FLOATS / cut.segment, MOST_AT_ONCE), PANEL_COLUMNS);
  cut.rows = round_down(least(ROWS_FLOATS / cut.segment, MOST_AT_ONCE), PANEL_ROWS);
  cut.band = round_down(SIZE_MAX, PANEL_ROWS);
  if (!cut.single) {
    cut.band = most(round_down(STATE_FLOATS / (cut.slots * cut.chunk), PANEL_ROWS), PANEL_ROWS);
  }
  return cut;
}

// The parts of a workspace, in floats.
typedef struct Layout {
  size_t a, b, end;  // the state begins it
} Layout;

static Layout lay_out(const Cut *cut, size_t rows, size_t columns, int pack_a, int pack_b) {
  size_t chunk = round_up(least(cut->chunk, columns), PANEL_COLUMNS);
  size_t packed = round_up(least(cut->rows, rows), PANEL_ROWS);
  size_t band = round_up(least(cut->band, rows), PANEL_ROWS);
  Layout at;
  at.a = cut->slots * (cut->single ? TILE_FLOATS : band * chunk);
  at.b = at.a + pack_a * round_up(packed * cut->segment, 16);
  at.end = at.b + pack_b * round_up(chunk * cut->segment, 16);
  return at;
}

// Rows cut into tiles of nearly one height: the first `taller` have height + 1 rows.
typedef struct Tiling {
  size_t tiles, height, taller;
} Tiling;

static Tiling tile_rows(size_t rows) {
  if (rows <= PANEL_ROWS) return (Tiling){1, rows, 0};
  const size_t tiles = (rows + PANEL_ROWS - 1) / PANEL_ROWS;
  return (Tiling){tiles, rows / tiles, rows % tiles};
}

static size_t row_of_tile(const Tiling *t, size_t tile) {
  return tile * t->height + least(tile, t->taller);
}

#endif
