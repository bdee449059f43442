// Arrays of sample values, with a page next to them that nobody may touch.

#ifndef ARRAYS_H
#define ARRAYS_H

#include <stddef.h>
#include <stdint.h>

// What values an array gets.
typedef enum Values {
  ORDINARY,    // -2 ..< 2
  MANY_SIZES,  // finite, from denormals to 2^24, and zeros of both signs
  WILD,        // all of that, any bit patterns, and values at which something changes
  KINDS_OF_VALUES
} Values;

// Which end of the elements is next to the page: a kernel that goes beyond them ends the program.
typedef enum Edge { START, END, EDGES } Edge;

// Memory for one array at a time, between two pages that may not be touched.
typedef struct Region {
  char *begin;
  size_t size;
} Region;

Region new_region(size_t bytes);
void *place(Region region, size_t bytes, Edge edge, size_t alignment);

uint64_t next_random(uint64_t *state);
// From 0 to one below the limit.
size_t random_below(size_t limit, uint64_t *state);
float random_value(Values values, uint64_t *state);
void fill(float *x, size_t count, Values values, uint64_t *state);

uint32_t bits_of(float x);
float from_bits(uint32_t bits);

#endif
