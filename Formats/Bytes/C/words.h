// Numbers in memory, little-endian on every machine.

#ifndef STRATA_BYTES_WORDS_H
#define STRATA_BYTES_WORDS_H

#include <stdint.h>
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LITTLE32(word) __builtin_bswap32(word)
#define LITTLE64(word) __builtin_bswap64(word)
#else
#define LITTLE32(word) (word)
#define LITTLE64(word) (word)
#endif

INLINE uint64_t load64(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
  return LITTLE64(word);
}

// The highest byte, loaded on its own: of what is loaded as a whole it would have to be shifted down.
INLINE uint8_t load_top(const uint32_t *word) {
  return ((const uint8_t *)word)[__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 0 : 3];
}

INLINE void store32(uint8_t *p, uint32_t word) {
  word = LITTLE32(word);
  memcpy(p, &word, sizeof word);
}

INLINE void store64(uint8_t *p, uint64_t word) {
  word = LITTLE64(word);
  memcpy(p, &word, sizeof word);
}

#endif
