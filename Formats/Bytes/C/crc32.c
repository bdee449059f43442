// The CRC-32 of gzip: zlib's, which is the reference, or by multiplying without carry.
//
// A CRC is the remainder of the bytes, as a polynomial over GF(2), by P. 16 bytes at a place may be
// taken away and added again D bits further on, times x^D mod P: the remainder stays. So a few registers
// run over the bytes, each folding what it holds onto what comes 64, 128 or 256 bytes later; what is left
// in the end is 16 bytes with the same remainder. (Gopal et al., "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ Instruction", Intel 2009.)

#include <zlib.h>

#include "strata_bytes.h"

#if defined(__x86_64__)

#include <immintrin.h>

// x^(D+32) and x^(D-32) mod P, reflected, for the two halves of 16 bytes that move D bits on.
enum { LOW = 0, HIGH = 1 };
static const uint64_t by_128[2] = {0x1751997d0, 0x0ccaa009e};
static const uint64_t by_256[2] = {0x0f1da05aa, 0x15a546366};
static const uint64_t by_384[2] = {0x03db1ecdc, 0x174359406};
static const uint64_t by_512[2] = {0x154442bd4, 0x1c6e41596};
static const uint64_t by_1024[2] = {0x1e88ef372, 0x14a7fe880};
static const uint64_t by_2048[2] = {0x11542778a, 0x1322d1430};
// x^64 mod P, reflected; P, and x^64 / P, both reflected.
static const uint64_t by_64 = 0x163cd6124, polynomial = 0x1db710641, quotient = 0x1f7011641;

#define FOLD __attribute__((target("pclmul,sse4.1")))
#define WIDE_FOLD __attribute__((target("vpclmulqdq,pclmul,avx2")))
#define WIDEST_FOLD __attribute__((target("vpclmulqdq,pclmul,avx512f")))

FOLD static inline __m128i constants(const uint64_t by[2]) {
  return _mm_set_epi64x((long long)by[HIGH], (long long)by[LOW]);
}

FOLD static inline __m128i load(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }

FOLD static inline __m128i fold(__m128i x, __m128i by, __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(x, by, 0x00), high = _mm_clmulepi64_si128(x, by, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// The remainder of the 16 bytes in x.
FOLD static inline uint32_t remainder_of(__m128i x) {
  const __m128i first = _mm_set_epi32(0, 0, 0, -1);
  const __m128i p = _mm_set_epi64x((long long)quotient, (long long)polynomial);
  // The first 8 bytes move 64 bits on, and then the first 4 of the 12 that are left.
  x = _mm_xor_si128(_mm_clmulepi64_si128(x, constants(by_128), 0x10), _mm_srli_si128(x, 8));
  const __m128i four = _mm_and_si128(x, first), by = _mm_cvtsi64_si128((long long)by_64);
  x = _mm_xor_si128(_mm_clmulepi64_si128(four, by, 0x00), _mm_srli_si128(x, 4));
  // Barrett: what is left of 8 bytes without the multiple of P that has the same first 4.
  const __m128i times = _mm_clmulepi64_si128(_mm_and_si128(x, first), p, 0x10);
  const __m128i multiple = _mm_clmulepi64_si128(_mm_and_si128(times, first), p, 0x00);
  return (uint32_t)_mm_extract_epi32(_mm_xor_si128(x, multiple), 1);
}

// The checksum of the 16 bytes in x, which already hold what came before, and of the last bytes.
FOLD static uint32_t finish(__m128i x, const uint8_t *bytes, size_t count) {
  const __m128i by = constants(by_128);
  for (; count >= 16; bytes += 16, count -= 16) x = fold(x, by, load(bytes));
  // A checksum is the complement of the remainder.
  const uint32_t crc = ~remainder_of(x);
  return count ? (uint32_t)crc32_z(crc, bytes, count) : crc;
}

// count >= 64
FOLD static uint32_t crc32_pclmul(uint32_t crc, const uint8_t *bytes, size_t count) {
  __m128i x[4];
  for (int i = 0; i < 4; i++) x[i] = load(bytes + 16 * i);
  x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)~crc));
  const __m128i by = constants(by_512);
  for (bytes += 64, count -= 64; count >= 64; bytes += 64, count -= 64) {
    for (int i = 0; i < 4; i++) x[i] = fold(x[i], by, load(bytes + 16 * i));
  }
  const __m128i near = constants(by_128);
  for (int i = 1; i < 4; i++) x[0] = fold(x[0], near, x[i]);
  return finish(x[0], bytes, count);
}

// count >= 128
WIDE_FOLD static uint32_t crc32_vpclmul(uint32_t crc, const uint8_t *bytes, size_t count) {
  __m256i x[4];
  for (int i = 0; i < 4; i++) x[i] = _mm256_loadu_si256((const __m256i *)(bytes + 32 * i));
  x[0] = _mm256_xor_si256(x[0], _mm256_zextsi128_si256(_mm_cvtsi32_si128((int)~crc)));
  const __m256i by = _mm256_broadcastsi128_si256(constants(by_1024));
  for (bytes += 128, count -= 128; count >= 128; bytes += 128, count -= 128) {
    for (int i = 0; i < 4; i++) {
      const __m256i low = _mm256_clmulepi64_epi128(x[i], by, 0x00);
      const __m256i high = _mm256_clmulepi64_epi128(x[i], by, 0x11);
      const __m256i next = _mm256_loadu_si256((const __m256i *)(bytes + 32 * i));
      x[i] = _mm256_xor_si256(_mm256_xor_si256(low, high), next);
    }
  }
  const __m128i near = constants(by_128);
  __m128i all = _mm256_castsi256_si128(x[0]);
  all = fold(all, near, _mm256_extracti128_si256(x[0], 1));
  for (int i = 1; i < 4; i++) {
    all = fold(all, near, _mm256_castsi256_si128(x[i]));
    all = fold(all, near, _mm256_extracti128_si256(x[i], 1));
  }
  return finish(all, bytes, count);
}

WIDEST_FOLD static inline __m512i widest_fold(__m512i x, __m512i by, __m512i next) {
  const __m512i low = _mm512_clmulepi64_epi128(x, by, 0x00);
  const __m512i high = _mm512_clmulepi64_epi128(x, by, 0x11);
  // The sum of the three.
  return _mm512_ternarylogic_epi64(low, high, next, 0x96);
}

// count >= 256
WIDEST_FOLD static uint32_t crc32_vpclmul512(uint32_t crc, const uint8_t *bytes, size_t count) {
  __m512i x[4];
  for (int i = 0; i < 4; i++) x[i] = _mm512_loadu_si512(bytes + 64 * i);
  x[0] = _mm512_xor_si512(x[0], _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)~crc)));
  const __m512i by = _mm512_broadcast_i32x4(constants(by_2048));
  for (bytes += 256, count -= 256; count >= 256; bytes += 256, count -= 256) {
    for (int i = 0; i < 4; i++) x[i] = widest_fold(x[i], by, _mm512_loadu_si512(bytes + 64 * i));
  }
  const __m512i near = _mm512_broadcast_i32x4(constants(by_512));
  for (int i = 1; i < 4; i++) x[0] = widest_fold(x[0], near, x[i]);
  for (; count >= 64; bytes += 64, count -= 64) {
    x[0] = widest_fold(x[0], near, _mm512_loadu_si512(bytes));
  }
  __m128i all = _mm512_extracti32x4_epi32(x[0], 3);
  all = fold(_mm512_castsi512_si128(x[0]), constants(by_384), all);
  all = fold(_mm512_extracti32x4_epi32(x[0], 1), constants(by_256), all);
  all = fold(_mm512_extracti32x4_epi32(x[0], 2), constants(by_128), all);
  return finish(all, bytes, count);
}

#endif

uint32_t strata_bytes_crc32(unsigned features, uint32_t crc, const uint8_t *bytes, size_t count) {
  // zlib takes a null pointer to mean "the initial value", which would forget what came before.
  if (count == 0) return crc;
#if defined(__x86_64__)
  if ((features & STRATA_BYTES_VPCLMUL512) && count >= 256) return crc32_vpclmul512(crc, bytes, count);
  if ((features & STRATA_BYTES_VPCLMUL) && count >= 128) return crc32_vpclmul(crc, bytes, count);
  if ((features & STRATA_BYTES_PCLMUL) && count >= 64) return crc32_pclmul(crc, bytes, count);
#endif
  (void)features;
  return (uint32_t)crc32_z(crc, bytes, count);
}
