"""Writes layers.json: layers of one or several inputs as PyTorch computes them in float64, forward and
both gradients, of the inputs and of the parameters.

Usage: python layers.py > layers.json
"""

import json

import numpy
import torch
import torch.nn.functional as F

EPSILON = 2.0**-10

random = numpy.random.Generator(numpy.random.PCG64(7))


def draw(*shape, shift=0.0):
    """Rounded to Float, so that tests in Float begin with the same numbers."""
    values = (random.normal(size=shape) + shift).astype(numpy.float32).astype(float)
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def case(name, function, inputs, parameters=()):
    y = function(*inputs, *parameters)
    dy = draw(*y.shape).detach()
    y.backward(dy)
    return dict(
        name=name,
        inputs=[dict(shape=list(x.shape), values=x.flatten().tolist()) for x in inputs],
        parameters=[p.flatten().tolist() for p in parameters],
        y=y.flatten().tolist(),
        dy=dy.flatten().tolist(),
        inputGradients=[x.grad.flatten().tolist() for x in inputs if x.requires_grad],
        parameterGradients=[p.grad.flatten().tolist() for p in parameters])


def layer_norm(x, gain, offset=None):
    return F.layer_norm(x, x.shape[-1:], gain, offset, EPSILON)


def rms_norm(x, gain, offset=None):
    y = F.rms_norm(x, x.shape[-1:], gain, EPSILON)
    return y if offset is None else y + offset


def embedding(padding=None):
    return lambda x, table: F.embedding(x, table, padding_idx=padding)


def largest(a, b, c):
    return torch.maximum(torch.maximum(a, b), c)


def padded_table():
    """As torch.nn.Embedding makes it: the padding's row is zeros."""
    table = draw(6, 3)
    with torch.no_grad():
        table[2] = 0
    return table


words = torch.tensor(random.integers(0, 6, size=(70, 2)))
three = lambda: [draw(4, 2, 3) for _ in range(3)]

CASES = [
    # Far from 0, where sums of squares would cancel.
    case("layerNorm", layer_norm, [draw(5, 7, shift=8)], [draw(7), draw(7)]),
    case("layerNorm of more axes", layer_norm, [draw(3, 2, 4)], [draw(4), draw(4)]),
    case("layerNorm without offset", layer_norm, [draw(4, 3)], [draw(3)]),
    case("rmsNorm", rms_norm, [draw(5, 7, shift=8)], [draw(7)]),
    case("rmsNorm of more axes, with offset", rms_norm, [draw(3, 2, 4)], [draw(4), draw(4)]),
    case("prelu", F.prelu, [draw(9, 4)], [draw(4)]),
    case("prelu of more axes", lambda x, s: torch.where(x > 0, x, s * x), [draw(3, 2, 4)], [draw(4)]),
    case("embedding", embedding(), [words], [draw(6, 3)]),
    case("embedding with padding", embedding(2), [words], [padded_table()]),
    case("add", lambda a, b, c: a + b + c, three()),
    case("subtract", lambda a, b: a - b, three()[:2]),
    case("multiply", lambda a, b, c: a * b * c, three()),
    case("average", lambda a, b, c: torch.stack([a, b, c]).mean(0), three()),
    case("maximum", largest, three()),
    case("concatenate", lambda a, b: torch.cat([a, b], -1), [draw(4, 2, 3), draw(4, 2, 1)]),
    case("concatenate axis 1", lambda a, b: torch.cat([a, b], 1), [draw(4, 2, 3), draw(4, 3, 3)]),
]

print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__, "epsilon": EPSILON, "cases": CASES,
}, indent=1))
