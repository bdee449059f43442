// Optimizer steps; see strata_kernels.h for the contracts.

static void NAMED(sgd)(size_t n, R learning_rate, const R *g, R *w) {
  for (size_t i = 0; i < n; i++) w[i] = FMA(-learning_rate, g[i], w[i]);
}

static void NAMED(momentum)(size_t n, R learning_rate, R momentum, int nesterov, const R *g, R *v,
                            R *w) {
  for (size_t i = 0; i < n; i++) {
    v[i] = FMA(momentum, v[i], g[i]);
    R u = nesterov ? FMA(momentum, v[i], g[i]) : v[i];
    w[i] = FMA(-learning_rate, u, w[i]);
  }
}

static R NAMED(kept)(R x) { return ABS(x) < SMALLEST_NORMAL ? 0 : x; }

static void NAMED(adam)(size_t n, const ADAM *p, const R *g, R *m, R *v, R *w) {
  for (size_t i = 0; i < n; i++) {
    m[i] = NAMED(kept)(FMA(p->beta1, m[i], p->one_minus_beta1 * g[i]));
    v[i] = NAMED(kept)(FMA(p->beta2, v[i], p->one_minus_beta2 * (g[i] * g[i])));
    w[i] = FMA(-p->step_size, m[i] / FMA(SQRT(v[i]), p->correction, p->epsilon), w[i]);
  }
}

void NAMED(strata_reference_optimizers)(SET *set) {
  set->sgd = NAMED(sgd);
  set->momentum = NAMED(momentum);
  set->adam = NAMED(adam);
}
