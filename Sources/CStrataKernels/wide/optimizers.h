// Optimizer steps, over the lanes of a set; ../reference/optimizers_body.h is the definition. A set
// includes this after its lanes.h. Each step is a function of `count` elements, called with W of
// them and, at the end, with those that are left.

WIDE void sgd_step(size_t count, V negative_rate, const float *g, float *w) {
  V sum = v_fma(negative_rate, v_load_part(g, count), v_load_part(w, count));
  v_store_part(w, count, sum);
}

KERNEL void sgd(size_t n, float learning_rate, const float *g, float *w) {
  V negative_rate = v_set(-learning_rate);
  size_t i = 0;
  for (; n - i >= W; i += W) sgd_step(W, negative_rate, g + i, w + i);
  if (i < n) sgd_step(n - i, negative_rate, g + i, w + i);
}

WIDE void momentum_step(size_t count, V negative_rate, V momentum, int nesterov, const float *g,
                        float *v, float *w) {
  V gradient = v_load_part(g, count);
  V velocity = v_fma(momentum, v_load_part(v, count), gradient);
  v_store_part(v, count, velocity);
  V u = nesterov ? v_fma(momentum, velocity, gradient) : velocity;
  v_store_part(w, count, v_fma(negative_rate, u, v_load_part(w, count)));
}

KERNEL void momentum(size_t n, float learning_rate, float momentum, int nesterov, const float *g,
                     float *v, float *w) {
  V negative_rate = v_set(-learning_rate), factor = v_set(momentum);
  size_t i = 0;
  for (; n - i >= W; i += W) {
    momentum_step(W, negative_rate, factor, nesterov, g + i, v + i, w + i);
  }
  if (i < n) momentum_step(n - i, negative_rate, factor, nesterov, g + i, v + i, w + i);
}

WIDE V kept(V x) { return v_select(v_less(v_abs(x), v_set(0x1p-126f)), v_set(0), x); }

WIDE void adam_step(size_t count, const strata_adam_f32 *p, const float *g, float *m, float *v,
                    float *w) {
  V gradient = v_load_part(g, count);
  V first = kept(v_fma(v_set(p->beta1), v_load_part(m, count),
                       v_mul(v_set(p->one_minus_beta1), gradient)));
  V second = kept(v_fma(v_set(p->beta2), v_load_part(v, count),
                        v_mul(v_set(p->one_minus_beta2), v_mul(gradient, gradient))));
  V scale = v_fma(v_sqrt(second), v_set(p->correction), v_set(p->epsilon));
  v_store_part(m, count, first);
  v_store_part(v, count, second);
  V weight = v_load_part(w, count);
  v_store_part(w, count, v_fma(v_set(-p->step_size), v_div(first, scale), weight));
}

KERNEL void adam(size_t n, const strata_adam_f32 *p, const float *g, float *m, float *v, float *w) {
  strata_adam_f32 step = *p;  // a copy, which no store can change
  size_t i = 0;
  for (; n - i >= W; i += W) adam_step(W, &step, g + i, m + i, v + i, w + i);
  if (i < n) adam_step(n - i, &step, g + i, m + i, v + i, w + i);
}

void INSTALLER(optimizers)(strata_kernels_f32 *set) {
  set->sgd = sgd;
  set->momentum = momentum;
  set->adam = adam;
}
