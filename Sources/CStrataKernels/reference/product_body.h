// The matrix product, element by element; see strata_kernels.h for the contract.

// One block of c[i, j]: a chain of fused multiply-adds over k in [begin, end), from 0.
static R NAMED(chain)(const PRODUCT *p, size_t i, size_t j, size_t begin, size_t end) {
  const R *a = p->a + (ptrdiff_t)i * p->a_row;
  const R *b = p->packed ? p->packed + j : p->b + (ptrdiff_t)j * p->b_column;
  const ptrdiff_t b_depth = p->packed ? (ptrdiff_t)p->columns : p->b_depth;
  R s = 0;
  for (size_t k = begin; k < end; k++) {
    s = FMA(a[(ptrdiff_t)k * p->a_depth], b[(ptrdiff_t)k * b_depth], s);
  }
  return s;
}

static R NAMED(joined_left_to_right)(const PRODUCT *p, size_t i, size_t j) {
  R sum = 0;
  for (size_t begin = 0; begin < p->depth; begin += p->block) {
    size_t left = p->depth - begin;
    R s = NAMED(chain)(p, i, j, begin, begin + (left < p->block ? left : p->block));
    sum = begin == 0 ? s : sum + s;
    if (left <= p->block) break;  // begin + block may not be a size_t
  }
  return sum;
}

// The balanced tree as a binary counter: after n blocks, partial[l] is the sum of 2^l consecutive
// blocks wherever bit l of n is set, the larger l the earlier the blocks.
static R NAMED(joined_by_tree)(const PRODUCT *p, size_t i, size_t j) {
  R partial[8 * sizeof(size_t)];
  for (size_t n = 0, begin = 0; begin < p->depth; n++, begin += p->block) {
    size_t left = p->depth - begin;
    int last = left <= p->block;
    R s = NAMED(chain)(p, i, j, begin, begin + (last ? left : p->block));
    int level = 0;
    // A block with a partner waiting is added to it. After the last one, whatever still waits is
    // joined too: a sum without a partner moves up unchanged.
    for (size_t waiting = n; waiting != 0; waiting >>= 1, level++) {
      if (waiting & 1) s = partial[level] + s;
      else if (!last) break;
    }
    if (last) return s;
    partial[level] = s;
  }
  return 0;
}

static R NAMED(finished)(const PRODUCT *p, R s, ptrdiff_t at) {
  switch (p->finish) {
    case STRATA_FINISH_RELU: return s < 0 ? 0 : s;
    case STRATA_FINISH_RELU_GRADIENT: return p->with[at] > 0 ? s : 0;
    default: return s;
  }
}

static void NAMED(product)(const PRODUCT *p, size_t row_begin, size_t row_end, size_t column_begin,
                           size_t column_end, void *workspace) {
  (void)workspace;
  for (size_t i = row_begin; i < row_end; i++) {
    for (size_t j = column_begin; j < column_end; j++) {
      R s = p->join == STRATA_JOIN_TREE ? NAMED(joined_by_tree)(p, i, j)
                                        : NAMED(joined_left_to_right)(p, i, j);
      const ptrdiff_t at = (ptrdiff_t)i * p->c_row + (ptrdiff_t)j;
      p->c[at] = NAMED(finished)(p, p->bias ? s + p->bias[j] : s, at);
    }
  }
}

static size_t NAMED(product_workspace)(const PRODUCT *p) {
  (void)p;
  return 0;
}

// A packed b is row-major, without gaps.
static size_t NAMED(packed_size)(size_t depth, size_t columns) { return depth * columns; }

static void NAMED(pack)(size_t depth, size_t columns, const R *b, ptrdiff_t b_depth,
                        ptrdiff_t b_column, R *packed) {
  for (size_t k = 0; k < depth; k++) {
    for (size_t j = 0; j < columns; j++) {
      packed[k * columns + j] = b[(ptrdiff_t)k * b_depth + (ptrdiff_t)j * b_column];
    }
  }
}

void NAMED(strata_reference_product)(SET *set) {
  set->product = NAMED(product);
  set->packed_size = NAMED(packed_size);
  set->pack = NAMED(pack);
  set->product_workspace = NAMED(product_workspace);
}
