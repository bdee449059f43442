// Packs bytes that no code makes smaller, but of which long runs repeat, as deflate data (RFC 1951) that is
// unpacked about as fast as it is read: the bytes between repeats stand as they are in stored blocks
// (section 3.2.4), the repeats in blocks with the codes that need not be said (section 3.2.6).

#include "deflate.h"

enum {
  // From so many bytes on, a stored block pays for its 5 bytes and the ends of two others.
  LEAST_STORED = 64,
  MOST_STORED = 65535,
  // The types of a block.
  STORED = 0,
  FIXED = 1,
};

// Bits on their way to memory, fewer than 8 between two symbols. What there is no room for, or no memory, is
// only counted.
typedef struct {
  uint8_t *to;
  size_t room, bytes;
  uint32_t bits, n;
} writer;

static void put(writer *w, uint32_t bits, unsigned count) {
  w->bits |= bits << w->n;
  for (w->n += count; w->n >= 8; w->n -= 8, w->bits >>= 8) {
    if (w->to && w->bytes < w->room) w->to[w->bytes] = (uint8_t)w->bits;
    w->bytes++;
  }
}

// Whole bytes from here on.
static void align(writer *w) { put(w, 0, -w->n & 7); }

// A code, whose bits come the highest first.
static void put_code(writer *w, unsigned code, unsigned count) {
  uint32_t reversed = 0;
  for (unsigned b = 0; b < count; b++) reversed |= (code >> b & 1) << (count - 1 - b);
  put(w, reversed, count);
}

static void put_symbol(writer *w, unsigned symbol) {
  if (symbol < 144) put_code(w, 0x30 + symbol, 8);
  else if (symbol < 256) put_code(w, 0x190 + symbol - 144, 9);
  else if (symbol < 280) put_code(w, symbol - 256, 7);
  else put_code(w, 0xC0 + symbol - 280, 8);
}

static void begin_block(writer *w, unsigned is_last, unsigned type) { put(w, is_last | type << 1, 3); }

static void put_stored(writer *w, const uint8_t *bytes, size_t count) {
  for (size_t part; count > 0; bytes += part, count -= part) {
    part = count < MOST_STORED ? count : MOST_STORED;
    begin_block(w, 0, STORED);
    align(w);
    put(w, (uint32_t)part, 16);
    put(w, ~(uint32_t)part & 0xFFFF, 16);
    if (w->to && w->bytes + part <= w->room) memcpy(w->to + w->bytes, bytes, part);
    w->bytes += part;
  }
}

static void put_match(writer *w, const strata_bytes_match *m) {
  const symbol length = symbol_of_length(m->length), distance = symbol_of_distance(m->distance);
  put_symbol(w, length.symbol);
  put(w, length.more & 0xFFFF, length.more >> 16);
  put_code(w, distance.symbol, 5);
  put(w, distance.more & 0xFFFF, distance.more >> 16);
}

// Bytes without a match. Returns whether a block with codes is open after them, as it may have been before.
static int put_between(writer *w, int is_open, const uint8_t *bytes, size_t count) {
  if (count < LEAST_STORED && is_open) {
    for (size_t i = 0; i < count; i++) put_symbol(w, bytes[i]);
    return 1;
  }
  if (is_open) put_symbol(w, END_OF_BLOCK);
  put_stored(w, bytes, count);
  return 0;
}

size_t strata_bytes_store_runs(const uint8_t *bytes, size_t count, const strata_bytes_match *matches,
                               size_t match_count, uint8_t *packed, size_t room) {
  writer w = {.to = packed, .room = room};
  size_t between = count, done = 0;
  for (const strata_bytes_match *m = matches; m < matches + match_count; m++) between -= m->length;
  if (between > room) return 0;
  int is_open = 0;
  for (const strata_bytes_match *m = matches; m < matches + match_count; m++) {
    is_open = put_between(&w, is_open, bytes + done, m->at - done);
    if (!is_open) begin_block(&w, 0, FIXED);
    is_open = 1;
    put_match(&w, m);
    done = m->at + m->length;
  }
  if (put_between(&w, is_open, bytes + done, count - done)) put_symbol(&w, END_OF_BLOCK);
  // The last block is empty: so none before it needs to know that it is the last.
  begin_block(&w, 1, FIXED);
  put_symbol(&w, END_OF_BLOCK);
  align(&w);
  return w.bytes <= room ? w.bytes : 0;
}
