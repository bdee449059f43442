// Huffman codes for bytes and matches, and the head of a deflate block that says them (RFC 1951, section
// 3.2.7).

#include "deflate.h"

enum {
  // Four codes, and what is left of a byte, fit a register.
  MOST_BITS = 14,
  // Those that say the lengths of the codes have at most 7.
  MOST_SHORT_BITS = 7,
  // Distances that are said where there is no match: two of one bit, which every reader takes.
  LEAST_DISTANCES = 2,
};

size_t strata_bytes_code_size(void) { return sizeof(strata_bytes_code); }

// The lengths of a Huffman code for symbols that occur so often, at most `most` bits; 0 for those that
// never occur. At least two symbols occur.
static void make_lengths(const uint32_t *counts, unsigned symbols, unsigned most, uint8_t *lengths) {
  // The symbols that occur, the rarest first; among equals in their order.
  uint64_t order[SYMBOLS];
  unsigned n = 0;
  for (unsigned s = 0; s < symbols; s++) {
    lengths[s] = 0;
    if (counts[s]) order[n++] = (uint64_t)counts[s] << 16 | s;
  }
  for (unsigned gap = n / 2; gap > 0; gap = gap == 2 ? 1 : gap * 5 / 11) {
    for (unsigned i = gap; i < n; i++) {
      const uint64_t moved = order[i];
      unsigned j = i;
      for (; j >= gap && order[j - gap] > moved; j -= gap) order[j] = order[j - gap];
      order[j] = moved;
    }
  }
  // Leaves 0 to n-1, then the nodes in the order they are made, which is that of their weights: the two
  // lightest of leaves and nodes are always at the fronts of two queues.
  uint64_t weights[2 * SYMBOLS];
  uint16_t parents[2 * SYMBOLS];
  for (unsigned i = 0; i < n; i++) weights[i] = order[i] >> 16;
  unsigned leaf = 0, node = n;
  for (unsigned made = n; made < 2 * n - 1; made++) {
    weights[made] = 0;
    for (int child = 0; child < 2; child++) {
      const int is_leaf = leaf < n && (node == made || weights[leaf] <= weights[node]);
      const unsigned taken = is_leaf ? leaf++ : node++;
      weights[made] += weights[taken];
      parents[taken] = (uint16_t)made;
    }
  }
  // Depths from the root down; how many leaves have each, those too deep at the deepest allowed.
  unsigned of_length[MOST_BITS + 2] = {0};
  uint16_t depths[2 * SYMBOLS];
  depths[2 * n - 2] = 0;
  for (unsigned i = 2 * n - 2; i-- > 0;) {
    depths[i] = (uint16_t)(depths[parents[i]] + 1);
    if (i < n) of_length[depths[i] < most ? depths[i] : most]++;
  }
  // Raising leaves has used more of the codes than there are: each step down of a leaf at another depth
  // makes room for one at the deepest.
  unsigned used = 0;
  for (unsigned d = 1; d <= most; d++) used += of_length[d] << (most - d);
  while (used > 1u << most) {
    unsigned d = most - 1;
    while (!of_length[d]) d--;
    of_length[d]--, of_length[d + 1]++;
    used -= 1u << (most - d - 1);
  }
  // Room that is left goes to the deepest.
  for (unsigned d = most; used < 1u << most; d = most) {
    while (!of_length[d] || used + (1u << (most - d)) > 1u << most) d--;
    of_length[d]--, of_length[d - 1]++;
    used += 1u << (most - d);
  }
  // The rarest have the longest codes.
  unsigned i = 0;
  for (unsigned d = most; d > 0; d--) {
    for (unsigned left = of_length[d]; left > 0; left--) lengths[order[i++] & 0xFFFF] = (uint8_t)d;
  }
}

// The codes that lengths imply (section 3.2.2), first bit lowest, lengths from bit 16 on.
static void make_codes(const uint8_t *lengths, unsigned symbols, uint32_t *codes) {
  unsigned of_length[MOST_BITS + 1] = {0}, next[MOST_BITS + 2] = {0};
  for (unsigned s = 0; s < symbols; s++) of_length[lengths[s]]++;
  of_length[0] = 0;
  for (unsigned n = 1; n <= MOST_BITS; n++) next[n + 1] = (next[n] + of_length[n]) << 1;
  for (unsigned s = 0; s < symbols; s++) {
    const unsigned n = lengths[s], code = n ? next[n]++ : 0;
    unsigned reversed = 0;
    for (unsigned b = 0; b < n; b++) reversed |= (code >> b & 1) << (n - 1 - b);
    codes[s] = reversed | n << 16;
  }
}

// Appends bits, the lowest first.
static void append(strata_bytes_code *code, unsigned bits, unsigned count) {
  for (unsigned b = 0; b < count; b++, code->head_bits++) {
    if (bits >> b & 1) code->head[code->head_bits / 8] |= (uint8_t)(1u << code->head_bits % 8);
  }
}

// The lengths, said by 19 symbols: a length itself; 16, 17, 18: the last one again, zeros, many zeros.
static unsigned say_lengths(const uint8_t *lengths, unsigned count, uint16_t *said) {
  unsigned n = 0;
  for (unsigned i = 0; i < count;) {
    unsigned run = 1;
    while (i + run < count && lengths[i + run] == lengths[i]) run++;
    i += run;
    const uint8_t length = lengths[i - 1];
    if (length) said[n++] = length, run--;
    // Symbol, and from bit 8 on how often, less the least.
    while (run >= 3) {
      const unsigned most = length ? 6 : run <= 10 ? 10 : 138;
      const unsigned symbol = length ? 16 : run <= 10 ? 17 : 18, least = symbol == 18 ? 11 : 3;
      const unsigned times = run < most ? run : most;
      said[n++] = (uint16_t)(symbol | (times - least) << 8);
      run -= times;
    }
    while (run > 0) said[n++] = length, run--;
  }
  return n;
}

// The head is at most 3 + 14 bits, 19 of 3, and 316 lengths in at most 7 bits and 7 more: below 570 bytes.
static void make_head(const uint8_t *lengths, unsigned symbols, unsigned distances,
                      strata_bytes_code *code) {
  static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  uint16_t said[SYMBOLS + DISTANCES];
  const unsigned n = say_lengths(lengths, symbols + distances, said);
  uint32_t counts[19] = {0}, codes[19];
  uint8_t short_lengths[19];
  for (unsigned i = 0; i < n; i++) counts[said[i] & 0xFF]++;
  make_lengths(counts, 19, MOST_SHORT_BITS, short_lengths);
  make_codes(short_lengths, 19, codes);
  unsigned used = 19;
  while (used > 4 && !short_lengths[order[used - 1]]) used--;
  append(code, 1 | 2 << 1, 3);  // the last block; codes of its own
  append(code, symbols - 257, 5);
  append(code, distances - 1, 5);
  append(code, used - 4, 4);
  for (unsigned i = 0; i < used; i++) append(code, short_lengths[order[i]], 3);
  for (unsigned i = 0; i < n; i++) {
    const unsigned symbol = said[i] & 0xFF, more = said[i] >> 8;
    append(code, codes[symbol] & 0xFFFF, codes[symbol] >> 16);
    if (symbol >= 16) append(code, more, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
  }
}

// The lengths for symbols of which fewer than two may occur: a code needs two, so the first ones are added.
// Returns how many of the lengths are to be said, at least `least`.
static unsigned make_lengths_of_two(const uint32_t *counts, unsigned symbols, unsigned least,
                                    uint8_t *lengths) {
  uint32_t two[SYMBOLS];
  unsigned kinds = 0, used = least;
  for (unsigned s = 0; s < symbols; s++) two[s] = counts[s], kinds += counts[s] != 0;
  for (unsigned s = 0; kinds < 2; s++) {
    if (!two[s]) two[s] = 1, kinds++;
  }
  make_lengths(two, symbols, MOST_BITS, lengths);
  for (unsigned s = least; s < symbols; s++) used = lengths[s] ? s + 1 : used;
  return used;
}

size_t strata_bytes_make_code(const uint32_t counts[256], const uint8_t *bytes,
                              const strata_bytes_match *matches, size_t match_count,
                              strata_bytes_code *code) {
  uint32_t all[SYMBOLS] = {0}, distances[DISTANCES] = {0};
  uint64_t bits = 0;
  memcpy(all, counts, 256 * sizeof *all);
  all[END_OF_BLOCK] = 1;
  for (const strata_bytes_match *m = matches; m < matches + match_count; m++) {
    for (unsigned i = 0; i < m->length; i++) all[bytes[m->at + i]]--;
    const symbol length = symbol_of_length(m->length), distance = symbol_of_distance(m->distance);
    all[length.symbol]++, distances[distance.symbol]++;
    bits += (length.more >> 16) + (distance.more >> 16);
  }
  uint8_t lengths[SYMBOLS + DISTANCES] = {0};
  const unsigned symbols = make_lengths_of_two(all, SYMBOLS, END_OF_BLOCK + 1, lengths);
  uint8_t *const of_distances = lengths + symbols;
  const unsigned most = make_lengths_of_two(distances, DISTANCES, LEAST_DISTANCES, of_distances);
  memset(code, 0, sizeof *code);
  make_codes(lengths, symbols, code->code);
  for (unsigned b = 0; b < 256; b++) {
    code->low[b] = (uint8_t)code->code[b], code->high[b] = (uint8_t)(code->code[b] >> 8);
    code->length[b] = lengths[b];
  }
  make_codes(of_distances, most, code->distance_code);
  make_head(lengths, symbols, most, code);
  bits += code->head_bits;
  for (unsigned s = 0; s < symbols; s++) bits += (uint64_t)all[s] * lengths[s];
  for (unsigned d = 0; d < most; d++) bits += (uint64_t)distances[d] * of_distances[d];
  return (size_t)((bits + 7) / 8);
}
