// Unpacks deflate data that is literals alone, several of them a step.
//
// A table says, for the next TABLE_BITS bits, which bytes they begin with: as many whole codes as fit,
// up to SYMBOLS. Everything that is not so simple (a code that is longer, the end of the block, a match)
// leaves an entry empty and is looked at bit by bit. All that deflate forbids, and all that this file
// does not do, makes it give up; zlib then says what it is.

#include <string.h>

#include "strata_bytes.h"

enum {
  TABLE_BITS = 11,
  // Bytes in an entry.
  SYMBOLS = 6,
  // Entries that are looked up between two looks at what is left: their bits are at hand. A round takes
  // at most 8 bytes of input, and writes at most 8 bytes beyond its last entry.
  STEPS = 56 / TABLE_BITS,
  INPUT = 8,
  OUTPUT = STEPS * SYMBOLS + 8,
  MOST_CODE_BITS = 15,
  END_OF_BLOCK = 256,
  // What zlib allows; and how many the codes that need not be said have.
  MOST_LENGTHS = 286,
  MOST_DISTANCES = 30,
  FIXED_LENGTHS = 288,
};

// The types of a block.
enum { STORED = 0, FIXED = 1, OWN_CODES = 2 };

// An entry: bits 0-7 say how many bits are used, bits 8-15 how many bytes they give, the bytes follow.
// An empty one is 0.
typedef struct {
  // Level k, entries 2^k to 2^(k+1) - 1, is for k bits: the last one is used, the others make it.
  uint64_t entries[2 << TABLE_BITS];
  // The codes in canonical order: how many of each length, and their symbols.
  uint16_t of_length[MOST_CODE_BITS + 1];
  uint16_t symbols[FIXED_LENGTHS];
} tables;

size_t strata_bytes_inflate_memory(void) { return sizeof(tables); }

// The bits at hand, the first one lowest: `count` of them are valid, and the bits above are either 0 or
// what follows in the input.
typedef struct {
  const uint8_t *next, *end;
  uint64_t bits;
  unsigned count;
} reader;

#define INLINE __attribute__((always_inline)) static inline

INLINE uint64_t load64(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

INLINE void store64(uint8_t *p, uint64_t word) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  memcpy(p, &word, sizeof word);
}

// Takes what is there, until there are at least `need` bits; byte by byte, never past the end.
INLINE void fill(reader *r, unsigned need) {
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

// Sorts symbols by length, then number. Returns 0 unless the code is complete: every sequence of bits
// has a meaning, and only one.
static int sort(tables *t, const uint8_t *lengths, unsigned count) {
  memset(t->of_length, 0, sizeof t->of_length);
  for (unsigned s = 0; s < count; s++) t->of_length[lengths[s]]++;
  t->of_length[0] = 0;
  int left = 1;
  uint16_t place[MOST_CODE_BITS + 2];
  place[1] = 0;
  for (unsigned n = 1; n <= MOST_CODE_BITS; n++) {
    left = 2 * left - t->of_length[n];
    if (left < 0) return 0;
    place[n + 1] = (uint16_t)(place[n] + t->of_length[n]);
  }
  if (left != 0) return 0;
  for (unsigned s = 0; s < count; s++) {
    if (lengths[s]) t->symbols[place[lengths[s]]++] = (uint16_t)s;
  }
  return 1;
}

// The next symbol, or -1 if the input ends within it. Bit by bit: codes of one length are consecutive
// numbers, and follow those of the length before.
INLINE int symbol(const tables *t, reader *r) {
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

// RFC 1951, section 3.2.7: the codes of a block. Only the codes of literals stay in the tables.
static int read_codes(tables *t, reader *r) {
  static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  unsigned literals, distances, count, value;
  if (!take(r, 5, &literals) || !take(r, 5, &distances) || !take(r, 4, &count)) return 0;
  literals += 257, distances += 1, count += 4;
  if (literals > MOST_LENGTHS || distances > MOST_DISTANCES) return 0;
  uint8_t short_lengths[19] = {0};
  for (unsigned i = 0; i < count; i++) {
    if (!take(r, 3, &value)) return 0;
    short_lengths[order[i]] = (uint8_t)value;
  }
  if (!sort(t, short_lengths, 19)) return 0;
  uint8_t lengths[MOST_LENGTHS + MOST_DISTANCES];
  const unsigned all = literals + distances;
  for (unsigned i = 0; i < all;) {
    const int s = symbol(t, r);
    if (s < 0) return 0;
    if (s < 16) {
      lengths[i++] = (uint8_t)s;
      continue;
    }
    const unsigned bits = s == 16 ? 2 : s == 17 ? 3 : 7, least = s == 18 ? 11 : 3;
    if ((s == 16 && i == 0) || !take(r, bits, &value)) return 0;
    const unsigned times = least + value;
    if (times > all - i) return 0;
    memset(lengths + i, s == 16 ? lengths[i - 1] : 0, times);
    i += times;
  }
  // zlib takes one distance of one bit too, and none: the second half of what one bit may say is
  // never used without a match.
  unsigned one_bit = 0, more = 0;
  for (unsigned i = literals; i < all; i++) one_bit += lengths[i] == 1, more += lengths[i] > 1;
  if ((more || one_bit > 1) && !sort(t, lengths + literals, distances)) return 0;
  return lengths[END_OF_BLOCK] && sort(t, lengths, literals);
}

// Section 3.2.6.
static void set_fixed_codes(tables *t) {
  uint8_t lengths[FIXED_LENGTHS];
  memset(lengths, 8, 144);
  memset(lengths + 144, 9, 112);
  memset(lengths + 256, 7, 24);
  memset(lengths + 280, 8, 8);
  sort(t, lengths, FIXED_LENGTHS);
}

// The first `n` bits of a code, the first one lowest.
INLINE unsigned reversed(unsigned code, unsigned n) {
  unsigned result = 0;
  for (unsigned i = 0; i < n; i++) result |= (code >> i & 1) << (n - 1 - i);
  return result;
}

// The entry of level `level` for some bits, symbol by symbol: at most SYMBOLS of them.
static uint64_t long_entry(const tables *t, unsigned bits, unsigned level) {
  uint64_t entry = 0;
  reader r = {NULL, NULL, bits, level};
  for (unsigned n = 0; n < SYMBOLS; n++) {
    const int s = symbol(t, &r);
    if (s < 0 || s >= END_OF_BLOCK) break;
    entry |= (uint64_t)s << (16 + 8 * n);
    entry = (entry & ~(uint64_t)0xFFFF) | (n + 1) << 8 | (level - r.count);
  }
  return entry;
}

static void make_entries(tables *t) {
  memset(t->entries, 0, sizeof t->entries);
  // The codes of at most TABLE_BITS bits.
  struct {
    uint16_t bits;
    uint8_t length, symbol;
  } codes[256];
  unsigned count = 0, code = 0, place = 0;
  for (unsigned n = 1; n <= TABLE_BITS; n++, code <<= 1) {
    for (unsigned i = 0; i < t->of_length[n]; i++, code++, place++) {
      if (t->symbols[place] >= END_OF_BLOCK) continue;
      codes[count].bits = (uint16_t)reversed(code, n);
      codes[count].length = (uint8_t)n;
      codes[count++].symbol = (uint8_t)t->symbols[place];
    }
  }
  // What a level has after a code is what the level of so many fewer bits has.
  for (unsigned level = 1; level <= TABLE_BITS; level++) {
    uint64_t *entries = t->entries + (1u << level);
    for (unsigned c = 0; c < count && codes[c].length <= level; c++) {
      const unsigned n = codes[c].length, rest_bits = level - n;
      const uint64_t *rest = t->entries + (1u << rest_bits);
      const uint64_t head = (uint64_t)codes[c].symbol << 16 | 1u << 8 | n;
      for (unsigned i = 0; i < 1u << rest_bits; i++) {
        const uint64_t follows = rest[i];
        const unsigned at = i << n | codes[c].bits;
        if ((follows >> 8 & 0xFF) == SYMBOLS) {
          entries[at] = long_entry(t, at, level);
        } else {
          entries[at] = ((follows & ~(uint64_t)0xFFFF) << 8 | (follows & 0xFFFF)) + head;
        }
      }
    }
  }
}

// Literals up to the end of the block; their end, or NULL where this decoder gives up.
INLINE uint8_t *literals(const tables *t, reader *state, uint8_t *to, uint8_t *end) {
  const uint64_t *entries = t->entries + (1u << TABLE_BITS);
  reader r = *state;
  for (;;) {
    while (r.end - r.next >= INPUT && end - to >= OUTPUT) {
      // At least 56 bits; those above are valid too, and come again with the next bytes.
      r.bits |= load64(r.next) << r.count;
      r.next += (63 - r.count) >> 3;
      r.count |= 56;
      uint64_t entry = 0;
#pragma clang loop unroll(full)
      for (int i = 0; i < STEPS; i++) {
        entry = entries[r.bits & ((1u << TABLE_BITS) - 1)];
        store64(to, entry >> 16);
        to += entry >> 8 & 0xFF;
        r.bits >>= entry & 63;
        r.count -= (unsigned)(entry & 63);
      }
      // An empty entry moves nothing, so that all entries after it are the same.
      if (__builtin_expect(entry == 0, 0)) break;
    }
    // Only bits that count, for `fill`.
    r.bits &= r.count < 64 ? ((uint64_t)1 << r.count) - 1 : ~(uint64_t)0;
    const int s = symbol(t, &r);
    if (s == END_OF_BLOCK) break;
    if (s < 0 || s > END_OF_BLOCK || to == end) return NULL;
    *to++ = (uint8_t)s;
  }
  *state = r;
  return to;
}

// Section 3.2.4: bytes as they are; their end, or NULL.
static uint8_t *stored(reader *r, uint8_t *to, uint8_t *end) {
  unsigned ignored, count, complement;
  if (!take(r, r->count % 8, &ignored) || !take(r, 16, &count) || !take(r, 16, &complement)) {
    return NULL;
  }
  // Whole bytes at hand go back.
  r->next -= r->count / 8;
  r->bits = 0, r->count = 0;
  if ((count ^ complement) != 0xFFFF || count > (size_t)(r->end - r->next)) return NULL;
  if (count > (size_t)(end - to)) return NULL;
  memcpy(to, r->next, count);
  r->next += count;
  return to + count;
}

int strata_bytes_inflate_literals(void *memory, const uint8_t *packed, size_t packed_count,
                                  uint8_t *bytes, size_t count) {
  tables *t = memory;
  reader r = {packed, packed + packed_count, 0, 0};
  uint8_t *to = bytes, *end = bytes + count;
  unsigned is_last = 0, type;
  while (!is_last && to) {
    if (!take(&r, 1, &is_last) || !take(&r, 2, &type)) return 0;
    switch (type) {
    case STORED: to = stored(&r, to, end); break;
    case FIXED:
      set_fixed_codes(t);
      // zlib ends with some bytes in such a block; where they are few, no entry is looked at.
      if (r.end - r.next >= INPUT) make_entries(t);
      to = literals(t, &r, to, end);
      break;
    case OWN_CODES:
      if (!read_codes(t, &r)) return 0;
      make_entries(t);
      to = literals(t, &r, to, end);
      break;
    default: return 0;
    }
  }
  // Whole bytes at hand were not used.
  return to == end && (size_t)(r.end - r.next) + r.count / 8 == 0;
}
