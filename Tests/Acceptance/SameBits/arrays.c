#include "arrays.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

Region new_region(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  Region region = {.size = (bytes + page - 1) / page * page};
  char *mapped = mmap(NULL, region.size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  region.begin = mapped + page;
  if (mapped == MAP_FAILED || mprotect(region.begin, region.size, PROT_READ | PROT_WRITE) != 0) {
    perror("mmap");
    exit(2);
  }
  return region;
}

void *place(Region region, size_t bytes, Edge edge, size_t alignment) {
  if (bytes > region.size) {
    fprintf(stderr, "an array of %zu bytes in a region of %zu\n", bytes, region.size);
    exit(2);
  }
  return region.begin + (edge == START ? 0 : (region.size - bytes) / alignment * alignment);
}

// SplitMix64.
uint64_t next_random(uint64_t *state) {
  *state += 0x9E3779B97F4A7C15;
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

size_t random_below(size_t limit, uint64_t *state) { return next_random(state) % limit; }

uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// -1 ..< 1
static float fraction(uint64_t *state) {
  return (float)((int32_t)(next_random(state) >> 40) - (1 << 23)) * 0x1p-23f;
}

static float special(uint64_t *state) {
  static const float values[] = {
      0, 1, INFINITY, 0x1p-149f, 0x1p-126f, 0x1.fffffcp-127f, 0x1.fffffep127f, 0.625f, 0.75f, 1.5f,
      10, 30, 87.33655f, 88.72284f, 89, 103.97f, 104, 0x1p-24f, 0x1p24f};
  static const uint32_t nans[] = {0x7FC00000, 0x7FC12345, 0x7F800001, 0x7FBFFFFF, 0x7FFFFFFF};
  const size_t count = sizeof values / sizeof *values, nan_count = sizeof nans / sizeof *nans;
  size_t i = random_below(count + nan_count, state);
  uint32_t bits = i < count ? bits_of(values[i]) : nans[i - count];
  return from_bits(bits ^ (uint32_t)(next_random(state) & 1) << 31);
}

float random_value(Values values, uint64_t *state) {
  if (values == ORDINARY) return 2 * fraction(state);
  const uint64_t choice = next_random(state) % 8;
  if (values == MANY_SIZES) {
    float x = ldexpf(fraction(state), (int)random_below(174, state) - 149);
    return choice == 0 ? copysignf(0, x) : x;
  }
  switch (choice) {
    case 0: return special(state);
    case 1: return from_bits((uint32_t)next_random(state));
    case 2: return random_value(MANY_SIZES, state);
    case 3: return 110 * fraction(state);
    default: return 2 * fraction(state);
  }
}

void fill(float *x, size_t count, Values values, uint64_t *state) {
  for (size_t i = 0; i < count; i++) x[i] = random_value(values, state);
}
