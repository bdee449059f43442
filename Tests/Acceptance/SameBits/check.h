// What the files of this program share: the set under test, what a kernel is checked with, and how
// a difference is told.

#ifndef CHECK_H
#define CHECK_H

#include "arrays.h"
#include "strata_kernels.h"

// The parameters of the kernels. One with others needs a check of its own, or nothing compiles.
typedef void (*Map)(size_t, const float *, float *);
typedef void (*ScaledMap)(size_t, float, const float *, float *);
typedef void (*Map2)(size_t, const float *, const float *, float *);
typedef void (*ScaledMap2)(size_t, float, const float *, const float *, float *);
typedef void (*InPlace)(size_t, float *);
typedef void (*Rows)(size_t, size_t, const float *, float *);
typedef void (*Rows2)(size_t, size_t, const float *, const float *, float *);
typedef void (*Rows3)(size_t, size_t, const float *, const float *, const float *, float *);
typedef void (*Columns)(size_t, size_t, size_t, size_t, size_t, const float *, float *);
typedef void (*Momentum)(size_t, float, float, int, const float *, float *, float *);
typedef void (*Adam)(size_t, const strata_adam_f32 *, const float *, float *, float *, float *);
typedef void (*Product)(const strata_product_f32 *, size_t, size_t, size_t, size_t, void *);
typedef void (*Pack)(size_t, size_t, const float *, ptrdiff_t, ptrdiff_t, float *);

void check_map(const char *name, Map kernel, Map reference);
void check_scaled_map(const char *name, ScaledMap kernel, ScaledMap reference);
void check_map2(const char *name, Map2 kernel, Map2 reference);
void check_scaled_map2(const char *name, ScaledMap2 kernel, ScaledMap2 reference);
void check_in_place(const char *name, InPlace kernel, InPlace reference);
void check_rows(const char *name, Rows kernel, Rows reference);
void check_rows2(const char *name, Rows2 kernel, Rows2 reference);
void check_rows3(const char *name, Rows3 kernel, Rows3 reference);
void check_columns(const char *name, Columns kernel, Columns reference);
void check_momentum(const char *name, Momentum kernel, Momentum reference);
void check_adam(const char *name, Adam kernel, Adam reference);
void check_product(const char *name, Product kernel, Product reference);
void check_pack(const char *name, Pack kernel, Pack reference);

// Any kernel, by its parameters.
#define CHECK(NAME, KERNEL, REFERENCE)    \
  _Generic((KERNEL),                      \
      Map: check_map,                     \
      ScaledMap: check_scaled_map,        \
      Map2: check_map2,                   \
      ScaledMap2: check_scaled_map2,      \
      InPlace: check_in_place,            \
      Rows: check_rows,                   \
      Rows2: check_rows2,                 \
      Rows3: check_rows3,                 \
      Columns: check_columns,             \
      Momentum: check_momentum,           \
      Adam: check_adam,                   \
      Product: check_product,             \
      Pack: check_pack)(NAME, KERNEL, REFERENCE)

// That strata_fp_pin makes the set's bits independent of the thread's settings.
void check_environment(void);

extern const strata_kernels_f32 *set_under_test;

// Compares what a kernel and the reference left in an array; `what` tells which call it was. Any
// NaN is as good as another, unless `exact`.
void compare(const char *what, const float *got, const float *expected, size_t count, int exact);
void report(const char *what, const char *problem);

extern size_t comparisons, problems;

#endif
