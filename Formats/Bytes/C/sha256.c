// SHA-256 by the processor's own instructions. The reference is SHA256.swift.

#include "strata_bytes.h"

#if defined(__x86_64__)

#include <immintrin.h>

// Each instruction does two rounds on the working variables, held as ABEF and CDGH; a register of the
// message schedule holds four words.
__attribute__((target("sha,sse4.1"))) static void compress(uint32_t state[8], const uint32_t k[64],
                                                           const uint8_t *blocks, size_t count) {
  const __m128i big_endian = _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  const __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(badc, hgfe, 8);
  __m128i cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
  for (; count > 0; blocks += 64, count--) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[4];
#pragma clang loop unroll(full)
    for (int t = 0; t < 16; t++) {
      if (t < 4) {
        w[t] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks + 16 * t)), big_endian);
      } else {
        const __m128i last = w[(t + 3) & 3];
        const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[t & 3], w[(t + 1) & 3]),
                                          _mm_alignr_epi8(last, w[(t + 2) & 3], 4));
        w[t & 3] = _mm_sha256msg2_epu32(sum, last);
      }
      const __m128i wk = _mm_add_epi32(w[t & 3], _mm_loadu_si128((const __m128i *)(k + 4 * t)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, wk);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(wk, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

int strata_bytes_sha256(unsigned features, uint32_t state[8], const uint32_t k[64],
                        const uint8_t *blocks, size_t count) {
  if (!(features & STRATA_BYTES_SHA)) return 0;
  compress(state, k, blocks, count);
  return 1;
}

#else

int strata_bytes_sha256(unsigned features, uint32_t state[8], const uint32_t k[64],
                        const uint8_t *blocks, size_t count) {
  (void)features, (void)state, (void)k, (void)blocks, (void)count;
  return 0;
}

#endif
