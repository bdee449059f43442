// Packing an operand of the matrix product: `lanes` rows of a (or columns of b) become dst[k *
// width + l], so that a tile reads them one k after the other.

#ifndef STRATA_WIDE_PACK_H
#define STRATA_WIDE_PACK_H

#include <string.h>

// k that are packed at a time: a line of a lane, so that none is fetched twice where the lanes are
// as far apart as lines that replace each other.
enum { PACKED_AT_ONCE = 16 };

// Lanes side by side: every k is copied in whole vectors. What a store writes beyond the width the
// next k overwrites; the last one stores no more than the width.
WIDE void pack_copying(const float *src, ptrdiff_t src_depth, size_t lanes, size_t width,
                       size_t depth, float *dst) {
  for (size_t k = 0; k < depth; k++, src += src_depth, dst += width) {
    for (size_t l = 0; l < width; l += W) {
      const V x = v_load_part(src + l, lanes > l ? lanes - l : 0);
      if (k + 1 < depth) v_store(dst + l, x);
      else v_store_part(dst + l, width - l, x);
    }
  }
}

// One k after the other, in any layout.
WIDE void pack_by_element(const float *src, ptrdiff_t src_lane, ptrdiff_t src_depth, size_t lanes,
                          size_t width, size_t depth, float *dst) {
  for (size_t k = 0; k < depth; k++) {
    for (size_t l = 0; l < lanes; l++) {
      dst[k * width + l] = src[(ptrdiff_t)l * src_lane + (ptrdiff_t)k * src_depth];
    }
  }
}

// Each lane's k side by side: squares of 4 x 4 are transposed in registers.
WIDE void pack_transposing(const float *src, ptrdiff_t src_lane, size_t lanes, size_t width,
                           size_t depth, float *dst) {
  size_t whole_lanes = lanes - lanes % 4, whole_depth = depth - depth % 4;
  for (size_t begin = 0; begin < whole_depth; begin += PACKED_AT_ONCE) {
    const size_t end = begin + least(PACKED_AT_ONCE, whole_depth - begin);
    for (size_t l = 0; l < whole_lanes; l += 4) {
      for (size_t k = begin; k < end; k += 4) {
        transpose_4x4(src + (ptrdiff_t)l * src_lane + k, src_lane, dst + k * width + l, width);
      }
    }
  }
  pack_by_element(src + whole_depth, src_lane, 1, whole_lanes, width, depth - whole_depth,
                  dst + whole_depth * width);
  pack_by_element(src + (ptrdiff_t)whole_lanes * src_lane, src_lane, 1, lanes - whole_lanes, width,
                  depth, dst + whole_lanes);
}

// Lanes from `lanes` to `width` become 0.
KERNEL void pack_lanes(const float *src, ptrdiff_t src_lane, ptrdiff_t src_depth, size_t lanes,
                 size_t width, size_t depth, float *dst) {
  if (src_lane == 1) {
    pack_copying(src, src_depth, lanes, width, depth, dst);
    return;
  }
  if (src_depth == 1 && width == 1) {
    memcpy(dst, src, depth * sizeof *dst);
    return;
  }
  if (src_depth == 1) {
    pack_transposing(src, src_lane, lanes, width, depth, dst);
  } else {
    pack_by_element(src, src_lane, src_depth, lanes, width, depth, dst);
  }
  for (size_t k = 0; k < depth && lanes < width; k++) {
    for (size_t l = lanes; l < width; l++) dst[k * width + l] = 0;
  }
}

#endif
