// Packs bytes by codes that are made, and matches that are found, as one deflate block (RFC 1951): the head
// is paid once.

#include "deflate.h"

// Bits on their way to memory: n of them, fewer than 8 between two symbols.
typedef struct {
  uint64_t bits;
  unsigned n;
  uint8_t *to, *last;
} writer;

// Bits, and from bit 16 on how many they are.
static void put(writer *w, uint32_t bits) {
  w->bits |= (uint64_t)(bits & 0xFFFF) << w->n;
  w->n += bits >> 16;
}

// Writes 8 bytes, of which those that are whole are done with. Returns 0 if there is no room.
static int flush(writer *w) {
  if (w->to > w->last) return 0;
  store64(w->to, w->bits);
  w->to += w->n / 8;
  w->bits >>= w->n & 0x38;
  w->n &= 7;
  return 1;
}

static int put_literals(writer *at, const strata_bytes_code *code, const uint8_t *bytes,
                        size_t count) {
  // A copy, for registers.
  writer w = *at;
  size_t i = 0;
  // At most 7 bits are left, and 4 codes of 14 come: 63.
  for (; count - i >= 4; i += 4) {
    for (size_t j = 0; j < 4; j++) put(&w, code->code[bytes[i + j]]);
    if (!flush(&w)) return 0;
  }
  for (; i < count; i++) {
    put(&w, code->code[bytes[i]]);
    if (!flush(&w)) return 0;
  }
  *at = w;
  return 1;
}

size_t strata_bytes_deflate(const strata_bytes_code *code, const uint8_t *bytes, size_t count,
                            const strata_bytes_match *matches, size_t match_count, uint8_t *packed,
                            size_t room) {
  const size_t whole = code->head_bits / 8;
  if (room < whole + 8) return 0;
  memcpy(packed, code->head, whole);
  // A flush may begin up to 8 bytes before the end.
  writer w = {code->head[whole] & ((1u << code->head_bits % 8) - 1), code->head_bits % 8, packed + whole,
              packed + room - 8};
  size_t done = 0;
  for (const strata_bytes_match *m = matches; m < matches + match_count; m++) {
    if (!put_literals(&w, code, bytes + done, m->at - done)) return 0;
    const symbol length = symbol_of_length(m->length), distance = symbol_of_distance(m->distance);
    // 14, 5, 14 and 13 bits, after at most 7.
    put(&w, code->code[length.symbol]);
    put(&w, length.more);
    put(&w, code->distance_code[distance.symbol]);
    put(&w, distance.more);
    if (!flush(&w)) return 0;
    done = m->at + m->length;
  }
  if (!put_literals(&w, code, bytes + done, count - done)) return 0;
  put(&w, code->code[END_OF_BLOCK]);
  if (!flush(&w)) return 0;
  // What is left has been written with the others.
  return (size_t)(w.to - packed) + (w.n > 0);
}
