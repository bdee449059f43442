// The codes of a block of deflate data: what the block says of them, and tables to look them up.

#include "inflate.h"

// Sorts symbols by length, then number. Returns 0 unless the code is complete: every sequence of bits
// has a meaning, and only one.
static int sort(codes *t, const uint8_t *lengths, unsigned count) {
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

int strata_bytes_read_codes(tables *t, reader *r) {
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
  if (!sort(&t->literals, short_lengths, 19)) return 0;
  uint8_t lengths[MOST_LENGTHS + MOST_DISTANCES];
  const unsigned all = literals + distances;
  for (unsigned i = 0; i < all;) {
    const int s = take_symbol(&t->literals, r);
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
  // zlib takes one distance of one bit too, and none. This decoder gives up at a match then.
  memset(t->distances.of_length, 0, sizeof t->distances.of_length);
  unsigned one_bit = 0, more = 0;
  for (unsigned i = literals; i < all; i++) one_bit += lengths[i] == 1, more += lengths[i] > 1;
  if ((more || one_bit > 1) && !sort(&t->distances, lengths + literals, distances)) return 0;
  return lengths[END_OF_BLOCK] && sort(&t->literals, lengths, literals);
}

void strata_bytes_set_fixed_codes(tables *t) {
  uint8_t lengths[FIXED_LENGTHS];
  memset(lengths, 8, 144);
  memset(lengths + 144, 9, 112);
  memset(lengths + 256, 7, 24);
  memset(lengths + 280, 8, 8);
  sort(&t->literals, lengths, FIXED_LENGTHS);
  memset(lengths, 5, FIXED_DISTANCES);
  sort(&t->distances, lengths, FIXED_DISTANCES);
}

// The first `n` bits of a code, the first one lowest.
INLINE unsigned reversed(unsigned code, unsigned n) {
  unsigned result = 0;
  for (unsigned i = 0; i < n; i++) result |= (code >> i & 1) << (n - 1 - i);
  return result;
}

// A literal whose code is no longer than a table's bits.
typedef struct {
  uint16_t bits;
  uint8_t length, byte;
} short_code;

// Fills entries with what is no literal of a short code, and finds those that are, the shortest first.
// Returns how many they are.
static unsigned sort_out(tables *t, short_code *found) {
  unsigned code = 0, place = 0, n = 1, count = 0;
  for (; n <= TABLE_BITS; n++, code <<= 1) {
    for (unsigned i = 0; i < t->literals.of_length[n]; i++, code++, place++) {
      const unsigned s = t->literals.symbols[place], bits = reversed(code, n);
      if (s < END_OF_BLOCK) {
        found[count++] = (short_code){(uint16_t)bits, (uint8_t)n, (uint8_t)s};
        continue;
      }
      for (unsigned at = bits; at < 1u << TABLE_BITS; at += 1u << n) {
        t->entries[at] = ENTRY_IS_SYMBOL | n << 9 | s;
      }
    }
  }
  // Codes with the same first bits follow one another.
  unsigned lists = 0, last = 1u << TABLE_BITS;
  for (; n <= MOST_CODE_BITS; n++, code <<= 1) {
    for (unsigned i = 0; i < t->literals.of_length[n]; i++, code++, place++) {
      const unsigned bits = reversed(code, n), more = n - TABLE_BITS;
      const unsigned first = bits & ((1u << TABLE_BITS) - 1);
      if (first != last) t->entries[last = first] = lists++;
      uint16_t *list = t->long_codes[lists - 1];
      for (unsigned j = bits >> TABLE_BITS; j < 1u << LONG_BITS; j += 1u << more) {
        list[j] = (uint16_t)(t->literals.symbols[place] | more << 12);
      }
    }
  }
  return count;
}

// Fills the entries for so many bits: byte number `place` of each, and those that `rest` has after it, for
// the bits that are left.
INLINE void make_level(entry *level, unsigned bits, const short_code *codes, unsigned count,
                       unsigned place, const entry *rest) {
  for (unsigned c = 0; c < count && codes[c].length <= bits; c++) {
    const unsigned n = codes[c].length, left = bits - n;
    const entry head = 1u << 30 | n << 24 | (entry)codes[c].byte << (8 * place);
    for (unsigned i = 0; i < 1u << left; i++) {
      level[i << n | codes[c].bits] = head + (rest ? rest[(1u << left) + i] : 0);
    }
  }
}

static void make_distance_entries(tables *t) {
  memset(t->distance_entries, 0, sizeof t->distance_entries);
  unsigned code = 0, place = 0;
  for (unsigned n = 1; n <= DISTANCE_BITS; n++, code <<= 1) {
    for (unsigned i = 0; i < t->distances.of_length[n]; i++, code++, place++) {
      for (unsigned at = reversed(code, n); at < 1u << DISTANCE_BITS; at += 1u << n) {
        t->distance_entries[at] = (uint16_t)(t->distances.symbols[place] << 4 | n);
      }
    }
  }
}

void strata_bytes_make_entries(tables *t) {
  short_code codes[END_OF_BLOCK];
  const unsigned count = sort_out(t, codes);
  make_distance_entries(t);
  if (count == 0) return;
  // What may follow a first literal, for fewer and fewer bits: entries 2^k to 2^(k+1) - 1 are for k bits.
  entry third[1 << TABLE_BITS], second[1 << TABLE_BITS];
  const unsigned most = TABLE_BITS - codes[0].length;
  memset(third, 0, sizeof *third << (most + 1));
  memset(second, 0, sizeof *second << (most + 1));
  for (unsigned k = 1; k <= most; k++) make_level(third + (1 << k), k, codes, count, 2, NULL);
  for (unsigned k = 1; k <= most; k++) make_level(second + (1 << k), k, codes, count, 1, third);
  make_level(t->entries, TABLE_BITS, codes, count, 0, second);
}
