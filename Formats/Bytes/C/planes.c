// Elements to byte planes and back.

#include <string.h>

#include "strata_bytes.h"

// The reference: an element at a time, from `start` on.

static uint64_t reordered(int transform, size_t width, uint64_t word) {
  switch (transform) {
  case STRATA_BYTES_EXPONENT_FIRST:
    if (width == 2) return (word << 1 & 0xFF00) | (word >> 8 & 0x80) | (word & 0x7F);
    return (word << 1 & 0xFF000000) | (word >> 8 & 0x800000) | (word & 0x7FFFFF);
  case STRATA_BYTES_ROTATED: return word << 1 | word >> (8 * width - 1);
  default: return word;
  }
}

static uint64_t restored(int transform, size_t width, uint64_t word) {
  switch (transform) {
  case STRATA_BYTES_EXPONENT_FIRST:
    if (width == 2) return (word >> 1 & 0x7F80) | (word << 8 & 0x8000) | (word & 0x7F);
    return (word >> 1 & 0x7F800000) | (word << 8 & 0x80000000) | (word & 0x7FFFFF);
  case STRATA_BYTES_ROTATED: return word >> 1 | word << (8 * width - 1);
  default: return word;
  }
}

static void split_from(size_t start, int transform, size_t width, size_t count,
                       const uint8_t *elements, uint8_t *planes, size_t stride) {
  for (size_t i = start; i < count; i++) {
    uint64_t word = 0;
    for (size_t b = 0; b < width; b++) word |= (uint64_t)elements[i * width + b] << (8 * b);
    word = reordered(transform, width, word);
    for (size_t p = 0; p < width; p++) {
      planes[p * stride + i] = (uint8_t)(word >> (8 * (width - 1 - p)));
    }
  }
}

static void join_from(size_t start, int transform, size_t width, size_t count,
                      const uint8_t *const *planes, uint8_t *elements) {
  for (size_t i = start; i < count; i++) {
    uint64_t word = 0;
    for (size_t p = 0; p < width; p++) word = word << 8 | planes[p][i];
    word = restored(transform, width, word);
    for (size_t b = 0; b < width; b++) elements[i * width + b] = (uint8_t)(word >> (8 * b));
  }
}

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define WIDE __attribute__((target("avx512vbmi,avx512bw,avx512f")))
#define INLINE __attribute__((target("avx2"), always_inline)) static inline

INLINE __m256i load(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
INLINE void store(void *p, __m256i x) { _mm256_storeu_si256((__m256i *)p, x); }

INLINE __m256i reordered32(int transform, __m256i x) {
  if (transform == STRATA_BYTES_ROTATED) {
    return _mm256_or_si256(_mm256_slli_epi32(x, 1), _mm256_srli_epi32(x, 31));
  }
  if (transform == STRATA_BYTES_AS_IS) return x;
  const __m256i exponent = _mm256_and_si256(_mm256_slli_epi32(x, 1), _mm256_set1_epi32((int)0xFF000000));
  const __m256i sign = _mm256_and_si256(_mm256_srli_epi32(x, 8), _mm256_set1_epi32(0x800000));
  const __m256i mantissa = _mm256_and_si256(x, _mm256_set1_epi32(0x7FFFFF));
  return _mm256_or_si256(_mm256_or_si256(exponent, sign), mantissa);
}

INLINE __m256i restored32(int transform, __m256i x) {
  if (transform == STRATA_BYTES_ROTATED) {
    return _mm256_or_si256(_mm256_srli_epi32(x, 1), _mm256_slli_epi32(x, 31));
  }
  if (transform == STRATA_BYTES_AS_IS) return x;
  const __m256i exponent = _mm256_and_si256(_mm256_srli_epi32(x, 1), _mm256_set1_epi32(0x7F800000));
  const __m256i sign = _mm256_and_si256(_mm256_slli_epi32(x, 8), _mm256_set1_epi32((int)0x80000000));
  const __m256i mantissa = _mm256_and_si256(x, _mm256_set1_epi32(0x7FFFFF));
  return _mm256_or_si256(_mm256_or_si256(exponent, sign), mantissa);
}

INLINE __m256i reordered16(int transform, __m256i x) {
  if (transform == STRATA_BYTES_ROTATED) {
    return _mm256_or_si256(_mm256_slli_epi16(x, 1), _mm256_srli_epi16(x, 15));
  }
  if (transform == STRATA_BYTES_AS_IS) return x;
  const __m256i exponent = _mm256_and_si256(_mm256_slli_epi16(x, 1), _mm256_set1_epi16((short)0xFF00));
  const __m256i sign = _mm256_and_si256(_mm256_srli_epi16(x, 8), _mm256_set1_epi16(0x80));
  const __m256i mantissa = _mm256_and_si256(x, _mm256_set1_epi16(0x7F));
  return _mm256_or_si256(_mm256_or_si256(exponent, sign), mantissa);
}

INLINE __m256i restored16(int transform, __m256i x) {
  if (transform == STRATA_BYTES_ROTATED) {
    return _mm256_or_si256(_mm256_srli_epi16(x, 1), _mm256_slli_epi16(x, 15));
  }
  if (transform == STRATA_BYTES_AS_IS) return x;
  const __m256i exponent = _mm256_and_si256(_mm256_srli_epi16(x, 1), _mm256_set1_epi16(0x7F80));
  const __m256i sign = _mm256_and_si256(_mm256_slli_epi16(x, 8), _mm256_set1_epi16((short)0x8000));
  const __m256i mantissa = _mm256_and_si256(x, _mm256_set1_epi16(0x7F));
  return _mm256_or_si256(_mm256_or_si256(exponent, sign), mantissa);
}

// Each returns how many elements it did: a multiple of 32.

INLINE size_t split32(int transform, size_t count, const uint8_t *elements, uint8_t *planes,
                      size_t stride) {
  // In each half of a register: the most significant bytes of 4 elements, the next ones, ...
  const __m256i gather = _mm256_setr_epi8(3, 7, 11, 15, 2, 6, 10, 14, 1, 5, 9, 13, 0, 4, 8, 12, 3, 7,
                                          11, 15, 2, 6, 10, 14, 1, 5, 9, 13, 0, 4, 8, 12);
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  size_t i = 0;
  for (; count - i >= 32; i += 32) {
    __m256i x[4];
    for (int j = 0; j < 4; j++) {
      x[j] = _mm256_shuffle_epi8(reordered32(transform, load(elements + 4 * i + 32 * j)), gather);
    }
    const __m256i high01 = _mm256_unpacklo_epi32(x[0], x[1]), low01 = _mm256_unpackhi_epi32(x[0], x[1]);
    const __m256i high23 = _mm256_unpacklo_epi32(x[2], x[3]), low23 = _mm256_unpackhi_epi32(x[2], x[3]);
    uint8_t *to = planes + i;
    store(to, _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi64(high01, high23), order));
    store(to + stride, _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi64(high01, high23), order));
    store(to + 2 * stride, _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi64(low01, low23), order));
    store(to + 3 * stride, _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi64(low01, low23), order));
  }
  return i;
}

INLINE size_t join32(int transform, size_t count, const uint8_t *const *planes, uint8_t *elements) {
  size_t i = 0;
  for (; count - i >= 32; i += 32) {
    const __m256i a = load(planes[0] + i), b = load(planes[1] + i);
    const __m256i c = load(planes[2] + i), d = load(planes[3] + i);
    // Elements 0-7 and 16-23, then 8-15 and 24-31: the lower half of each, then the upper half.
    const __m256i low0 = _mm256_unpacklo_epi8(d, c), low1 = _mm256_unpackhi_epi8(d, c);
    const __m256i high0 = _mm256_unpacklo_epi8(b, a), high1 = _mm256_unpackhi_epi8(b, a);
    const __m256i x0 = restored32(transform, _mm256_unpacklo_epi16(low0, high0));
    const __m256i x1 = restored32(transform, _mm256_unpackhi_epi16(low0, high0));
    const __m256i x2 = restored32(transform, _mm256_unpacklo_epi16(low1, high1));
    const __m256i x3 = restored32(transform, _mm256_unpackhi_epi16(low1, high1));
    uint8_t *to = elements + 4 * i;
    store(to, _mm256_permute2x128_si256(x0, x1, 0x20));
    store(to + 32, _mm256_permute2x128_si256(x2, x3, 0x20));
    store(to + 64, _mm256_permute2x128_si256(x0, x1, 0x31));
    store(to + 96, _mm256_permute2x128_si256(x2, x3, 0x31));
  }
  return i;
}

INLINE size_t split16(int transform, size_t count, const uint8_t *elements, uint8_t *planes,
                      size_t stride) {
  const __m256i low = _mm256_set1_epi16(0xFF);
  size_t i = 0;
  for (; count - i >= 32; i += 32) {
    const __m256i x = reordered16(transform, load(elements + 2 * i));
    const __m256i y = reordered16(transform, load(elements + 2 * i + 32));
    const __m256i high = _mm256_packus_epi16(_mm256_srli_epi16(x, 8), _mm256_srli_epi16(y, 8));
    const __m256i rest = _mm256_packus_epi16(_mm256_and_si256(x, low), _mm256_and_si256(y, low));
    store(planes + i, _mm256_permute4x64_epi64(high, 0xD8));
    store(planes + stride + i, _mm256_permute4x64_epi64(rest, 0xD8));
  }
  return i;
}

INLINE size_t join16(int transform, size_t count, const uint8_t *const *planes, uint8_t *elements) {
  size_t i = 0;
  for (; count - i >= 32; i += 32) {
    const __m256i high = load(planes[0] + i), low = load(planes[1] + i);
    const __m256i x = restored16(transform, _mm256_unpacklo_epi8(low, high));
    const __m256i y = restored16(transform, _mm256_unpackhi_epi8(low, high));
    store(elements + 2 * i, _mm256_permute2x128_si256(x, y, 0x20));
    store(elements + 2 * i + 32, _mm256_permute2x128_si256(x, y, 0x31));
  }
  return i;
}

// The transform is a constant in each loop.

TARGET static size_t split_avx2(int transform, size_t width, size_t count, const uint8_t *elements,
                                uint8_t *planes, size_t stride) {
  if (width == 4) {
    if (transform == 0) return split32(0, count, elements, planes, stride);
    if (transform == 1) return split32(1, count, elements, planes, stride);
    return split32(2, count, elements, planes, stride);
  }
  if (width == 2) {
    if (transform == 0) return split16(0, count, elements, planes, stride);
    if (transform == 1) return split16(1, count, elements, planes, stride);
    return split16(2, count, elements, planes, stride);
  }
  return 0;
}

TARGET static size_t join_avx2(int transform, size_t width, size_t count,
                               const uint8_t *const *planes, uint8_t *elements) {
  if (width == 4) {
    if (transform == 0) return join32(0, count, planes, elements);
    if (transform == 1) return join32(1, count, planes, elements);
    return join32(2, count, planes, elements);
  }
  if (width == 2) {
    if (transform == 0) return join16(0, count, planes, elements);
    if (transform == 1) return join16(1, count, planes, elements);
    return join16(2, count, planes, elements);
  }
  return 0;
}

// The elements of a register restored, one by one: moved, the parts between them are chosen bit by bit.

WIDE static inline __m512i chosen(int mask, __m512i where_set, __m512i where_not) {
  return _mm512_ternarylogic_epi32(_mm512_set1_epi32(mask), where_set, where_not, 0xCA);
}

WIDE static inline __m512i wide_restored32(int transform, __m512i x) {
  if (transform == STRATA_BYTES_ROTATED) return _mm512_ror_epi32(x, 1);
  if (transform == STRATA_BYTES_AS_IS) return x;
  const __m512i magnitude = chosen(0x7F800000, _mm512_srli_epi32(x, 1), x);
  return chosen((int)0x80000000, _mm512_slli_epi32(x, 8), magnitude);
}

WIDE static inline __m512i wide_restored16(int transform, __m512i x) {
  if (transform == STRATA_BYTES_AS_IS) return x;
  const __m512i right = _mm512_srli_epi16(x, 1);
  if (transform == STRATA_BYTES_ROTATED) return _mm512_or_si512(right, _mm512_slli_epi16(x, 15));
  const __m512i magnitude = chosen(0x7F807F80, right, x);
  return chosen((int)0x80008000, _mm512_slli_epi16(x, 8), magnitude);
}

// Each returns how many elements it did: a multiple of 64. Bytes are mixed within quarters of registers, so
// each quarter is given the bytes that it needs first.

WIDE static inline size_t wide_join32(int transform, size_t count, const uint8_t *const *planes,
                                      uint8_t *elements) {
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  size_t i = 0;
  for (; count - i >= 64; i += 64) {
    __m512i plane[4];
    for (int p = 0; p < 4; p++) {
      plane[p] = _mm512_permutexvar_epi32(order, _mm512_loadu_si512(planes[p] + i));
    }
    const __m512i low0 = _mm512_unpacklo_epi8(plane[3], plane[2]);
    const __m512i low1 = _mm512_unpackhi_epi8(plane[3], plane[2]);
    const __m512i high0 = _mm512_unpacklo_epi8(plane[1], plane[0]);
    const __m512i high1 = _mm512_unpackhi_epi8(plane[1], plane[0]);
    uint8_t *to = elements + 4 * i;
    _mm512_storeu_si512(to, wide_restored32(transform, _mm512_unpacklo_epi16(low0, high0)));
    _mm512_storeu_si512(to + 64, wide_restored32(transform, _mm512_unpackhi_epi16(low0, high0)));
    _mm512_storeu_si512(to + 128, wide_restored32(transform, _mm512_unpacklo_epi16(low1, high1)));
    _mm512_storeu_si512(to + 192, wide_restored32(transform, _mm512_unpackhi_epi16(low1, high1)));
  }
  return i;
}

WIDE static inline size_t wide_join16(int transform, size_t count, const uint8_t *const *planes,
                                      uint8_t *elements) {
  const __m512i order = _mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7);
  size_t i = 0;
  for (; count - i >= 64; i += 64) {
    const __m512i high = _mm512_permutexvar_epi64(order, _mm512_loadu_si512(planes[0] + i));
    const __m512i low = _mm512_permutexvar_epi64(order, _mm512_loadu_si512(planes[1] + i));
    uint8_t *to = elements + 2 * i;
    _mm512_storeu_si512(to, wide_restored16(transform, _mm512_unpacklo_epi8(low, high)));
    _mm512_storeu_si512(to + 64, wide_restored16(transform, _mm512_unpackhi_epi8(low, high)));
  }
  return i;
}

WIDE static size_t join_avx512(int transform, size_t width, size_t count,
                               const uint8_t *const *planes, uint8_t *elements) {
  if (width == 4) {
    if (transform == 0) return wide_join32(0, count, planes, elements);
    if (transform == 1) return wide_join32(1, count, planes, elements);
    return wide_join32(2, count, planes, elements);
  }
  if (width == 2) {
    if (transform == 0) return wide_join16(0, count, planes, elements);
    if (transform == 1) return wide_join16(1, count, planes, elements);
    return wide_join16(2, count, planes, elements);
  }
  return 0;
}

#else

static size_t join_avx512(int transform, size_t width, size_t count, const uint8_t *const *planes,
                          uint8_t *elements) {
  (void)transform, (void)width, (void)count, (void)planes, (void)elements;
  return 0;
}

static size_t split_avx2(int transform, size_t width, size_t count, const uint8_t *elements,
                         uint8_t *planes, size_t stride) {
  (void)transform, (void)width, (void)count, (void)elements, (void)planes, (void)stride;
  return 0;
}

static size_t join_avx2(int transform, size_t width, size_t count, const uint8_t *const *planes,
                        uint8_t *elements) {
  (void)transform, (void)width, (void)count, (void)planes, (void)elements;
  return 0;
}

#endif

void strata_bytes_split(unsigned features, int transform, size_t width, size_t count,
                        const uint8_t *elements, uint8_t *planes, size_t stride) {
  if (width == 1) {
    memcpy(planes, elements, count);
    return;
  }
  size_t done = 0;
  if (features & STRATA_BYTES_AVX2) {
    done = split_avx2(transform, width, count, elements, planes, stride);
  }
  split_from(done, transform, width, count, elements, planes, stride);
}

void strata_bytes_join(unsigned features, int transform, size_t width, size_t count,
                       const uint8_t *const *planes, uint8_t *elements) {
  if (width == 1) {
    memcpy(elements, planes[0], count);
    return;
  }
  size_t done = 0;
  if (features & STRATA_BYTES_AVX512) {
    done = join_avx512(transform, width, count, planes, elements);
  } else if (features & STRATA_BYTES_AVX2) {
    done = join_avx2(transform, width, count, planes, elements);
  }
  join_from(done, transform, width, count, planes, elements);
}
