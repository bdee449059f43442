// What the files of this target know of each other: every family of operations of a kernel set has
// one installer, which writes the entries it brings into a table.

#ifndef STRATA_SETS_H
#define STRATA_SETS_H

#include "strata_kernels.h"

// Nothing in this target may turn a * b + c into one rounding, unless it says fma. The package is
// built with clang, which honours the pragma, intrinsics included. gcc does not know it: it must be
// told -ffp-contract=off, or -std=c17, which implies it. By default it contracts wherever the
// target has the instruction, which aarch64 always does.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

void strata_reference_product_f32(strata_kernels_f32 *set);
void strata_reference_elements_f32(strata_kernels_f32 *set);
void strata_reference_rows_f32(strata_kernels_f32 *set);
void strata_reference_optimizers_f32(strata_kernels_f32 *set);

void strata_reference_product_f64(strata_kernels_f64 *set);
void strata_reference_elements_f64(strata_kernels_f64 *set);
void strata_reference_rows_f64(strata_kernels_f64 *set);
void strata_reference_optimizers_f64(strata_kernels_f64 *set);

#if defined(__x86_64__)
void strata_avx2_product(strata_kernels_f32 *set);
void strata_avx2_elements(strata_kernels_f32 *set);
void strata_avx2_rows(strata_kernels_f32 *set);
void strata_avx2_optimizers(strata_kernels_f32 *set);

void strata_avx512_product(strata_kernels_f32 *set);
void strata_avx512_elements(strata_kernels_f32 *set);
void strata_avx512_rows(strata_kernels_f32 *set);
void strata_avx512_optimizers(strata_kernels_f32 *set);
#endif

#if defined(__aarch64__)
void strata_neon_product(strata_kernels_f32 *set);
void strata_neon_elements(strata_kernels_f32 *set);
void strata_neon_rows(strata_kernels_f32 *set);
void strata_neon_optimizers(strata_kernels_f32 *set);
#endif

#endif
