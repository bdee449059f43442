// The arithmetic of Strata on flat arrays.
//
// Every kernel exists once as a scalar definition (reference/, for float and for double) and may
// exist again for an instruction set (avx2/, avx512/, neon/). A set computes the same bits as the
// reference, whatever the size, the alignment or the way a caller cuts the work: the contracts
// below fix the order of every sum and every rounding. "fma(a, b, c)" is a*b+c rounded once; every
// other operation is rounded on its own, to nearest even, denormals kept.
//
// Pointers are to n (or rows x columns, row-major, without gaps) elements, need no alignment and do
// not overlap, except where a contract says that an output may be an input; nothing beyond the
// elements is read or written. No kernel allocates, locks, or keeps state; any number of threads may
// call any of them at once, each with a workspace of its own.
//
// Every NaN is as good as any other until `canonicalize` has passed. The bits are promised between
// strata_fp_pin and strata_fp_restore.

#ifndef STRATA_KERNELS_H
#define STRATA_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// Pointers are never null but where it is said: Swift then takes them as they are.
#ifdef __clang__
#define STRATA_NULLABLE _Nullable
#pragma clang assume_nonnull begin
#else
#define STRATA_NULLABLE
#endif

#ifdef __cplusplus
extern "C" {
#endif

// The number of the rules in this header. Whoever changes the order of a sum, a rounding or a
// polynomial raises it: files record it, and results are compared bit for bit only under one.
#define STRATA_ARITHMETIC_VERSION 2

// Terms of a sum over features that one chain of fused multiply-adds takes in.
#define STRATA_FEATURE_BLOCK 512
// Samples of the global batch that one leaf of a sum over samples takes in.
#define STRATA_SAMPLE_LEAF 64
// Rectangles of a product with a packed b begin at multiples of so many columns.
#define STRATA_PACKED_COLUMNS 32
// Virtual lanes of a reduction over a row.
#define STRATA_ROW_LANES 64

// How the blocks of a matrix product are joined.
enum {
  // ((b0 + b1) + b2) + b3 ...: sums over features.
  STRATA_JOIN_LEFT_TO_RIGHT = 0,
  // The balanced binary tree over consecutive blocks: pairs (b0 + b1), (b2 + b3), ... are added,
  // then pairs of those, and so on; a block without a partner moves up unchanged. Sums over samples.
  STRATA_JOIN_TREE = 1,
};

// What becomes of the finished sum s of a matrix product, bias included: the bits are those of the
// kernel of that name, run after the product.
enum {
  STRATA_FINISH_NONE = 0,           // s
  STRATA_FINISH_RELU = 1,           // s < 0 ? 0 : s
  STRATA_FINISH_RELU_GRADIENT = 2,  // with[i, j] > 0 ? s : 0
};

// A matrix product c = a * b (+ bias), element by element:
//   c[i, j] = join over blocks of (chain over the block's k, from 0: s = fma(a[i, k], b[k, j], s))
//   and then, where bias is not null, c[i, j] = c[i, j] + bias[j], and then the finish.
// a is rows x depth, b is depth x columns, either in any layout: a[i, k] is a[i * a_row + k *
// a_depth], b[k, j] is b[k * b_depth + j * b_column] (so a transposed operand is a matter of
// strides; they may be negative). Where packed is set, it is b as the set's own `pack` laid it out,
// and b and its strides are not read. c[i, j] is c[i * c_row + j] and lies in neither a nor b.
// with[i, j] is with[i * c_row + j]; with may be c itself, and otherwise does not overlap it; only
// STRATA_FINISH_RELU_GRADIENT reads it. depth 0 gives 0 (+ bias, and the finish). block > 0 is the
// number of consecutive k in a block; the last may be shorter.
#define STRATA_DEFINE_PRODUCT(R, NAME) \
  typedef struct NAME {                \
    size_t rows, columns, depth;       \
    const R *a;                        \
    ptrdiff_t a_row, a_depth;          \
    const R *b;                        \
    ptrdiff_t b_depth, b_column;       \
    R *c;                              \
    ptrdiff_t c_row;                   \
    const R *STRATA_NULLABLE bias;     \
    size_t block;                      \
    int join;                          \
    const R *STRATA_NULLABLE packed;   \
    int finish;                        \
    const R *STRATA_NULLABLE with;     \
  } NAME

STRATA_DEFINE_PRODUCT(float, strata_product_f32);
STRATA_DEFINE_PRODUCT(double, strata_product_f64);

// One step of Adam for an array of weights, in this order:
//   m = kept(fma(beta1, m, one_minus_beta1 * g))
//   v = kept(fma(beta2, v, one_minus_beta2 * (g * g)))
//   w = fma(-step_size, m / fma(sqrt(v), correction, epsilon), w)
// kept(x) is x, or 0 for a denormal: the moments of a weight that gets no gradient any more fade
// through all of them, where roots and quotients take a processor twice as long.
#define STRATA_DEFINE_ADAM(R, NAME)                                 \
  typedef struct NAME {                                             \
    R step_size;       /* learning rate / (1 - beta1^t) */          \
    R beta1, one_minus_beta1, beta2, one_minus_beta2;               \
    R correction;      /* 1 / sqrt(1 - beta2^t) */                  \
    R epsilon;                                                      \
  } NAME

STRATA_DEFINE_ADAM(float, strata_adam_f32);
STRATA_DEFINE_ADAM(double, strata_adam_f64);

// A reduction over a row has STRATA_ROW_LANES virtual lanes, all starting from 0: element j goes to
// lane j % 64, in order of j; then lane l takes in lane l + 32 (for l < 32), l + 16, ..., l + 1, and
// lane 0 is the sum. "+=" below is that.
//
// The list of kernels. K(name, parameters); R is the number type, P and A the structs above.
#define STRATA_KERNEL_LIST(K, R, P, A)                                                              \
  /* The elements [row_begin, row_end) x [column_begin, column_end) of c. The workspace has the */  \
  /* bytes of product_workspace, is 64-byte aligned, and may be null where they are 0. Where b is */ \
  /* packed, column_begin is a multiple of STRATA_PACKED_COLUMNS. */                                \
  K(product, (const P *p, size_t row_begin, size_t row_end, size_t column_begin,                    \
              size_t column_end, void *STRATA_NULLABLE workspace))                                  \
  /* Lays b out for `product`: depth x columns, b[k, j] at b[k * b_depth + j * b_column], into */   \
  /* packed_size(depth, columns) elements, 64-byte aligned. The layout is the set's own; it serves */ \
  /* any rows, block and join. */                                                                   \
  K(pack, (size_t depth, size_t columns, const R *b, ptrdiff_t b_depth, ptrdiff_t b_column,         \
           R *packed))                                                                              \
                                                                                                    \
  /* Element functions; y may be x. Each at most 2 units in the last place from the true value; */  \
  /* for float the operations of wide/functions.h and normal.h define them, for double libm does. */ \
  K(exp, (size_t n, const R *x, R *y))                                                              \
  K(log, (size_t n, const R *x, R *y))                                                              \
  K(tanh, (size_t n, const R *x, R *y))                                                             \
  K(sigmoid, (size_t n, const R *x, R *y)) /* 1 / (1 + exp(-x)) */                                  \
  K(erf, (size_t n, const R *x, R *y))                                                              \
  /* x * Phi(x) = x / 2 * (1 + erf(x / sqrt(2))); -0 at -infinity, its limit. Where the true */     \
  /* value is a denormal float, within 2 of the smallest denormal. For double x^2 * 2^-53. */       \
  K(gelu, (size_t n, const R *x, R *y))                                                             \
  K(relu, (size_t n, const R *x, R *y))    /* x < 0 ? 0 : x, so that a NaN stays one */             \
  K(leaky_relu, (size_t n, R slope, const R *x, R *y)) /* x < 0 ? slope * x : x */                  \
                                                                                                    \
  /* Their derivatives times dy; dx may be dy. */                                                   \
  K(tanh_gradient, (size_t n, const R *y, const R *dy, R *dx))    /* dy * fma(-y, y, 1) */          \
  K(sigmoid_gradient, (size_t n, const R *y, const R *dy, R *dx)) /* dy * (y * (1 - y)) */          \
  /* dy * (Phi(x) + x * phi(x)), where phi is the density of the normal distribution. */            \
  K(gelu_gradient, (size_t n, const R *x, const R *dy, R *dx))                                      \
  K(relu_gradient, (size_t n, const R *y, const R *dy, R *dx))    /* y > 0 ? dy : 0 */              \
  K(leaky_relu_gradient, (size_t n, R slope, const R *x, const R *dy, R *dx))                       \
                                                     /* x > 0 ? dy : slope * dy */                  \
                                                                                                    \
  /* Arithmetic; y may be an input. */                                                              \
  K(add, (size_t n, const R *a, const R *b, R *y))                                                  \
  K(multiply, (size_t n, const R *a, const R *b, R *y))                                             \
  K(scale, (size_t n, R s, const R *x, R *y))                        /* s * x */                    \
  K(scaled_difference, (size_t n, R s, const R *a, const R *b, R *y)) /* s * (a - b) */             \
  K(scaled_sign, (size_t n, R s, const R *a, const R *b, R *y))                                     \
                                  /* a > b ? s : a < b ? -s : 0; a NaN on either side gives a NaN */ \
                                                                                                    \
  /* Over rows; y may be x. */                                                                      \
  K(add_row, (size_t rows, size_t columns, const R *x, const R *r, R *y)) /* x[i,j] + r[j] */       \
  K(multiply_row, (size_t rows, size_t columns, const R *x, const R *r, R *y)) /* x[i,j] * r[j] */  \
  K(affine_row, (size_t rows, size_t columns, const R *x, const R *s, const R *o, R *y))            \
                                                                        /* fma(x[i,j], s[j], o[j]) */ \
                                                                                                    \
  /* Reductions over each row, one value of y a row. */                                             \
  K(row_sum, (size_t rows, size_t columns, const R *x, R *y))               /* y += x */            \
  K(row_dot, (size_t rows, size_t columns, const R *a, const R *b, R *y)) /* lane = fma(a, b, lane) */ \
  K(row_squared_distance, (size_t rows, size_t columns, const R *a, const R *b, R *y))              \
                                                          /* d = a - b; lane = fma(d, d, lane) */   \
  K(row_distance, (size_t rows, size_t columns, const R *a, const R *b, R *y)) /* y += |a - b| */   \
                                                                                                    \
  /* m = the row's maximum; e = exp(x - m), with the rounding error of x - m made good; softmax: */ \
  /* y = e / (sum of e), within (columns / 64 + 12) * 2^-24 of the true value as far as that is */  \
  /* no denormal; y may be x. A row with a NaN or +infinity in it gives NaN for all of it, and so */ \
  /* does a row of nothing but -infinity. columns 0 writes nothing. */                              \
  K(softmax, (size_t rows, size_t columns, const R *x, R *y))                                       \
  /* dx = y * (dy - row_dot(y, dy)); dx may be dy. */                                               \
  K(softmax_gradient, (size_t rows, size_t columns, const R *y, const R *dy, R *dx))                \
  /* One value a row: m + log(sum of e); -infinity for a row of nothing but -infinity, or of */     \
  /* no columns; NaN for a row with a NaN or +infinity in it. */                                    \
  K(log_sum_exp, (size_t rows, size_t columns, const R *x, R *y))                                   \
                                                                                                    \
  /* The sum over samples of columns [column_begin, column_end) of x into the same places of y: */  \
  /* leaves of `leaf` > 0 consecutive rows, each s = s + x from 0, joined by STRATA_JOIN_TREE. */   \
  K(column_sum, (size_t rows, size_t columns, size_t leaf, size_t column_begin,                     \
                 size_t column_end, const R *x, R *y))                                              \
                                                                                                    \
  /* Optimizers, in place. */                                                                       \
  K(sgd, (size_t n, R learning_rate, const R *g, R *w)) /* w = fma(-learning_rate, g, w) */         \
  /* v = fma(momentum, v, g); u = nesterov ? fma(momentum, v, g) : v; w = fma(-rate, u, w) */       \
  K(momentum, (size_t n, R learning_rate, R momentum, int nesterov, const R *g, R *v, R *w))        \
  K(adam, (size_t n, const A *p, const R *g, R *m, R *v, R *w))                                     \
                                                                                                    \
  /* Every NaN becomes the one canonical NaN (float 0x7FC00000, double 0x7FF8000000000000). */      \
  K(canonicalize, (size_t n, R *x))

#define STRATA_KERNEL_FIELD(NAME, PARAMETERS) void(*NAME) PARAMETERS;

// A kernel set for float: the reference, or one for an instruction set. Entries that a set does not
// bring itself are the reference's.
typedef struct strata_kernels_f32 {
  const char *name;
  // Bytes of scratch, 64-byte aligned, that `product` needs for any rectangle of such a product.
  size_t (*product_workspace)(const strata_product_f32 *p);
  // Elements that `pack` writes.
  size_t (*packed_size)(size_t depth, size_t columns);
  STRATA_KERNEL_LIST(STRATA_KERNEL_FIELD, float, strata_product_f32, strata_adam_f32)
} strata_kernels_f32;

// The reference for double: the same definitions, with libm's functions. For checking gradients.
typedef struct strata_kernels_f64 {
  const char *name;
  size_t (*product_workspace)(const strata_product_f64 *p);
  size_t (*packed_size)(size_t depth, size_t columns);
  STRATA_KERNEL_LIST(STRATA_KERNEL_FIELD, double, strata_product_f64, strata_adam_f64)
} strata_kernels_f64;

#undef STRATA_KERNEL_FIELD

// The set that this process computes with: the best that the CPU can run, or the one that the
// environment variable STRATA_KERNELS names. Chosen once.
const strata_kernels_f32 *strata_kernels(void);

// Null, or what is wrong with STRATA_KERNELS: a name of no set, or of one this CPU cannot run. The
// process then computes with the best set; a tool should say the message and stop.
const char *STRATA_NULLABLE strata_kernels_problem(void);

// The index-th set that this CPU can run, from the reference (0) to the best; null past the last.
const strata_kernels_f32 *STRATA_NULLABLE strata_kernels_at(size_t index);

// The reference for double.
const strata_kernels_f64 *strata_kernels_double(void);

// The element functions for one value, with the bits of the kernels above.
float strata_exp(float x);
float strata_log(float x);
float strata_tanh(float x);
float strata_sigmoid(float x);
float strata_erf(float x);
float strata_gelu(float x);

// Copies `count` rows of `row_bytes` bytes each, those of x with the given numbers, side by side into
// y.
void strata_gather(size_t count, size_t row_bytes, const void *x, const ptrdiff_t *rows, void *y);

// Sets round to nearest, denormals kept, and exceptions masked for this thread, and returns the
// previous settings for strata_fp_restore. Every entry point of the library computes between the two.
uint64_t strata_fp_pin(void);
void strata_fp_restore(uint64_t saved);

#ifdef __cplusplus
}
#endif

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#endif
