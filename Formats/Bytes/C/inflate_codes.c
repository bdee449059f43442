// The codes of a block of deflate data: what the block says of them, and tables to look them up.

#include "inflate.h"

// The codes of the lengths of codes have at most so many bits.
enum { SHORT_BITS = 7 };

// Sorts symbols by length, then number. Returns 0 unless the code is complete: every sequence of bits
// has a meaning, and only one.
static int sort(codes *t, const uint8_t *lengths, unsigned count) {
  // Most bytes may be no symbols: what follows is done for those that are.
  uint16_t symbols[FIXED_LENGTHS];
  unsigned present = 0;
  for (unsigned s = 0; s < count; s++) {
    symbols[present] = (uint16_t)s;
    present += lengths[s] != 0;
  }
  memset(t->of_length, 0, sizeof t->of_length);
  for (unsigned i = 0; i < present; i++) t->of_length[lengths[symbols[i]]]++;
  int left = 1;
  uint16_t place[MOST_CODE_BITS + 2];
  place[1] = 0;
  for (unsigned n = 1; n <= MOST_CODE_BITS; n++) {
    left = 2 * left - t->of_length[n];
    if (left < 0) return 0;
    place[n + 1] = (uint16_t)(place[n] + t->of_length[n]);
  }
  if (left != 0) return 0;
  for (unsigned i = 0; i < present; i++) t->symbols[place[lengths[symbols[i]]]++] = symbols[i];
  return 1;
}

// The first `n` bits of a code, 16 at most, the first one lowest.
INLINE unsigned reversed(unsigned code, unsigned n) {
  code = (code & 0x5555) << 1 | (code >> 1 & 0x5555);
  code = (code & 0x3333) << 2 | (code >> 2 & 0x3333);
  code = (code & 0x0F0F) << 4 | (code >> 4 & 0x0F0F);
  return ((code & 0xFF) << 8 | code >> 8) >> (16 - n);
}

// Of each sequence of `bits` bits: how many of them are a code (bits 0-3), and its symbol; 0 for a longer code.
static void make_short_entries(uint16_t *entries, unsigned bits, const codes *c) {
  memset(entries, 0, sizeof *entries << bits);
  unsigned code = 0, place = 0;
  for (unsigned n = 1; n <= bits; n++, code <<= 1) {
    for (unsigned i = 0; i < c->of_length[n]; i++, code++, place++) {
      for (unsigned at = reversed(code, n); at < 1u << bits; at += 1u << n) {
        entries[at] = (uint16_t)(c->symbols[place] << 4 | n);
      }
    }
  }
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
  uint16_t entries[1 << SHORT_BITS];
  make_short_entries(entries, SHORT_BITS, &t->literals);
  uint8_t lengths[MOST_LENGTHS + MOST_DISTANCES];
  const unsigned all = literals + distances;
  for (unsigned i = 0; i < all;) {
    fill(r, SHORT_BITS);
    const unsigned found = entries[r->bits & ((1u << SHORT_BITS) - 1)], s = found >> 4;
    if (!take(r, found & 15, &value)) return 0;
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

// One or two literals: the bits of their codes, and the entry that says them.
typedef struct {
  uint32_t bits;
  entry entry;
} sequence;

// Writes the entries of a literal, whose code has `n` bits, and a sequence after it.
INLINE void extend(entry *entries, sequence first, unsigned n, const sequence *rest, unsigned count,
                   sequence *made) {
  for (unsigned i = 0; i < count; i++) {
    const unsigned bits = first.bits | rest[i].bits << n;
    const entry both = first.entry + (rest[i].entry & 0xFF000000) + (rest[i].entry << 8 & 0xFFFFFF);
    entries[bits] = both;
    if (made) made[i] = (sequence){bits, both};
  }
}

void strata_bytes_make_entries(tables *t) {
  // Sequences by the number of their bits, of each number first those of one literal, then pairs. Of n bits
  // there are 2^n at most; what is written beyond `end`, three literals, is no sequence.
  sequence all[2 << TABLE_BITS];
  unsigned begin[TABLE_BITS + 2] = {0}, pairs[TABLE_BITS + 1] = {0};
  unsigned code = 0, place = 0, end = 0, n = 1, least = 0;
  t->entries[0] = 0;
  for (; n <= TABLE_BITS; n++, code <<= 1) {
    // One more bit changes nothing, but for what it completes.
    memcpy(t->entries + (1 << (n - 1)), t->entries, sizeof(entry) << (n - 1));
    begin[n] = end;
    for (unsigned i = 0; i < t->literals.of_length[n]; i++, code++, place++) {
      const unsigned s = t->literals.symbols[place], bits = reversed(code, n);
      if (s < END_OF_BLOCK) {
        all[end++] = (sequence){bits, t->entries[bits] = 1u << 30 | n << 24 | s};
      } else {
        t->entries[bits] = ENTRY_IS_SYMBOL | n << 9 | s;
      }
    }
    pairs[n] = end;
    if (!least && end) least = n;
    for (unsigned k = least; k && k + least <= n; k++) {
      const sequence *rest = all + begin[n - k];
      const unsigned count = begin[n - k + 1] - begin[n - k], ones = pairs[n - k] - begin[n - k];
      if (count == 0) continue;
      for (unsigned i = begin[k]; i < pairs[k]; i++) {
        if (n + least <= TABLE_BITS) {
          extend(t->entries, all[i], k, rest, count, all + end);
          end += ones;
        } else {
          extend(t->entries, all[i], k, rest, count, NULL);
        }
      }
    }
    begin[n + 1] = end;
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
  make_short_entries(t->distance_entries, DISTANCE_BITS, &t->distances);
}
