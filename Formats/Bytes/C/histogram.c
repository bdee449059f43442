// What there is to be saved in bytes: by their frequencies, by repetition.

#include "strata_bytes.h"
#include "words.h"

void strata_bytes_histogram(const uint8_t *bytes, size_t count, uint32_t counts[256]) {
  // Four tables, because a count must be written before it can be read again.
  uint32_t part[4][256];
  memset(part, 0, sizeof part);
  size_t i = 0;
  for (; count - i >= 8; i += 8) {
    const uint64_t word = load64(bytes + i);
    part[0][word & 0xFF]++;
    part[1][word >> 8 & 0xFF]++;
    part[2][word >> 16 & 0xFF]++;
    part[3][word >> 24 & 0xFF]++;
    part[0][word >> 32 & 0xFF]++;
    part[1][word >> 40 & 0xFF]++;
    part[2][word >> 48 & 0xFF]++;
    part[3][word >> 56]++;
  }
  for (; i < count; i++) part[0][bytes[i]]++;
  for (int b = 0; b < 256; b++) counts[b] = part[0][b] + part[1][b] + part[2][b] + part[3][b];
}

// The rarest value that at least one byte in `share` has; -1 if there is none.
static int rarest(size_t count, const uint32_t counts[256], unsigned share) {
  int found = -1;
  for (int b = 0; b < 256; b++) {
    const int is_enough = (uint64_t)counts[b] * share >= count;
    if (is_enough && (found < 0 || counts[b] < counts[found])) found = b;
  }
  return found;
}

// Of the strings that begin with a byte value, how many have stood before, in 256 parts.
static unsigned repeated_strings(const uint8_t *bytes, size_t count, int first) {
  enum { STRING = 8, SLOT_BITS = 10 };
  // Where a string with some hash stood last, plus 1.
  uint32_t slots[1 << SLOT_BITS];
  memset(slots, 0, sizeof slots);
  uint64_t seen = 0, found = 0;
  const uint8_t *end = bytes + count;
  for (const uint8_t *p = bytes; end - p >= STRING; p++) {
    p = memchr(p, first, (size_t)(end - p) - STRING + 1);
    if (!p) break;
    const uint64_t word = load64(p);
    uint32_t *slot = &slots[word * 0x9E3779B97F4A7C15 >> (64 - SLOT_BITS)];
    if (*slot) found += load64(bytes + *slot - 1) == word;
    *slot = (uint32_t)(p - bytes) + 1;
    seen++;
  }
  return seen ? (unsigned)(256 * found / seen) : 0;
}

// Bytes that equal the one before, beyond those that do by chance.
static unsigned runs(const uint8_t *bytes, size_t count, const uint32_t counts[256]) {
  uint64_t equal = 0, squares = 0;
  for (size_t i = 1; i < count;) {
    // Small sums, which the compiler makes vectors of.
    const size_t end = count - i < 128 ? count : i + 128;
    uint8_t part = 0;
    for (; i < end; i++) part += bytes[i] == bytes[i - 1];
    equal += part;
  }
  for (int b = 0; b < 256; b++) squares += (uint64_t)counts[b] * counts[b];
  const uint64_t chance = squares / count;
  return equal > chance ? (unsigned)(256 * (equal - chance) / count) : 0;
}

unsigned strata_bytes_repetition(const uint8_t *bytes, size_t count, const uint32_t counts[256]) {
  if (count == 0) return 0;
  const unsigned same = runs(bytes, count, counts);
  // Strings that begin with a rare value are few, all over the bytes, and seldom equal by chance. Where
  // that value has its own corner, one that is less rare knows better. Some value has one byte in 256.
  unsigned strings = repeated_strings(bytes, count, rarest(count, counts, 512));
  const int other = rarest(count, counts, 64);
  if (strings > same && other >= 0) {
    const unsigned others = repeated_strings(bytes, count, other);
    if (others < strings) strings = others;
  }
  return strings > same ? strings : same;
}
