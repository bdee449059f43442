// What the two halves of the encoder of deflate data share: codes, and the symbols of matches.

#ifndef STRATA_BYTES_DEFLATE_H
#define STRATA_BYTES_DEFLATE_H

#include "strata_bytes.h"
#include "words.h"

enum {
  END_OF_BLOCK = 256,
  // Bytes, the end of the block, lengths of matches.
  SYMBOLS = 286,
  DISTANCES = 30,
};

struct strata_bytes_code {
  // For each symbol: the code's bits, the first one lowest, and from bit 16 on how many they are.
  uint32_t code[SYMBOLS];
  // The same of the bytes, for looking up many at once: bits 0-7 and 8-15, and how many they are.
  uint8_t low[256], high[256], length[256];
  uint32_t distance_code[DISTANCES];
  // How many bits the head has, and the head.
  uint32_t head_bits;
  uint8_t head[600];
};

// Section 3.2.5: the symbol of a length of 3 to 258, or of a distance, and the bits that are added to it:
// how many they are from bit 16 on.
typedef struct {
  unsigned symbol;
  uint32_t more;
} symbol;

INLINE symbol symbol_of_length(unsigned length) {
  const unsigned l = length - 3;
  if (length == 258) return (symbol){285, 0};
  if (l < 8) return (symbol){257 + l, 0};
  const unsigned bits = 29 - (unsigned)__builtin_clz(l);
  return (symbol){257 + 4 * bits + (l >> bits), (l & ((1u << bits) - 1)) | bits << 16};
}

INLINE symbol symbol_of_distance(unsigned distance) {
  const unsigned d = distance - 1;
  if (d < 4) return (symbol){d, 0};
  const unsigned bits = 30 - (unsigned)__builtin_clz(d);
  return (symbol){2 * bits + (d >> bits), (d & ((1u << bits) - 1)) | bits << 16};
}

#endif
