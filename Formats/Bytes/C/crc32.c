// The CRC-32 of gzip: zlib's, which is the reference, or by multiplying without carry.
//
// A CRC is the remainder of the bytes, as a polynomial over GF(2), by P. 16 bytes at a place may be
// taken away and added again D bits further on, times x^D mod P: the remainder stays. So a few registers
// run over the bytes, each folding what it holds onto what comes 64 or 128 bytes later; what is left in
// the end is 16 bytes with the same remainder, and zlib takes that. (Gopal et al., "Fast CRC Computation
// for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009.)

#include <zlib.h>

#include "strata_bytes.h"

#if defined(__x86_64__)

#include <immintrin.h>

// x^(D+32) and x^(D-32) mod P, reflected, for the two halves of 16 bytes that move D bits on.
enum { LOW = 0, HIGH = 1 };
static const uint64_t by_128[2] = {0x1751997d0, 0x0ccaa009e};
static const uint64_t by_512[2] = {0x154442bd4, 0x1c6e41596};
static const uint64_t by_1024[2] = {0x1e88ef372, 0x14a7fe880};

#define FOLD __attribute__((target("pclmul,sse4.1")))
#define WIDE_FOLD __attribute__((target("vpclmulqdq,pclmul,avx2")))

FOLD static inline __m128i constants(const uint64_t by[2]) {
  return _mm_set_epi64x((long long)by[HIGH], (long long)by[LOW]);
}

FOLD static inline __m128i load(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }

FOLD static inline __m128i fold(__m128i x, __m128i by, __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(x, by, 0x00), high = _mm_clmulepi64_si128(x, by, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// The checksum of the 16 bytes in x, which already hold what came before, and of the last bytes.
FOLD static uint32_t finish(__m128i x, const uint8_t *bytes, size_t count) {
  const __m128i by = constants(by_128);
  for (; count >= 16; bytes += 16, count -= 16) x = fold(x, by, load(bytes));
  uint8_t rest[16];
  _mm_storeu_si128((__m128i *)rest, x);
  // zlib keeps the complement of the remainder: this one begins at 0.
  const uLong crc = crc32_z(0xFFFFFFFF, rest, sizeof rest);
  return (uint32_t)crc32_z(crc, bytes, count);
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

#endif

uint32_t strata_bytes_crc32(unsigned features, uint32_t crc, const uint8_t *bytes, size_t count) {
  // zlib takes a null pointer to mean "the initial value", which would forget what came before.
  if (count == 0) return crc;
#if defined(__x86_64__)
  if ((features & STRATA_BYTES_VPCLMUL) && count >= 128) return crc32_vpclmul(crc, bytes, count);
  if ((features & STRATA_BYTES_PCLMUL) && count >= 64) return crc32_pclmul(crc, bytes, count);
#endif
  (void)features;
  return (uint32_t)crc32_z(crc, bytes, count);
}
