"""Writes batchNorm.json: batch normalisation in float64 by the formulas of Ioffe and Szegedy (ICML
2015), the way back in their five steps (section 3), three training steps one after the other and
then inference with the running statistics that they left.

Usage: python batchNorm.py > batchNorm.json
"""

import json

import numpy

MOMENTUM, EPSILON, STEPS = 0.25, 2.0**-10, 3

random = numpy.random.Generator(numpy.random.PCG64(3))
# Rounded to Float, so that tests in Float begin with the same numbers.
draw = lambda *shape: random.normal(size=shape).astype(numpy.float32).astype(float)


def forward(x, gain, offset, mean, variance):
    return gain * (x - mean) / numpy.sqrt(variance + EPSILON) + offset


def backward(x, dy, gain, mean, variance):
    """The derivatives with respect to x, gain and offset, by way of those of mean and variance."""
    n = len(x)
    root = numpy.sqrt(variance + EPSILON)
    d_normalized = dy * gain
    d_variance = numpy.sum(d_normalized * (x - mean) * -0.5 / root**3, axis=0)
    d_mean = numpy.sum(-d_normalized / root, axis=0) + d_variance * numpy.mean(-2 * (x - mean), axis=0)
    dx = d_normalized / root + d_variance * 2 * (x - mean) / n + d_mean / n
    return dx, numpy.sum(dy * (x - mean) / root, axis=0), numpy.sum(dy, axis=0)


def case(samples, others, features):
    gain, offset = draw(features), draw(features)
    running_mean, running_variance = draw(features), draw(features) ** 2 + 0.5
    running_variance = running_variance.astype(numpy.float32).astype(float)
    start = dict(mean=running_mean.tolist(), variance=running_variance.tolist())
    steps = []
    for _ in range(STEPS):
        # Far from 0, where sums of squares would cancel.
        x = (draw(samples, *others, features) + 8).astype(numpy.float32).astype(float)
        dy = draw(samples, *others, features)
        rows, row_gradients = x.reshape(-1, features), dy.reshape(-1, features)
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        y = forward(rows, gain, offset, mean, variance)
        dx, d_gain, d_offset = backward(rows, row_gradients, gain, mean, variance)
        running_mean = (1 - MOMENTUM) * running_mean + MOMENTUM * mean
        if len(rows) > 1:
            unbiased = rows.var(axis=0, ddof=1)
            running_variance = (1 - MOMENTUM) * running_variance + MOMENTUM * unbiased
        steps.append(dict(
            x=x.ravel().tolist(), dy=dy.ravel().tolist(), y=y.ravel().tolist(),
            dx=dx.ravel().tolist(), gainGradient=d_gain.tolist(), offsetGradient=d_offset.tolist(),
            mean=running_mean.tolist(), variance=running_variance.tolist()))
    answers = forward(rows, gain, offset, running_mean, running_variance)
    return dict(
        samples=samples, sample=[*others, features], gain=gain.tolist(), offset=offset.tolist(),
        start=start, steps=steps, inference=answers.ravel().tolist())


print(json.dumps({
    "numpy": numpy.__version__, "momentum": MOMENTUM, "epsilon": EPSILON,
    "cases": [case(7, [], 3), case(3, [2], 2), case(130, [], 1), case(1, [], 2)],
}, indent=1))
