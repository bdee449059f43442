// Forgets the names of f32.h or f64.h.

#undef R
#undef NAMED
#undef SET
#undef PRODUCT
#undef ADAM
#undef FMA
#undef SQRT
#undef ABS
#undef SMALLEST_NORMAL
#undef EXP
#undef LOG
#undef TANH
#undef SIGMOID
#undef ERF
#undef GELU
#undef GELU_SLOPE
#undef EXP_DIFFERENCE
