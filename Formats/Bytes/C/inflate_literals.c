// Unpacks deflate data that is mostly literals, several of them a step.
//
// A table says, for the next TABLE_BITS bits, which bytes they begin with: as many whole codes as fit,
// up to SYMBOLS. Everything that is not so simple (a code that is longer, the end of the block, a match)
// leaves an entry empty and is looked at bit by bit. All that deflate forbids, and all that this file
// does not do well, makes it give up; zlib then says what it is.

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
  LONG_BITS = MOST_CODE_BITS - TABLE_BITS,
  END_OF_BLOCK = 256,
  // What zlib allows; and how many the codes that need not be said have.
  MOST_LENGTHS = 286,
  MOST_DISTANCES = 30,
  FIXED_LENGTHS = 288,
  FIXED_DISTANCES = 32,
  // Shorter matches than this, on average over some, are what zlib is better at.
  SHORT_MATCH = 24,
  SOME_MATCHES = 64,
};

// The types of a block.
enum { STORED = 0, FIXED = 1, OWN_CODES = 2 };

// An entry: bits 0-7 say how many bits are used, bits 8-15 how many bytes they give, the bytes follow.
// Where none is given, both are 0; what follows is then, at the last level, the number of a list of long
// codes, or 0.
typedef struct {
  // In canonical order: how many codes of each length, and their symbols. None of a code that is not there.
  uint16_t of_length[MOST_CODE_BITS + 1];
  uint16_t symbols[FIXED_LENGTHS];
} codes;

typedef struct {
  // Level k, entries 2^k to 2^(k+1) - 1, is for k bits: the last one is used, the others make it.
  uint64_t entries[2 << TABLE_BITS];
  // Lists 1 and on: for the LONG_BITS bits after the first TABLE_BITS, the symbol, and from bit 12 on how
  // many bits its code has beyond TABLE_BITS. A list has two codes at least, so these are enough.
  uint16_t long_codes[1 + FIXED_LENGTHS / 2][1 << LONG_BITS];
  codes literals, distances;
} tables;

size_t strata_bytes_inflate_memory(void) { return 2 * sizeof(tables); }

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

// The next symbol, or -1 if the input ends within it. Bit by bit: codes of one length are consecutive
// numbers, and follow those of the length before.
INLINE int symbol(const codes *t, reader *r) {
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

// RFC 1951, section 3.2.7: the codes of a block.
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
  if (!sort(&t->literals, short_lengths, 19)) return 0;
  uint8_t lengths[MOST_LENGTHS + MOST_DISTANCES];
  const unsigned all = literals + distances;
  for (unsigned i = 0; i < all;) {
    const int s = symbol(&t->literals, r);
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

// Section 3.2.6.
static void set_fixed_codes(tables *t) {
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

// The entry of level `level` for some bits, symbol by symbol: at most SYMBOLS of them.
static uint64_t long_entry(const tables *t, unsigned bits, unsigned level) {
  uint64_t entry = 0;
  reader r = {NULL, NULL, bits, level};
  for (unsigned n = 0; n < SYMBOLS; n++) {
    const int s = symbol(&t->literals, &r);
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
  } short_codes[256];
  unsigned count = 0, code = 0, place = 0;
  for (unsigned n = 1; n <= TABLE_BITS; n++, code <<= 1) {
    for (unsigned i = 0; i < t->literals.of_length[n]; i++, code++, place++) {
      if (t->literals.symbols[place] >= END_OF_BLOCK) continue;
      short_codes[count].bits = (uint16_t)reversed(code, n);
      short_codes[count].length = (uint8_t)n;
      short_codes[count++].symbol = (uint8_t)t->literals.symbols[place];
    }
  }
  // What a level has after a code is what the level of so many fewer bits has.
  for (unsigned level = 1; level <= TABLE_BITS; level++) {
    uint64_t *entries = t->entries + (1u << level);
    for (unsigned c = 0; c < count && short_codes[c].length <= level; c++) {
      const unsigned n = short_codes[c].length, rest_bits = level - n;
      const uint64_t *rest = t->entries + (1u << rest_bits);
      const uint64_t head = (uint64_t)short_codes[c].symbol << 16 | 1u << 8 | n;
      for (unsigned i = 0; i < 1u << rest_bits; i++) {
        const uint64_t follows = rest[i];
        const unsigned at = i << n | short_codes[c].bits;
        if ((follows >> 8 & 0xFF) == SYMBOLS) {
          entries[at] = long_entry(t, at, level);
        } else {
          entries[at] = ((follows & ~(uint64_t)0xFFFF) << 8 | (follows & 0xFFFF)) + head;
        }
      }
    }
  }
  // Longer codes: `code` and `place` have arrived at the first.
  uint64_t *entries = t->entries + (1u << TABLE_BITS);
  unsigned lists = 0;
  for (unsigned n = TABLE_BITS + 1; n <= MOST_CODE_BITS; n++, code <<= 1) {
    for (unsigned i = 0; i < t->literals.of_length[n]; i++, code++, place++) {
      const unsigned bits = reversed(code, n), more = n - TABLE_BITS;
      uint64_t *entry = &entries[bits & ((1u << TABLE_BITS) - 1)];
      if (*entry == 0) *entry = (uint64_t)++lists << 16;
      uint16_t *list = t->long_codes[*entry >> 16];
      for (unsigned j = bits >> TABLE_BITS; j < 1u << LONG_BITS; j += 1u << more) {
        list[j] = (uint16_t)(t->literals.symbols[place] | more << 12);
      }
    }
  }
}

// A stream on its way.
typedef struct {
  tables *tables;
  reader reader;
  uint8_t *begin, *to, *end;
  // Matches so far, and the bytes they gave.
  size_t matches, matched;
  enum { AT_BLOCK, IN_LITERALS, AT_END, GIVEN_UP } state;
  int is_last;
} stream;

// Section 3.2.4: bytes as they are. Returns 0 where this decoder gives up.
static int copy_stored(stream *s) {
  reader *r = &s->reader;
  unsigned ignored, count, complement;
  if (!take(r, r->count % 8, &ignored) || !take(r, 16, &count) || !take(r, 16, &complement)) return 0;
  // Whole bytes at hand go back.
  r->next -= r->count / 8;
  r->bits = 0, r->count = 0;
  if ((count ^ complement) != 0xFFFF || count > (size_t)(r->end - r->next)) return 0;
  if (count > (size_t)(s->end - s->to)) return 0;
  memcpy(s->to, r->next, count);
  r->next += count, s->to += count;
  return 1;
}

// From one block to the next: its end, or its literals.
static void begin_block(stream *s) {
  reader *r = &s->reader;
  unsigned is_last, type;
  s->state = GIVEN_UP;
  if (s->is_last) {
    // Every byte must have been used, and made.
    if (s->to == s->end && (size_t)(r->end - r->next) + r->count / 8 == 0) s->state = AT_END;
    return;
  }
  if (!take(r, 1, &is_last) || !take(r, 2, &type)) return;
  s->is_last = (int)is_last;
  if (type == STORED) {
    if (copy_stored(s)) s->state = AT_BLOCK;
  } else if (type == FIXED) {
    set_fixed_codes(s->tables);
    // zlib ends with some bytes in such a block; where they are few, no entry is looked at.
    if (r->end - r->next >= INPUT) make_entries(s->tables);
    s->state = IN_LITERALS;
  } else if (type == OWN_CODES && read_codes(s->tables, r)) {
    make_entries(s->tables);
    s->state = IN_LITERALS;
  }
}

// Section 3.2.5: a match, whose length begins with a symbol. Returns 0 where this decoder gives up.
static int copy_match(stream *s, unsigned symbol_of_length) {
  reader *r = &s->reader;
  const unsigned l = symbol_of_length - END_OF_BLOCK - 1;
  if (l > 28) return 0;
  unsigned more = l < 8 || l == 28 ? 0 : l / 4 - 1, value;
  unsigned length = l == 28 ? 258 : l < 8 ? 3 + l : 3 + ((4 + l % 4) << more);
  if (!take(r, more, &value)) return 0;
  length += value;
  const int d = symbol(&s->tables->distances, r);
  if (d < 0 || d >= MOST_DISTANCES) return 0;
  more = d < 4 ? 0 : (unsigned)d / 2 - 1;
  unsigned distance = d < 4 ? 1 + (unsigned)d : 1 + ((2 + (unsigned)d % 2) << more);
  if (!take(r, more, &value)) return 0;
  distance += value;
  if (distance > (size_t)(s->to - s->begin) || length > (size_t)(s->end - s->to)) return 0;
  if (distance >= length) {
    memcpy(s->to, s->to - distance, length);
  } else {
    for (unsigned i = 0; i < length; i++) s->to[i] = s->to[(ptrdiff_t)i - (ptrdiff_t)distance];
  }
  s->to += length;
  s->matches++, s->matched += length;
  return s->matches < SOME_MATCHES || s->matched / s->matches >= SHORT_MATCH;
}

// One symbol, or what is between two blocks.
static void step(stream *s) {
  if (s->state == AT_BLOCK) {
    begin_block(s);
    return;
  }
  reader *r = &s->reader;
  // Only bits that count, for `fill`.
  r->bits &= r->count < 64 ? ((uint64_t)1 << r->count) - 1 : ~(uint64_t)0;
  const int found = symbol(&s->tables->literals, r);
  if (found == END_OF_BLOCK) {
    s->state = AT_BLOCK;
  } else if (found > END_OF_BLOCK) {
    if (!copy_match(s, (unsigned)found)) s->state = GIVEN_UP;
  } else if (found < 0 || s->to == s->end) {
    s->state = GIVEN_UP;
  } else {
    *s->to++ = (uint8_t)found;
  }
}

INLINE int has_room(const stream *s) {
  return s->reader.end - s->reader.next >= INPUT && s->end - s->to >= OUTPUT;
}

// What `run` has of a stream, for registers. Of `count`, the lowest 8 bits count.
typedef struct {
  const uint64_t *entries;
  const uint8_t *next, *last_input;
  uint8_t *to, *last_output;
  uint64_t bits, count;
} runner;

INLINE runner start(const stream *s) {
  return (runner){s->tables->entries + (1u << TABLE_BITS), s->reader.next, s->reader.end - INPUT, s->to,
                  s->end - OUTPUT, s->reader.bits, s->reader.count};
}

INLINE void stop(const runner *r, stream *s) {
  s->reader.next = r->next, s->reader.bits = r->bits, s->reader.count = (uint8_t)r->count, s->to = r->to;
}

INLINE int goes_on(const runner *r) { return r->next <= r->last_input && r->to <= r->last_output; }

// At least 56 bits; those above are valid too, and come again with the next bytes.
INLINE void refill(runner *r) {
  r->bits |= load64(r->next) << (r->count & 63);
  r->next += (63 - (uint8_t)r->count) >> 3;
  r->count |= 56;
}

// An entry without bits moves nothing, so that all after it are the same.
INLINE uint64_t look_up(runner *r) {
  const uint64_t entry = r->entries[r->bits & ((1u << TABLE_BITS) - 1)];
  store64(r->to, entry >> 16);
  r->to += entry >> 8 & 0xFF;
  r->bits >>= entry & 63;
  r->count -= entry;
  return entry;
}

// The symbol of a long code; 0 where that is no literal, or there is no list.
INLINE int look_up_long(runner *r, const tables *t, uint64_t entry) {
  if (entry == 0 || !goes_on(r)) return 0;
  refill(r);
  const unsigned found = t->long_codes[entry >> 16][r->bits >> TABLE_BITS & ((1u << LONG_BITS) - 1)];
  if ((found & 0xFFF) >= END_OF_BLOCK) return 0;
  *r->to++ = (uint8_t)found;
  r->bits >>= TABLE_BITS + (found >> 12);
  r->count -= TABLE_BITS + (found >> 12);
  return 1;
}

// Literals of one stream, or of two at once: each step waits for the one before it, so a second stream
// costs little.
INLINE void run_inline(stream *first, stream *second) {
  runner a = start(first), b = start(second ? second : first);
  while (goes_on(&a) && (!second || goes_on(&b))) {
    uint64_t entry_a = 1, entry_b = 1;
    refill(&a);
    if (second) refill(&b);
#pragma clang loop unroll(full)
    for (int i = 0; i < STEPS; i++) {
      entry_a = look_up(&a);
      if (second) entry_b = look_up(&b);
    }
    if (__builtin_expect(!(uint16_t)entry_a, 0) && !look_up_long(&a, first->tables, entry_a)) break;
    if (__builtin_expect(!(uint16_t)entry_b, 0) && !look_up_long(&b, second->tables, entry_b)) break;
  }
  stop(&a, first);
  if (second) stop(&b, second);
}

static void run_plain(stream *first, stream *second) {
  if (second) {
    run_inline(first, second);
  } else {
    run_inline(first, NULL);
  }
}

#if defined(__x86_64__)
// Shifts by any register.
__attribute__((target("bmi2"))) static void run_bmi2(stream *first, stream *second) {
  if (second) {
    run_inline(first, second);
  } else {
    run_inline(first, NULL);
  }
}
#endif

static void run(unsigned features, stream *first, stream *second) {
#if defined(__x86_64__)
  if (features & STRATA_BYTES_BMI2) {
    run_bmi2(first, second);
    return;
  }
#endif
  (void)features;
  run_plain(first, second);
}

static int is_under_way(const stream *s) { return s->state < AT_END; }

// Whether `run` has nothing to do for a stream.
static int is_waiting(const stream *s) {
  if (s->state != IN_LITERALS || !has_room(s)) return 1;
  const uint64_t bits = s->reader.bits & ((1u << TABLE_BITS) - 1);
  // A long code is left to `step` too: it may be none of a literal.
  return s->reader.count >= TABLE_BITS && !(uint16_t)s->tables->entries[(1u << TABLE_BITS) + bits];
}

unsigned strata_bytes_inflate_literals(unsigned features, void *memory,
                                       const strata_bytes_packed *packed, size_t count) {
  stream streams[2];
  for (size_t i = 0; i < 2; i++) {
    streams[i] = (stream){.tables = (tables *)memory + i, .state = GIVEN_UP};
    if (i >= count) continue;
    const strata_bytes_packed *p = packed + i;
    streams[i].state = AT_BLOCK;
    streams[i].reader = (reader){p->packed, p->packed + p->packed_count, 0, 0};
    streams[i].begin = streams[i].to = p->bytes, streams[i].end = p->bytes + p->count;
  }
  stream *a = &streams[0], *b = &streams[1];
  while (is_under_way(a) && is_under_way(b)) {
    if (is_waiting(a)) {
      step(a);
    } else if (is_waiting(b)) {
      step(b);
    } else {
      run(features, a, b);
    }
  }
  for (size_t i = 0; i < 2; i++) {
    stream *s = &streams[i];
    while (is_under_way(s)) {
      if (is_waiting(s)) {
        step(s);
      } else {
        run(features, s, NULL);
      }
    }
  }
  return (unsigned)(a->state == AT_END) | (unsigned)(b->state == AT_END) << 1;
}
