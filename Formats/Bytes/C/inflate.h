// What the two halves of the decoder of deflate data share: bits, and the tables of a block.

#ifndef STRATA_BYTES_INFLATE_H
#define STRATA_BYTES_INFLATE_H

#include "words.h"

enum {
  // Six streams' tables of literals, 8 kB each, fit the first level of a cache, or nearly.
  TABLE_BITS = 11,
  // Bytes that an entry may give.
  SYMBOLS = 3,
  DISTANCE_BITS = 8,
  MOST_CODE_BITS = 15,
  LONG_BITS = MOST_CODE_BITS - TABLE_BITS,
  END_OF_BLOCK = 256,
  // What zlib allows; and how many the codes that need not be said have.
  MOST_LENGTHS = 286,
  MOST_DISTANCES = 30,
  FIXED_LENGTHS = 288,
  FIXED_DISTANCES = 32,
};

// The bits at hand, the first one lowest: `count` of them are valid, and the bits above are 0.
typedef struct {
  const uint8_t *next, *end;
  uint64_t bits;
  unsigned count;
} reader;

// In canonical order: how many codes of each length, and their symbols. None of a code that is not there.
typedef struct {
  uint16_t of_length[MOST_CODE_BITS + 1];
  uint16_t symbols[FIXED_LENGTHS];
} codes;

// What the next TABLE_BITS bits begin with. One of:
//
// - literals: the bytes (bits 0-23), how many bits their codes take (24-29), how many they are (30-31);
// - another symbol: the symbol (0-8), the bits of its code (9-12), and bit 23; nothing above;
// - a code that is longer: the number of a list; nothing above.
//
// The upper 8 bits say how to move on: they are a byte in memory, 0 where there are no literals.
typedef uint32_t entry;

enum { ENTRY_IS_SYMBOL = 1 << 23 };

typedef struct {
  entry entries[1 << TABLE_BITS];
  // By the next DISTANCE_BITS bits: how many of them are the code of a distance (bits 0-3), and its
  // symbol; 0 for a longer code.
  uint16_t distance_entries[1 << DISTANCE_BITS];
  // By the LONG_BITS bits after the first TABLE_BITS: the symbol, and from bit 12 on how many bits its
  // code has beyond TABLE_BITS. A list has two codes at least, so these are enough.
  uint16_t long_codes[FIXED_LENGTHS / 2][1 << LONG_BITS];
  codes literals, distances;
} tables;

// RFC 1951, section 3.2.7: reads the codes of a block. Returns 0 where they are wrong, or incomplete.
int strata_bytes_read_codes(tables *t, reader *r);

// Section 3.2.6: the codes of a block that has none of its own.
void strata_bytes_set_fixed_codes(tables *t);

// Makes the tables of the codes.
void strata_bytes_make_entries(tables *t);

// Takes what is there, until there are at least `need` bits, 56 at most; never past the end.
INLINE void fill(reader *r, unsigned need) {
  if (r->count < need && r->end - r->next >= 8) {
    r->bits |= load64(r->next) << r->count;
    const unsigned bytes = (63 - r->count) / 8;
    r->next += bytes, r->count += 8 * bytes;
    r->bits &= ((uint64_t)1 << r->count) - 1;
  }
  while (r->count < need && r->next != r->end) {
    r->bits |= (uint64_t)*r->next++ << r->count;
    r->count += 8;
  }
}

// Takes bits; there may be fewer than that only where the input ends: returns 0 then.
INLINE int take(reader *r, unsigned count, unsigned *value) {
  fill(r, count);
  if (r->count < count) return 0;
  *value = (unsigned)(r->bits & ((1u << count) - 1));
  r->bits >>= count;
  r->count -= count;
  return 1;
}

// The next symbol, or -1 if the input ends within it. Bit by bit: codes of one length are consecutive
// numbers, and follow those of the length before.
INLINE int take_symbol(const codes *t, reader *r) {
  fill(r, MOST_CODE_BITS);
  unsigned code = 0, first = 0, place = 0;
  uint64_t bits = r->bits;
  for (unsigned n = 1; n <= MOST_CODE_BITS; n++, bits >>= 1) {
    code = code << 1 | (unsigned)(bits & 1);
    first <<= 1;
    const unsigned count = t->of_length[n];
    if (code - first < count) {
      if (n > r->count) return -1;
      r->bits >>= n;
      r->count -= n;
      return t->symbols[place + code - first];
    }
    first += count;
    place += count;
  }
  return -1;
}

#endif
