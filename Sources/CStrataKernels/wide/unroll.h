// UNROLL before a loop of a constant count: its arrays of vectors are to become registers.

#ifndef STRATA_WIDE_UNROLL_H
#define STRATA_WIDE_UNROLL_H

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

#endif
