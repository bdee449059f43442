// erf, and x * Phi(x) with its derivative, for float, once for every kernel set. Phi and phi are the
// normal distribution's function and its density.
//
// As in functions.h the sequence of operations is the definition. The tables are made by
// Tests/Acceptance/element-functions/tables.py.

#ifndef STRATA_WIDE_NORMAL_H
#define STRATA_WIDE_NORMAL_H

#include "functions.h"
#include "unroll.h"

// A function of t >= 0 in eight pieces, a column each: first the piece's centre c, then the value
// there, then the coefficients of (t - c), (t - c)^2, ... The centres are chosen so that the values
// there are floats to within a thousandth of a rounding.

// erf(t), cut half-way between the multiples of 17/32, to 2^-27 of it. The first piece is
// erf(t) - t, with the centre 0.
#define ERF_DEGREE 7
#define ERF_PIECES_A_UNIT (32.0f / 17)
static const float erf_pieces[ERF_DEGREE + 2][8] = {
    {0, 0x1.0d495p-1f, 0x1.18529p+0f, 0x1.8e63c8p+0f,
     0x1.0a80dcp+1f, 0x1.51295p+1f, 0x1.9caf42p+1f, 0x1.df38d4p+1f},
    {0, 0x1.1604dep-1f, 0x1.c1ccf2p-1f, 0x1.f1cadap-1f,
     0x1.fe57fap-1f, 0x1.ffe66ap-1f, 0x1.ffff54p-1f, 0x1.fffffcp-1f},
    {0x1.06eba8p-3f, 0x1.b61dacp-1f, 0x1.5c5994p-2f, 0x1.9a3f2ap-4f,
     0x1.e474aep-7f, 0x1.1ee32ap-10f, 0x1.218df2p-15f, 0x1.ef3e88p-21f},
    {0x1.0e902cp-22f, -0x1.ccda84p-2f, -0x1.7d725cp-2f, -0x1.3f371p-3f,
     -0x1.f85502p-6f, -0x1.79d748p-9f, -0x1.d2cb26p-14f, -0x1.cfa142p-19f},
    {-0x1.812a0ep-2f, -0x1.04f956p-3f, 0x1.44b144p-3f, 0x1.06cd1ap-3f,
     0x1.35a772p-5f, 0x1.33d862p-8f, 0x1.ddaccep-13f, 0x1.173538p-17f},
    {0x1.5272f6p-13f, 0x1.77c49cp-3f, 0x1.324296p-5f, -0x1.884be6p-5f,
     -0x1.dca64ep-6f, -0x1.567ad8p-8f, -0x1.59b558p-12f, -0x1.e1de3ap-17f},
    {0x1.c9bcfap-4f, -0x1.70cdf4p-12f, -0x1.0677e8p-4f, -0x1.1bcf84p-7f,
     0x1.a4e328p-7f, 0x1.0c8c1cp-8f, 0x1.739fdcp-12f, 0x1.3aee02p-16f},
    {0x1.a12fa2p-9f, -0x1.864a1ep-5f, 0x1.a353b4p-7f, 0x1.18967ep-6f,
     -0x1.142e54p-10f, -0x1.20619p-9f, -0x1.3f6ac2p-12f, -0x1.660d36p-16f},
    {-0x1.e7cd1ap-6f, 0x1.c82c3p-8f, 0x1.9ae642p-7f, -0x1.793b44p-8f,
     -0x1.f77136p-10f, 0x1.5b7fb4p-11f, 0x1.cb72e6p-13f, 0x1.57ee96p-16f},
};

// With q(t) = exp(t^2 / 2) * (1 - Phi(t)), for t up to 14.6: -t * q(t), to 2^-28 of it, and
// q(t) - t / sqrt(2 * pi), to 2^-29 but near its zero. Both are cut where t + 5.375 passes a quarter
// of an octave: 6, 7, 8, 10, 12, 14, 16. By the bits of that sum the fourth piece is the first
// column. The first piece of the product, its sixth column, is t / 2 - t * q(t), with the centre 0
// and a mark below all values.
#define NORMAL_DEGREE 8
static const float product_pieces[NORMAL_DEGREE + 2][8] = {
    {0x1.c33844p+1f, 0x1.6e3ca8p+2f, 0x1.f2a39ap+2f, 0x1.31ba84p+3f,
     0x1.98acacp+3f, 0, 0x1.0d16d8p+0f, 0x1.08ef8ap+1f},
    {-0x1.7d77ap-2f, -0x1.8d0a28p-2f, -0x1.92185ap-2f, -0x1.942e58p-2f,
     -0x1.960e92p-2f, -0x1p+0f, -0x1.1229c4p-2f, -0x1.5b38eap-2f},
    {-0x1.9b7bdp-7f, -0x1.da3b28p-9f, -0x1.933a7ap-10f, -0x1.c2810ep-11f,
     -0x1.8386a6p-12f, 0x1.09c5b2p-31f, -0x1.de6a5ep-4f, -0x1.47199cp-5f},
    {0x1.18a1c8p-8f, 0x1.c0cee4p-11f, 0x1.24996p-12f, 0x1.0f9a3p-13f,
     0x1.63a818p-15f, 0x1.98844cp-2f, 0x1.1dfa0ap-4f, 0x1.2fada2p-6f},
    {-0x1.46ec9cp-10f, -0x1.7178a6p-13f, -0x1.746ebp-15f, -0x1.2059dep-16f,
     -0x1.2082fap-18f, -0x1.fffe2p-3f, -0x1.16046ep-5f, -0x1.d6534p-8f},
    {0x1.583488p-12f, 0x1.1767a8p-15f, 0x1.b6b848p-18f, 0x1.1c5a62p-19f,
     0x1.b470f4p-22f, 0x1.10409ep-3f, 0x1.d656ccp-7f, 0x1.430ecap-9f},
    {-0x1.4fc53ap-14f, -0x1.8d8354p-18f, -0x1.e9d656p-21f, -0x1.0ac6fap-22f,
     -0x1.3ac744p-25f, -0x1.fdb318p-5f, -0x1.661766p-8f, -0x1.959da6p-11f},
    {0x1.38fe26p-16f, 0x1.0c391cp-20f, 0x1.05cf08p-23f, 0x1.e39f98p-26f,
     0x1.b4c724p-29f, 0x1.a3df1ap-6f, 0x1.f7fecep-10f, 0x1.db4bb6p-13f},
    {-0x1.277a6cp-18f, -0x1.719c2cp-23f, -0x1.170a26p-26f, -0x1.ae555cp-29f,
     -0x1.3bf32ep-32f, -0x1.165b84p-7f, -0x1.524762p-11f, -0x1.0b1fp-14f},
    {0x1.ac2444p-21f, 0x1.10a79cp-25f, 0x1.4bcd64p-29f, 0x1.46010cp-32f,
     0x1.dcb542p-36f, 0x1.adaad4p-10f, 0x1.62cc54p-13f, 0x1.ef86fp-17f},
};
static const float slope_pieces[NORMAL_DEGREE + 2][8] = {
    {0x1.c5b528p+1f, 0x1.7102b8p+2f, 0x1.e0fe4ep+2f, 0x1.2f8e08p+3f,
     0x1.8f3c86p+3f, 0x1.130b04p-2f, 0x1.19b68cp+0f, 0x1.1b7fc6p+1f},
    {-0x1.4f157cp+0f, -0x1.1dd118p+1f, -0x1.7918d8p+1f, -0x1.df1406p+1f,
     -0x1.3c82dp+2f, 0x1.34ad22p-2f, -0x1.8668bap-3f, -0x1.74c2ap-1f},
    {-0x1.b35176p-2f, -0x1.a3d5cep-2f, -0x1.9f654ap-2f, -0x1.9ce9c4p-2f,
     -0x1.9b17a6p-2f, -0x1.60537cp-1f, -0x1.0c923ep-1f, -0x1.d04272p-2f},
    {0x1.961358p-8f, 0x1.d0a28ap-10f, 0x1.be5ed8p-11f, 0x1.cbdaecp-12f,
     0x1.9ef912p-13f, 0x1.52dc9p-3f, 0x1.c332acp-5f, 0x1.1e88f8p-6f},
    {-0x1.6fecaap-10f, -0x1.236808p-12f, -0x1.bdf88cp-14f, -0x1.743aacp-15f,
     -0x1.03ee52p-16f, -0x1.4e2c12p-4f, -0x1.62fe6cp-6f, -0x1.56fa08p-8f},
    {0x1.4046ep-12f, 0x1.6557f4p-15f, 0x1.b7374ap-17f, 0x1.2a7382p-18f,
     0x1.430f04p-20f, 0x1.25ff5ap-5f, 0x1.ffbfa4p-8f, 0x1.828d1p-10f},
    {-0x1.0b61f8p-14f, -0x1.a19bb4p-18f, -0x1.a444b6p-20f, -0x1.b0f1eep-22f,
     -0x1.657c68p-24f, -0x1.d6f328p-7f, -0x1.567fb8p-9f, -0x1.a188b6p-12f},
    {0x1.b51f8ap-17f, 0x1.17e1fap-20f, 0x1.8b3066p-23f, 0x1.e01fecp-26f,
     0x1.ad53c6p-28f, 0x1.5b79fep-8f, 0x1.aeb788p-11f, 0x1.8dcc84p-14f},
    {-0x1.86c046p-19f, -0x1.27a57p-22f, -0x1.4a309ap-25f, -0x1.07e55p-25f,
     -0x1.186584p-29f, -0x1.024e5p-9f, -0x1.0ac0fcp-12f, -0x1.85504ep-17f},
    {0x1.1b3ca4p-21f, -0x1.19e958p-24f, 0x1.454bc8p-27f, 0x1.06b4eap-26f,
     0x1.2e31dap-32f, 0x1.a7ec24p-11f, 0x1.2ad1cep-14f, 0x1.a4cf6cp-16f},
};

// (p(c + z) - p(c)) / z for the polynomial p of a piece.
WIDE V v_slope_of_piece(const float pieces[][8], const size_t degree, V piece, V z) {
  V y = v_lookup(pieces[degree + 1], piece);
  UNROLL for (size_t k = degree; k > 1; k--) y = v_fma(y, z, v_lookup(pieces[k], piece));
  return y;
}

// From 3.96 on the last piece is 1.
WIDE V v_erf(V x) {
  V t = v_at_most(v_abs(x), v_set(3.96f));
  V piece = v_fma(t, v_set(ERF_PIECES_A_UNIT), v_set(INTEGER_SHIFT));
  V z = v_sub(t, v_lookup(erf_pieces[0], piece));
  V slope = v_slope_of_piece(erf_pieces, ERF_DEGREE, piece, z);
  V value = v_select(v_less(z, t), v_lookup(erf_pieces[1], piece), t);
  return v_with_sign(v_fma(slope, z, value), x);
}

// exp(-t^2 / 2) = 2^n * (1 + p); n stands in `shifted`. `half` is -t / 2.
WIDE V v_expm1_of_square(V t, V half, V *shifted) {
  V exponent = v_mul(half, t);
  // What the product could not hold would weigh as much as 2^-24 times the exponent.
  V low = v_fma(half, t, v_neg(exponent));
  return v_expm1_reduced(v_reduce_sum(exponent, low, shifted));
}

// The piece of t in the tables for the normal distribution.
WIDE V v_normal_piece(V t) { return v_quarter(v_add(t, v_set(5.375f))); }

// x * Phi(x) = max(x, 0) - t * (1 - Phi(t)) for t = |x|. From 14.4 on it is x or 0.
WIDE V v_gelu(V x) {
  V t = v_at_most(v_abs(x), v_set(14.4f));
  V half = v_mul(t, v_set(-0.5f)), shifted;
  V p = v_expm1_of_square(t, half, &shifted);

  V piece = v_normal_piece(t);
  V z = v_sub(t, v_lookup(product_pieces[0], piece));
  V slope = v_slope_of_piece(product_pieces, NORMAL_DEGREE, piece, z);
  // In the first piece -t / 2 is above the mark, in the others below the value.
  V value = v_at_least(half, v_lookup(product_pieces[1], piece));
  V product = v_fma(slope, z, value);

  V tail = v_scale(v_fma(product, p, product), shifted);
  // The sign last: where nothing is left, the sum has none.
  return v_with_sign(v_add(v_at_least(x, v_set(0)), tail), x);
}

// Phi(x) + x * phi(x), for -t: exp(-t^2 / 2) * (q(t) - t / sqrt(2 * pi)). For t it is 1 less that.
WIDE V v_gelu_slope(V x) {
  V t = v_at_most(v_abs(x), v_set(14.6f));
  V shifted;
  V p = v_expm1_of_square(t, v_mul(t, v_set(-0.5f)), &shifted);

  V piece = v_normal_piece(t);
  V z = v_sub(t, v_lookup(slope_pieces[0], piece));
  V slope = v_slope_of_piece(slope_pieces, NORMAL_DEGREE, piece, z);
  V difference = v_fma(slope, z, v_lookup(slope_pieces[1], piece));

  V left = v_scale(v_fma(difference, p, difference), shifted);
  return v_select(v_less(x, v_set(0)), left, v_sub(v_set(1), left));
}

#endif
