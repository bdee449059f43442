"""Writes activations.json: values and derivatives of every activation as PyTorch computes them in
float64, of numbers that are floats. Elementwise ones have their inputs in "x" and the derivatives by
autograd in "slope"; those along an axis have shapes, and the gradient for given "dy".

Usage: python activations.py > activations.json
"""

import json

import numpy
import torch
import torch.nn.functional as F

# Kinks of the piecewise functions (0, 1, 3, 6) are left out: their derivatives are conventions.
INPUTS = [
    -1000, -104.5, -50, -20.25, -12, -8.5, -5, -3.5, -2.75, -2, -1.25, -0.875, -0.5, -0.25, -0.0625,
    -(2.0**-12), -(2.0**-30), 2.0**-30, 2.0**-12, 0.0625, 0.25, 0.5, 0.875, 1.25, 2, 2.75, 3.5, 5,
    8.5, 12, 20.25, 50, 104.5, 1000,
]
single = lambda x: float(numpy.float32(x))
ELEMENTWISE = [
    ("identity", lambda x: x),
    ("sigmoid", torch.sigmoid),
    ("logSigmoid", F.logsigmoid),
    # Not F.hardsigmoid and F.hardswish: their derivatives know 1/6 as a float32.
    ("hardSigmoid", lambda x: F.relu6(x + 3) / 6),
    ("tanh", torch.tanh),
    ("hardTanh", F.hardtanh),
    ("relu", F.relu),
    ("relu6", F.relu6),
    ("leakyReLU", lambda x: F.leaky_relu(x, single(0.01))),
    ({"leakyReLU": {"slope": 0.25}}, lambda x: F.leaky_relu(x, 0.25)),
    ("elu", F.elu),
    ({"elu": {"alpha": 0.375}}, lambda x: F.elu(x, 0.375)),
    ("selu", F.selu),
    ("celu", F.celu),
    ({"celu": {"alpha": 2.5}}, lambda x: F.celu(x, 2.5)),
    ("gelu", F.gelu),
    ("geluTanh", lambda x: F.gelu(x, approximate="tanh")),
    ("silu", F.silu),
    ("hardSwish", lambda x: x * F.relu6(x + 3) / 6),
    ("mish", F.mish),
    # Beyond its threshold PyTorch takes x itself, which is 2e-9 less at 20 and the same at 100.
    ("softplus", lambda x: F.softplus(x, threshold=100)),
    ("softsign", F.softsign),
]
ALONG_AXES = [
    ("softmax", F.softmax, -1, (3, 5)),
    ({"softmax": {"axis": 1}}, F.softmax, 1, (2, 4, 3)),
    ({"softmax": {"axis": -2}}, F.softmax, -2, (2, 2, 3, 2)),
    ("logSoftmax", F.log_softmax, -1, (3, 5)),
    ({"logSoftmax": {"axis": 1}}, F.log_softmax, 1, (2, 4, 3)),
    ({"logSoftmax": {"axis": -3}}, F.log_softmax, -3, (2, 3, 2, 2)),
]

elementwise = []
for activation, function in ELEMENTWISE:
    x = torch.tensor(INPUTS, dtype=torch.float64, requires_grad=True)
    y = function(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    elementwise.append({"activation": activation, "y": y.tolist(), "slope": slope.tolist()})

random = numpy.random.Generator(numpy.random.PCG64(1))
draw = lambda shape: torch.tensor(random.normal(size=shape).astype(numpy.float32).astype(float))
axes = []
for activation, function, axis, shape in ALONG_AXES:
    x, dy = (4 * draw(shape)).requires_grad_(), draw(shape)
    y = function(x, dim=axis)
    (dx,) = torch.autograd.grad((y * dy).sum(), x)
    flat = lambda tensor: tensor.flatten().tolist()
    axes.append({
        "activation": activation, "shape": list(shape), "x": flat(x), "y": flat(y), "dy": flat(dy),
        "dx": flat(dx),
    })

print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__, "x": INPUTS, "elementwise": elementwise,
    "alongAxes": axes,
}, indent=1))
