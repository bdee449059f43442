"""JAX: training by one compiled step called in a loop, and by a compiled loop over the epoch.

The data and the epoch's order lie on the device; a step gathers its batch itself.
"""

import os

import common

options = common.arguments()
if options.threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["JAX_PLATFORMS"] = "cpu"

import functools  # noqa: E402  (after the number of threads is set)

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy  # noqa: E402


def outputs(parameters, x):
    for weight, bias in parameters[:-1]:
        x = jax.nn.relu(x @ weight + bias)
    weight, bias = parameters[-1]
    return x @ weight + bias


def mean_loss(parameters, x, y):
    logits = jax.nn.log_softmax(outputs(parameters, x))
    return -jnp.take_along_axis(logits, y[:, None], axis=1).mean()


def adam(parameters, gradients, state):
    """D. P. Kingma, J. Ba, "Adam: A method for stochastic optimization", 2015."""
    step, first, second = state
    step = step + 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
    down, scale = 1 - 0.9**step, 1 - 0.999**step

    def update(w, m, v):
        return w - 0.001 * (m / down) / (jnp.sqrt(v / scale) + 1e-8)

    return jax.tree.map(update, parameters, first, second), (step, first, second)


def sgd(parameters, gradients, state):
    return jax.tree.map(lambda w, g: w - 0.1 * g, parameters, gradients), state


def step(update, batch, data, carry, start):
    """One training step on the samples order[start ..< start + batch]."""
    x, y, order = data
    parameters, state, total = carry
    chosen = jax.lax.dynamic_slice(order, (start,), (batch,))
    loss, gradients = jax.value_and_grad(mean_loss)(parameters, x[chosen], y[chosen])
    parameters, state = update(parameters, gradients, state)
    return parameters, state, total + loss * batch


def train(name, scans):
    update, batch = (adam, 128) if name == "adam-128" else (sgd, 32)
    x, y = (jnp.asarray(part) for part in common.fashion(options.images))
    parameters = [
        (jnp.array(weight), jnp.array(bias))
        for weight, bias in common.weights(options.folder, "large")
    ]
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    moments = (zeros, jax.tree.map(jnp.copy, zeros)) if update is adam else ()
    state = (jnp.float32(0), *moments) if update is adam else ()
    # What the last, shorter batch of an epoch holds has a step of its own, compiled for its size.
    full, rest = divmod(options.images, batch)
    one = jax.jit(functools.partial(step, update, batch), donate_argnums=1)
    last = jax.jit(functools.partial(step, update, rest), donate_argnums=1)
    starts = jnp.arange(full) * batch

    @functools.partial(jax.jit, donate_argnums=1)
    def scanned(data, carry):
        body = functools.partial(step, update, batch, data)
        return jax.lax.scan(lambda carry, start: (body(carry, start), None), carry, starts)[0]

    random = numpy.random.default_rng(1)
    carry = (parameters, state, jnp.float32(0))

    def call():
        nonlocal carry
        data = (x, y, jnp.asarray(random.permutation(options.images).astype("i4")))
        carry = (carry[0], carry[1], jnp.float32(0))
        if scans:
            carry = scanned(data, carry)
        else:
            for start in range(0, full * batch, batch):
                carry = one(data, carry, start)
        if rest:
            carry = last(data, carry, full * batch)
        return float(carry[2]) / options.images

    call()
    return common.Each(call)


def answers(name):
    parameters = common.weights(options.folder, name)
    return numpy.asarray(outputs(parameters, common.inputs(name, 1)))


def predict(name, batch):
    parameters = [
        (jnp.array(weight), jnp.array(bias))
        for weight, bias in common.weights(options.folder, name)
    ]
    x = jnp.asarray(common.inputs(name, batch))
    compiled = jax.jit(outputs)
    return common.Each(lambda: compiled(parameters, x).block_until_ready())


rows = {}
for name in ["adam-128", "sgd-32"]:
    rows[f"train/{name}@step"] = lambda name=name: train(name, False)
    rows[f"train/{name}@scan"] = lambda name=name: train(name, True)
for name, batch in common.predictions(options.folder):
    rows[f"predict/{name}/{batch}"] = lambda n=name, b=batch: predict(n, b)
common.serve(rows, answers={name: lambda name=name: answers(name) for name in common.WIDTHS})
