// Finds long repeats, as weights have them: whole rows that stand twice.

#include "strata_bytes.h"
#include "words.h"

enum {
  MOST_LENGTH = 258,
  MOST_DISTANCE = 32768,
  SLOT_BITS = 13,
  // What a hash covers: this, or 4 bytes where shorter matches are wanted.
  STRING = 8,
  // In a match, every one of so many strings is remembered: others begin nearby.
  STRIDE = 4,
};

// Bytes that are equal from `a` and `b` on; `b`, the later one, ends at `end`.
static size_t equal_bytes(const uint8_t *a, const uint8_t *b, const uint8_t *end) {
  const uint8_t *const start = b;
  for (; end - b >= 8; a += 8, b += 8) {
    const uint64_t other = load64(a) ^ load64(b);
    if (other) return (size_t)(b - start) + (size_t)__builtin_ctzll(other) / 8;
  }
  while (b != end && *a == *b) a++, b++;
  return (size_t)(b - start);
}

size_t strata_bytes_find_matches(const uint8_t *bytes, size_t count, unsigned least,
                                 strata_bytes_match *matches) {
  // Where a string with some hash stood last, the lower 16 bits: so all fit the first level of a cache.
  uint16_t slots[1 << SLOT_BITS];
  memset(slots, 0, sizeof slots);
  const uint64_t mask = least < STRING ? 0xFFFFFFFF : ~(uint64_t)0;
  size_t found = 0, covered = 0;
  for (size_t i = 0; count - i >= STRING && i < count; i++) {
    const uint64_t word = load64(bytes + i) & mask;
    uint16_t *slot = &slots[word * 0x9E3779B97F4A7C15 >> (64 - SLOT_BITS)];
    const size_t before = (uint16_t)(i - *slot);
    *slot = (uint16_t)i;
    // Where none stood there is another string, or it stands there indeed.
    if (before - 1 >= MOST_DISTANCE || before > i) continue;
    size_t from = i - before, at = i;
    if ((load64(bytes + from) & mask) != word) continue;
    size_t length = equal_bytes(bytes + from, bytes + at, bytes + count);
    while (at > covered && from > 0 && bytes[from - 1] == bytes[at - 1]) from--, at--, length++;
    if (length < least) continue;
    const size_t end = at + length, distance = at - from;
    while (end - at >= least) {
      const size_t part = end - at < MOST_LENGTH ? end - at : MOST_LENGTH;
      matches[found++] = (strata_bytes_match){(uint32_t)at, (uint16_t)part, (uint16_t)distance};
      at += part;
    }
    covered = at;
    for (i += STRIDE; i < covered && count - i >= STRING; i += STRIDE) {
      const uint64_t inside = load64(bytes + i) & mask;
      slots[inside * 0x9E3779B97F4A7C15 >> (64 - SLOT_BITS)] = (uint16_t)i;
    }
    i = covered - 1;
  }
  return found;
}
