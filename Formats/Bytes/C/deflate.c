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

// Writes 8 bytes, of which those that are whole are done with.
INLINE void store_bits(writer *w) {
  store64(w->to, w->bits);
  w->to += w->n / 8;
  w->bits >>= w->n & 0x38;
  w->n &= 7;
}

// The same, or returns 0 if there is no room.
static int flush(writer *w) {
  if (w->to > w->last) return 0;
  store_bits(w);
  return 1;
}

#if defined(__x86_64__)

#include <immintrin.h>

#define WIDE __attribute__((target("avx512vbmi,avx512bw,avx512f,bmi2")))

WIDE static inline void load_table(const uint8_t bytes[256], __m512i table[4]) {
  for (int i = 0; i < 4; i++) table[i] = _mm512_loadu_si512(bytes + 64 * i);
}

// What a table has for each of 64 bytes.
WIDE static inline __m512i look_up(const __m512i table[4], __m512i bytes) {
  const __m512i lower = _mm512_permutex2var_epi8(table[0], bytes, table[1]);
  const __m512i upper = _mm512_permutex2var_epi8(table[2], bytes, table[3]);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(bytes), lower, upper);
}

enum { STEP = 64, MOST_BYTES = STEP / 4 * 7 };

// Puts literals 64 at a time, as long as there surely is room. Returns how many.
WIDE static size_t put_by_64(writer *at, const strata_bytes_code *code, const uint8_t *bytes,
                             size_t count) {
  const __m512i low8 = _mm512_set1_epi16(0x00FF), high8 = _mm512_set1_epi16((short)0xFF00);
  const __m512i low16 = _mm512_set1_epi32(0xFFFF), low32 = _mm512_set1_epi64(0xFFFFFFFF);
  __m512i lows[4], highs[4], lengths[4];
  load_table(code->low, lows), load_table(code->high, highs), load_table(code->length, lengths);
  writer w = *at;
  size_t i = 0;
  for (; count - i >= STEP && w.last - w.to >= MOST_BYTES; i += STEP) {
    const __m512i x = _mm512_loadu_si512(bytes + i);
    const __m512i low = look_up(lows, x), high = look_up(highs, x), n = look_up(lengths, x);
    // Codes of every other byte, in 16 bits; those of the bytes after them; and how many bits they have.
    const __m512i even = _mm512_or_si512(_mm512_and_si512(low, low8), _mm512_slli_epi16(high, 8));
    const __m512i odd = _mm512_or_si512(_mm512_srli_epi16(low, 8), _mm512_and_si512(high, high8));
    const __m512i n_even = _mm512_and_si512(n, low8), n_odd = _mm512_srli_epi16(n, 8);
    // Of each four bytes the codes of the first two, and those of the others, in 32 bits.
    const __m512i n_two = _mm512_add_epi16(n_even, n_odd);
    const __m512i n_first = _mm512_and_si512(n_two, low16), n_last = _mm512_srli_epi32(n_two, 16);
    const __m512i first = _mm512_or_si512(
        _mm512_and_si512(even, low16),
        _mm512_sllv_epi32(_mm512_and_si512(odd, low16), _mm512_and_si512(n_even, low16)));
    const __m512i last = _mm512_or_si512(
        _mm512_srli_epi32(even, 16),
        _mm512_sllv_epi32(_mm512_srli_epi32(odd, 16), _mm512_srli_epi32(n_even, 16)));
    // All four, in 64 bits: first those of every other four bytes.
    uint64_t fours[2][8];
    uint32_t n_four[16];
    _mm512_storeu_si512(
        fours[0], _mm512_or_si512(_mm512_and_si512(first, low32),
                                  _mm512_sllv_epi64(_mm512_and_si512(last, low32),
                                                    _mm512_and_si512(n_first, low32))));
    _mm512_storeu_si512(
        fours[1], _mm512_or_si512(_mm512_srli_epi64(first, 32),
                                  _mm512_sllv_epi64(_mm512_srli_epi64(last, 32),
                                                    _mm512_srli_epi64(n_first, 32))));
    _mm512_storeu_si512(n_four, _mm512_add_epi32(n_first, n_last));
#pragma clang loop unroll(full)
    for (int j = 0; j < STEP / 4; j++) {
      w.bits |= fours[j % 2][j / 2] << w.n;
      w.n += n_four[j];
      store_bits(&w);
    }
  }
  *at = w;
  return i;
}

#endif

static int put_literals(unsigned features, writer *at, const strata_bytes_code *code,
                        const uint8_t *bytes, size_t count) {
  size_t i = 0;
#if defined(__x86_64__)
  if ((features & STRATA_BYTES_AVX512) && count >= STEP) i = put_by_64(at, code, bytes, count);
#endif
  (void)features;
  // A copy, for registers.
  writer w = *at;
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

size_t strata_bytes_deflate(unsigned features, const strata_bytes_code *code, const uint8_t *bytes,
                            size_t count, const strata_bytes_match *matches, size_t match_count,
                            uint8_t *packed, size_t room) {
  const size_t whole = code->head_bits / 8;
  if (room < whole + 8) return 0;
  memcpy(packed, code->head, whole);
  // A flush may begin up to 8 bytes before the end.
  writer w = {code->head[whole] & ((1u << code->head_bits % 8) - 1), code->head_bits % 8, packed + whole,
              packed + room - 8};
  size_t done = 0;
  for (const strata_bytes_match *m = matches; m < matches + match_count; m++) {
    if (!put_literals(features, &w, code, bytes + done, m->at - done)) return 0;
    const symbol length = symbol_of_length(m->length), distance = symbol_of_distance(m->distance);
    // 14, 5, 14 and 13 bits, after at most 7.
    put(&w, code->code[length.symbol]);
    put(&w, length.more);
    put(&w, code->distance_code[distance.symbol]);
    put(&w, distance.more);
    if (!flush(&w)) return 0;
    done = m->at + m->length;
  }
  if (!put_literals(features, &w, code, bytes + done, count - done)) return 0;
  put(&w, code->code[END_OF_BLOCK]);
  if (!flush(&w)) return 0;
  // What is left has been written with the others.
  return (size_t)(w.to - packed) + (w.n > 0);
}
