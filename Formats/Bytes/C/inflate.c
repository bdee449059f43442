// Unpacks deflate data (RFC 1951), several streams side by side: each step of a stream waits for the one
// before it, so two more cost little.
//
// Most steps look up TABLE_BITS bits and write the bytes that they begin with. All that is rare (the head
// of a block, its end, the last bytes of a stream) is looked at bit by bit. All that deflate forbids, and
// all that this file does not do well, makes it give up; zlib then says what it is.

#include "inflate.h"
#include "strata_bytes.h"

enum {
  // Streams at once.
  STREAMS = 3,
  // Entries that are looked up between two looks at what is left: their bits are at hand. A round takes
  // at most 8 bytes of input, and writes at most 4 bytes beyond its last entry.
  STEPS = 56 / TABLE_BITS,
  INPUT = 8,
  OUTPUT = STEPS * SYMBOLS + 4,
};

// The types of a block.
enum { STORED = 0, FIXED = 1, OWN_CODES = 2 };

size_t strata_bytes_inflate_memory(void) { return STREAMS * sizeof(tables); }

// A stream on its way.
typedef struct {
  tables *tables;
  strata_bytes_packed *part;
  reader reader;
  uint8_t *begin, *to, *end;
  enum { AT_BLOCK, IN_BLOCK, AT_END, GIVEN_UP } state;
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

// From one block to the next: its end, or its symbols.
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
    strata_bytes_set_fixed_codes(s->tables);
    // zlib ends with some bytes in such a block; where they are few, no entry is looked at.
    if (r->end - r->next >= INPUT) strata_bytes_make_entries(s->tables);
    s->state = IN_BLOCK;
  } else if (type == OWN_CODES && strata_bytes_read_codes(s->tables, r)) {
    strata_bytes_make_entries(s->tables);
    s->state = IN_BLOCK;
  }
}

// Section 3.2.5: the length that a symbol of 257 to 285 begins, and how many bits are added to it.
INLINE unsigned length_of(unsigned symbol, unsigned *more) {
  const unsigned l = symbol - END_OF_BLOCK - 1;
  *more = l < 8 || l == 28 ? 0 : l / 4 - 1;
  return l == 28 ? 258 : l < 8 ? 3 + l : 3 + ((4 + l % 4) << *more);
}

INLINE unsigned distance_of(unsigned symbol, unsigned *more) {
  *more = symbol < 4 ? 0 : symbol / 2 - 1;
  return symbol < 4 ? 1 + symbol : 1 + ((2 + symbol % 2) << *more);
}

// A match, whose length begins with a symbol. Returns 0 where this decoder gives up.
static int copy_match(stream *s, unsigned symbol_of_length) {
  reader *r = &s->reader;
  unsigned more, value;
  if (symbol_of_length >= MOST_LENGTHS) return 0;
  unsigned length = length_of(symbol_of_length, &more);
  if (!take(r, more, &value)) return 0;
  length += value;
  const int d = take_symbol(&s->tables->distances, r);
  if (d < 0 || d >= MOST_DISTANCES) return 0;
  unsigned distance = distance_of((unsigned)d, &more);
  if (!take(r, more, &value)) return 0;
  distance += value;
  if (distance > (size_t)(s->to - s->begin) || length > (size_t)(s->end - s->to)) return 0;
  for (unsigned i = 0; i < length; i++) s->to[i] = s->to[(ptrdiff_t)i - (ptrdiff_t)distance];
  s->to += length;
  return 1;
}

// One symbol, or what is between two blocks.
static void step(stream *s) {
  if (s->state == AT_BLOCK) {
    begin_block(s);
    return;
  }
  reader *r = &s->reader;
  // Only bits that count, for `fill`.
  r->bits &= ((uint64_t)1 << r->count) - 1;
  const int found = take_symbol(&s->tables->literals, r);
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

#define RARELY(condition) __builtin_expect(condition, 0)

// What `run` has of a stream, for registers. Of `count`, the lowest 6 bits count.
typedef struct {
  const uint8_t *next, *last_input;
  uint8_t *to, *last_output;
  uint64_t bits, count;
} runner;

INLINE runner start(const stream *s) {
  return (runner){s->reader.next, s->reader.end - INPUT, s->to,
                  s->end - OUTPUT, s->reader.bits, s->reader.count};
}

INLINE void stop(const runner *r, stream *s) {
  s->reader.next = r->next, s->reader.bits = r->bits, s->reader.count = r->count & 63, s->to = r->to;
}

INLINE int has_room(const runner *r) { return r->next <= r->last_input && r->to <= r->last_output; }

// For how many rounds there is room at least, of one that has some.
INLINE size_t rounds_of(const runner *r) {
  const size_t input = (size_t)(r->last_input - r->next) / INPUT;
  const size_t output = (size_t)(r->last_output - r->to) / 16;
  return 1 + (input < output ? input : output);
}

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }

// At least 56 bits; those above are valid too, and come again with the next bytes.
INLINE void refill(runner *r) {
  r->bits |= load64(r->next) << (r->count & 63);
  r->next += (~r->count & 63) >> 3;
  r->count |= 56;
}

// Of what says how many, the lowest 6 bits count.
INLINE void drop(runner *r, uint64_t count) {
  r->bits >>= count & 63;
  r->count -= count;
}

INLINE unsigned take_bits(runner *r, unsigned count) {
  const unsigned value = (unsigned)(r->bits & ((1u << count) - 1));
  drop(r, count);
  return value;
}

// Whether an entry stands for anything but literals.
INLINE int is_rare(entry found) { return found >> 24 == 0; }

// An entry that moves nothing is met again by all after it.
INLINE entry look_up(runner *r, const tables *t) {
  const entry found = t->entries[r->bits & ((1u << TABLE_BITS) - 1)];
  store32(r->to, found);
  r->to += found >> 30;
  drop(r, found >> 24);
  // Now, and not as one sum with the next entries, for which all of them would need registers.
  __asm__("" : "+r"(r->count), "+r"(r->to));
  return found;
}

// Copies a match. Returns 0, and does nothing, where there is no room, or no such match.
INLINE int run_match(stream *s, runner *r, unsigned symbol) {
  unsigned more;
  if (symbol >= MOST_LENGTHS) return 0;
  unsigned length = length_of(symbol, &more);
  length += take_bits(r, more);
  const unsigned found = s->tables->distance_entries[r->bits & ((1u << DISTANCE_BITS) - 1)];
  if (!found || found >> 4 >= MOST_DISTANCES) return 0;
  drop(r, found & 15);
  unsigned distance = distance_of(found >> 4, &more);
  distance += take_bits(r, more);
  // Eight bytes a step: up to seven beyond the match.
  if (distance > (size_t)(r->to - s->begin) || length + 7 > (size_t)(s->end - r->to)) return 0;
  uint8_t *to = r->to, *const end = to + length;
  const uint8_t *from = to - distance;
  r->to = end;
  if (distance == 1) {
    memset(to, *from, length);
  } else if (distance < 8) {
    while (to != end) *to++ = *from++;
  } else {
    for (; to < end; to += 8, from += 8) memcpy(to, from, 8);
  }
  return 1;
}

// What an entry that moves nothing stands for. Returns 0, and does nothing, where that is left to `step`.
// Inline, so that runners stay in registers.
INLINE int run_rare(stream *s, runner *r, entry found) {
  if (!has_room(r)) return 0;
  runner after = *r;
  refill(&after);
  unsigned symbol = found & 511, bits = found >> 9 & 15;
  if (!(found & ENTRY_IS_SYMBOL)) {
    const unsigned listed =
        s->tables->long_codes[found][after.bits >> TABLE_BITS & ((1u << LONG_BITS) - 1)];
    symbol = listed & 511, bits = TABLE_BITS + (listed >> 12);
  }
  if (symbol == END_OF_BLOCK) return 0;
  // A code, 5 bits, a code, 13 bits: fewer than there are.
  drop(&after, bits);
  if (symbol < END_OF_BLOCK) {
    *after.to++ = (uint8_t)symbol;
  } else if (!run_match(s, &after, symbol)) {
    return 0;
  }
  *r = after;
  return 1;
}

// Goes on with streams that are in a block and have room, until one of them is in need of a step: bit i
// of the result says so of stream i. Their tables stand one after the other, so that one register knows
// where they are.
INLINE unsigned run_inline(stream *streams, const int count) {
  runner a = start(&streams[0]), b = start(&streams[count > 1]), c = start(&streams[count > 2 ? 2 : 0]);
  const tables *const t = streams[0].tables;
  unsigned in_need = 0;
  do {
    size_t rounds = rounds_of(&a);
    if (count > 1) rounds = least(rounds, rounds_of(&b));
    if (count > 2) rounds = least(rounds, rounds_of(&c));
    int rare;
    do {
      entry found_a, found_b = ~0u, found_c = ~0u;
      refill(&a);
      if (count > 1) refill(&b);
      if (count > 2) refill(&c);
#pragma clang loop unroll(full)
      for (int i = 0; i < STEPS; i++) {
        found_a = look_up(&a, &t[0]);
        if (count > 1) found_b = look_up(&b, &t[1]);
        if (count > 2) found_c = look_up(&c, &t[2]);
      }
      rare = is_rare(found_a) | is_rare(found_b) | is_rare(found_c);
      if (RARELY(rare)) {
        if (is_rare(found_a)) in_need |= !run_rare(&streams[0], &a, found_a);
        if (is_rare(found_b)) in_need |= !run_rare(&streams[1], &b, found_b) << 1;
        if (is_rare(found_c)) in_need |= !run_rare(&streams[2], &c, found_c) << 2;
      }
    } while (--rounds > 0 && !rare);
    in_need |= (unsigned)!has_room(&a);
    if (count > 1) in_need |= (unsigned)!has_room(&b) << 1;
    if (count > 2) in_need |= (unsigned)!has_room(&c) << 2;
  } while (!in_need);
  stop(&a, &streams[0]);
  if (count > 1) stop(&b, &streams[1]);
  if (count > 2) stop(&c, &streams[2]);
  return in_need;
}

INLINE unsigned run_some(stream *streams, int count) {
  if (count == 3) return run_inline(streams, 3);
  if (count == 2) return run_inline(streams, 2);
  return run_inline(streams, 1);
}

static unsigned run_plain(stream *streams, int count) { return run_some(streams, count); }

#if defined(__x86_64__)
// Shifts by any register.
__attribute__((target("bmi2"))) static unsigned run_bmi2(stream *streams, int count) {
  return run_some(streams, count);
}
#endif

static unsigned run(unsigned features, stream *streams, int count) {
#if defined(__x86_64__)
  if (features & STRATA_BYTES_BMI2) return run_bmi2(streams, count);
#endif
  (void)features;
  return run_plain(streams, count);
}

// Steps until `run` may go on. Returns 0 where the stream ends instead.
static int prepare(stream *s) {
  for (;;) {
    if (s->state == IN_BLOCK) {
      const runner r = start(s);
      if (has_room(&r)) return 1;
    }
    if (s->state >= AT_END) return 0;
    step(s);
  }
}

void strata_bytes_inflate(unsigned features, void *memory, strata_bytes_packed *parts, size_t count) {
  stream streams[STREAMS];
  for (int k = 0; k < STREAMS; k++) streams[k].tables = (tables *)memory + k;
  size_t begun = 0;
  for (int running = 0;;) {
    // A part that ends makes room for the next.
    while (running < STREAMS && begun < count) {
      strata_bytes_packed *p = &parts[begun++];
      stream *s = &streams[running];
      *s = (stream){.tables = s->tables, .part = p, .begin = p->bytes, .to = p->bytes};
      s->reader = (reader){p->packed, p->packed + p->packed_count, 0, 0};
      s->end = p->bytes + p->count;
      if (prepare(s)) {
        running++;
      } else {
        p->is_unpacked = s->state == AT_END;
      }
    }
    if (running == 0) return;
    const unsigned in_need = run(features, streams, running);
    for (int k = running - 1; k >= 0; k--) {
      if (!(in_need >> k & 1)) continue;
      step(&streams[k]);
      if (prepare(&streams[k])) continue;
      streams[k].part->is_unpacked = streams[k].state == AT_END;
      // The last one takes its place, tables and all: it keeps those of the place.
      tables *const place = streams[k].tables;
      if (k != --running) memcpy(place, streams[running].tables, sizeof *place);
      streams[k] = streams[running];
      streams[k].tables = place;
    }
  }
}
