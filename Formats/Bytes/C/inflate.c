// Unpacks deflate data (RFC 1951), several streams side by side: each step of a stream waits for the one
// before it, so a few more cost little.
//
// Most steps look up TABLE_BITS bits and write the bytes that they begin with. All that is rare (the head
// of a block, its end, the last bytes of a stream) is looked at bit by bit. All that deflate forbids, and
// all that this file does not do well, makes it give up; zlib then says what it is.

#include "inflate.h"
#include "strata_bytes.h"

enum {
  // Streams at once.
  STREAMS = 6,
  // Entries that are looked up between two looks at what is left: their bits are at hand. A round takes
  // at most 8 bytes of input, and writes at most 4 bytes beyond its last entry.
  STEPS = 56 / TABLE_BITS,
  INPUT = 8,
  // Bytes of input that are there before each round, which may look at 8 from where it ends.
  AHEAD = 2 * INPUT,
  OUTPUT = STEPS * SYMBOLS + 4,
  // Symbols that are taken bit by bit in the time that entries are made in. A block with codes that need not
  // be said is often shorter: zlib ends with one, and between stored bytes it holds a few matches.
  WITHOUT_ENTRIES = 256,
};

// Of `is_unpacked`, on the way.
enum { NOT_BEGUN = -1 };

// The types of a block.
enum { STORED = 0, FIXED = 1, OWN_CODES = 2 };

size_t strata_bytes_inflate_memory(void) { return STREAMS * sizeof(tables); }

// A stream on its way.
typedef struct {
  tables *tables;
  strata_bytes_packed *part;
  reader reader;
  uint8_t *begin, *to, *end;
  // `run` takes part of a block of which there are entries.
  enum { AT_BLOCK, IN_BLOCK, IN_BLOCK_WITH_ENTRIES, AT_END, GIVEN_UP } state;
  int is_last;
  // Whether the codes that need not be said are there; how many more of their symbols are taken without entries.
  int has_fixed_codes;
  unsigned without_entries;
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
    if (!s->has_fixed_codes) strata_bytes_set_fixed_codes(s->tables);
    s->has_fixed_codes = 1;
    s->without_entries = WITHOUT_ENTRIES;
    s->state = IN_BLOCK;
  } else if (type == OWN_CODES && strata_bytes_read_codes(s->tables, r)) {
    s->has_fixed_codes = 0;
    strata_bytes_make_entries(s->tables);
    s->state = IN_BLOCK_WITH_ENTRIES;
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

// What a match stands for: up to seven bytes are written beyond it, if there is room.
INLINE void repeat(uint8_t *to, size_t distance, size_t length, size_t room) {
  const uint8_t *from = to - distance;
  uint8_t *const end = to + length;
  if (distance == 1) {
    memset(to, *from, length);
  } else if (distance < 8 || room - length < 7) {
    while (to != end) *to++ = *from++;
  } else {
    for (; to < end; to += 8, from += 8) memcpy(to, from, 8);
  }
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
  repeat(s->to, distance, length, (size_t)(s->end - s->to));
  s->to += length;
  return 1;
}

// One symbol, or what is between two blocks.
static void step(stream *s) {
  if (s->state == AT_BLOCK) {
    begin_block(s);
    return;
  }
  const int found = take_symbol(&s->tables->literals, &s->reader);
  if (found == END_OF_BLOCK) {
    s->state = AT_BLOCK;
  } else if (found > END_OF_BLOCK) {
    if (!copy_match(s, (unsigned)found)) s->state = GIVEN_UP;
  } else if (found < 0 || s->to == s->end) {
    s->state = GIVEN_UP;
  } else {
    *s->to++ = (uint8_t)found;
  }
  if (s->state == IN_BLOCK && --s->without_entries == 0) {
    strata_bytes_make_entries(s->tables);
    s->state = IN_BLOCK_WITH_ENTRIES;
  }
}

#define RARELY(condition) __builtin_expect(condition, 0)

// What `run` has of a stream, for registers: 8 bytes of input from `next` on, less the bits that are taken.
// The highest bit that is set is no input, but a mark: it began in the place of the last of 64 bits, so the
// zeros above it are as many as the bits that were taken.
typedef struct {
  const uint8_t *next;
  uint8_t *to;
  uint64_t bits;
} runner;

#define MARK ((uint64_t)1 << 63)

INLINE unsigned taken(const runner *r) { return (unsigned)__builtin_clzll(r->bits); }

// No bits yet: the first refill takes them, from within a byte if need be.
INLINE runner start(const stream *s) {
  const reader *r = &s->reader;
  return (runner){r->next - (r->count + 7) / 8, s->to, MARK >> (-r->count & 7)};
}

INLINE void stop(const runner *r, stream *s) {
  const unsigned part = taken(r) % 8;
  const uint8_t *next = r->next + taken(r) / 8;
  s->reader.bits = 0, s->reader.count = 0;
  if (part) s->reader.bits = *next++ >> part, s->reader.count = 8 - part;
  s->reader.next = next, s->to = r->to;
}

// Bytes beyond those that a round takes, and beyond those that it writes; negative if there is no room.
INLINE ptrdiff_t input_left(const runner *r, const stream *s) {
  return s->reader.end - r->next - (ptrdiff_t)(taken(r) / 8) - AHEAD;
}

INLINE ptrdiff_t output_left(const runner *r, const stream *s) { return s->end - r->to - OUTPUT; }

INLINE int has_room(const runner *r, const stream *s) {
  return input_left(r, s) >= 0 && output_left(r, s) >= 0;
}

// For how many rounds there is room at least, of one that has some.
INLINE size_t rounds_of(const runner *r, const stream *s) {
  const size_t input = (size_t)input_left(r, s) / INPUT, output = (size_t)output_left(r, s) / 16;
  return 1 + (input < output ? input : output);
}

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }

// At least 56 bits.
INLINE void refill(runner *r) {
  const unsigned count = taken(r);
  r->next += count / 8;
  r->bits = (load64(r->next) | MARK) >> count % 8;
}

// Of what says how many, the lowest 6 bits count.
INLINE void drop(runner *r, unsigned count) { r->bits >>= count & 63; }

INLINE unsigned take_bits(runner *r, unsigned count) {
  const unsigned value = (unsigned)(r->bits & ((1u << count) - 1));
  drop(r, count);
  return value;
}

INLINE const entry *next_entry(const runner *r, const tables *t) {
  return &t->entries[r->bits & ((1u << TABLE_BITS) - 1)];
}

// Returns how it has moved on: 0 where an entry stands for anything but literals. Such an entry is met
// again by all after it.
INLINE unsigned look_up(runner *r, const tables *t) {
  const entry *found = next_entry(r, t);
  const unsigned move = load_top(found);
  drop(r, move);
  store32(r->to, *found);
  r->to += move >> 6;
  // Now, and not as one sum with the next entries, for which all of them would need registers.
  __asm__("" : "+r"(r->bits), "+r"(r->to));
  return move;
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
  const size_t room = (size_t)(s->end - r->to);
  if (distance > (size_t)(r->to - s->begin) || length > room) return 0;
  repeat(r->to, distance, length, room);
  r->to += length;
  return 1;
}

// Does what an entry that moves nothing stands for, at the end of a round. Returns for how many rounds there
// is room, with this one; 0, and does nothing, where that is left to `step`. Not inline: each number of
// streams would have it once for each of them.
static size_t run_rare(stream *s, runner *r) {
  if (!has_room(r, s)) return 0;
  runner after = *r;
  refill(&after);
  const entry found = *next_entry(&after, s->tables);
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
    *r = after;
    // With what the round did before it, no more than a round may take and write.
    return SIZE_MAX;
  }
  if (!run_match(s, &after, symbol)) return 0;
  *r = after;
  return has_room(&after, s) ? 1 + rounds_of(&after, s) : 1;
}

// Takes a literal with a long code, at the end of a round that met it. Returns 0, and does nothing, where it
// met something else.
INLINE int take_long(runner *r, const tables *t) {
  runner after = *r;
  refill(&after);
  const entry list = *next_entry(&after, t);
  if (list & ENTRY_IS_SYMBOL) return 0;
  const unsigned found = t->long_codes[list][after.bits >> TABLE_BITS & ((1u << LONG_BITS) - 1)];
  if ((found & 511) >= END_OF_BLOCK) return 0;
  drop(&after, TABLE_BITS + (found >> 12));
  *after.to++ = (uint8_t)found;
  *r = after;
  return 1;
}

#define EACH _Pragma("clang loop unroll(full)") for (int k = 0; k < count; k++)

// Goes on with streams that are in a block and have room, until one of them is in need of a step: bit k
// of the result says so of stream k. Their tables stand one after the other, so that one register knows
// where they are.
INLINE unsigned run_inline(stream *streams, const int count) {
  const tables *const t = streams[0].tables;
  runner r[STREAMS];
  EACH r[k] = start(&streams[k]);
  unsigned in_need = 0;
  do {
    size_t rounds = SIZE_MAX;
    EACH rounds = least(rounds, rounds_of(&r[k], &streams[k]));
    do {
      unsigned move[STREAMS];
      int rare = 0;
      EACH refill(&r[k]);
#pragma clang loop unroll(full)
      for (int i = 0; i < STEPS; i++) {
        EACH move[k] = look_up(&r[k], &t[k]);
      }
      EACH rare |= move[k] == 0;
      if (RARELY(rare)) {
        EACH {
          if (move[k]) continue;
          // Few of them are anything else: this is not left to a function, for which all would be stored.
          if (take_long(&r[k], &t[k])) continue;
          // A copy, so that the others stay in registers.
          runner copy = r[k];
          const size_t left = run_rare(&streams[k], &copy);
          r[k] = copy;
          rounds = least(rounds, left);
          in_need |= (unsigned)(left == 0) << k;
        }
      }
    } while (!in_need && --rounds > 0);
    EACH in_need |= (unsigned)!has_room(&r[k], &streams[k]) << k;
  } while (!in_need);
  EACH stop(&r[k], &streams[k]);
  return in_need;
}

INLINE unsigned run_some(stream *streams, int count) {
  switch (count) {
  case 6: return run_inline(streams, 6);
  case 5: return run_inline(streams, 5);
  case 4: return run_inline(streams, 4);
  case 3: return run_inline(streams, 3);
  case 2: return run_inline(streams, 2);
  default: return run_inline(streams, 1);
  }
}

static unsigned run_plain(stream *streams, int count) { return run_some(streams, count); }

#if defined(__x86_64__)
// Shifts by any register, and counts zeros.
__attribute__((target("bmi2,lzcnt"))) static unsigned run_bmi2(stream *streams, int count) {
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
    if (s->state == IN_BLOCK_WITH_ENTRIES) {
      const runner r = start(s);
      if (has_room(&r, s)) return 1;
    }
    if (s->state >= AT_END) return 0;
    step(s);
  }
}

// Of the parts that are not begun, the longest: what is left to the end, when fewer and fewer run side by
// side, is to be short.
static strata_bytes_packed *longest(strata_bytes_packed *parts, size_t count) {
  strata_bytes_packed *found = NULL;
  for (strata_bytes_packed *p = parts; p < parts + count; p++) {
    if (p->is_unpacked == NOT_BEGUN && (!found || p->packed_count > found->packed_count)) found = p;
  }
  return found;
}

void strata_bytes_inflate(unsigned features, void *memory, strata_bytes_packed *parts, size_t count) {
  stream streams[STREAMS];
  for (int k = 0; k < STREAMS; k++) streams[k].tables = (tables *)memory + k;
  for (size_t i = 0; i < count; i++) parts[i].is_unpacked = NOT_BEGUN;
  strata_bytes_packed *next = longest(parts, count);
  for (int running = 0;;) {
    // A part that ends makes room for the next.
    for (; running < STREAMS && next; next = longest(parts, count)) {
      strata_bytes_packed *p = next;
      p->is_unpacked = 0;
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
