"""Writes bounds.json: what penalties and constraints on a layer's weights make of a small training, as
PyTorch computes it in float64: the gradients by autograd, penalties added to them and constraints
applied by hand.

Usage: python bounds.py > bounds.json
"""

import json

import numpy
import torch

RATE, MOMENTUM, STEPS = 0.2, 0.5, 12

CASES = {
    "nothing": {},
    "l1": dict(l1=0.05),
    "l2": dict(l2=0.1),
    "l1 and l2": dict(l1=0.02, l2=0.03),
    "maxNorm": dict(maxNorm=0.75),
    "unitNorm": dict(unitNorm=True),
    "nonNegative": dict(nonNegative=True),
    "l2, maxNorm and clipping": dict(l2=0.1, maxNorm=1.25, clipNorm=0.25),
}

random = numpy.random.Generator(numpy.random.PCG64(11))
# Rounded to Float, so that tests in Float begin with the same numbers.
draw = lambda *shape: random.normal(size=shape).astype(numpy.float32).astype(float)
inputs, targets = draw(9, 4), draw(9, 2)
start = [draw(4, 3), draw(3), draw(3, 2), draw(2)]


def constrain(weight, options):
    norms = weight.norm(dim=0)
    if "maxNorm" in options:
        weight *= torch.where(norms > options["maxNorm"], options["maxNorm"] / norms, 1.0)
    if "unitNorm" in options:
        weight /= norms
    if "nonNegative" in options:
        weight.clamp_(min=0)


def training(options):
    parameters = [torch.tensor(values, dtype=torch.float64, requires_grad=True) for values in start]
    optimizer = torch.optim.SGD(parameters, lr=RATE, momentum=MOMENTUM)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        hidden = torch.tanh(torch.tensor(inputs) @ parameters[0] + parameters[1])
        loss = torch.nn.functional.mse_loss(hidden @ parameters[2] + parameters[3], torch.tensor(targets))
        losses.append(loss.item())
        loss.backward()
        weight = parameters[0]
        weight.grad += options.get("l1", 0) * weight.detach().sign() + 2 * options.get("l2", 0) * weight.detach()
        if "clipNorm" in options:
            norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters))
            assert norm > options["clipNorm"] or losses[-1] < losses[0]
            if norm > options["clipNorm"]:
                for p in parameters:
                    p.grad *= options["clipNorm"] / norm
        optimizer.step()
        with torch.no_grad():
            constrain(weight, options)
    return dict(
        options={key: float(value) for key, value in options.items()}, losses=losses,
        parameters=[p.flatten().tolist() for p in parameters])


print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__,
    "learningRate": RATE, "momentum": MOMENTUM, "steps": STEPS,
    "inputs": inputs.flatten().tolist(), "targets": targets.flatten().tolist(),
    "start": [values.flatten().tolist() for values in start],
    "cases": {name: training(options) for name, options in CASES.items()},
}, indent=1))
