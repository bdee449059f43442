"""Writes optimizers.json: 20 steps of each optimizer as PyTorch computes them in float64, on the
gradients a * (w - t) of a quadratic with a little given noise, so that every step depends on those
before it.

Usage: python optimizers.py > optimizers.json
"""

import json

import numpy
import torch

CASES = {
    "sgd": dict(learningRate=0.1),
    "sgd momentum": dict(learningRate=0.05, momentum=0.9),
    "sgd nesterov": dict(learningRate=0.05, momentum=0.9, nesterov=True),
    "adam": dict(learningRate=0.05),
    "adam other betas": dict(learningRate=0.1, beta1=0.5, beta2=0.9, epsilon=1e-3),
}


def optimizer(name, weight, options):
    if name.startswith("sgd"):
        return torch.optim.SGD(
            [weight],
            lr=options["learningRate"],
            momentum=options.get("momentum", 0),
            nesterov=options.get("nesterov", False),
        )
    return torch.optim.Adam(
        [weight],
        lr=options["learningRate"],
        betas=(options.get("beta1", 0.9), options.get("beta2", 0.999)),
        eps=options.get("epsilon", 1e-8),
    )


random = numpy.random.Generator(numpy.random.PCG64(1))
# Rounded to Float, so that tests in Float begin with the same numbers.
draw = lambda *shape: random.normal(size=shape).astype(numpy.float32).astype(float)
start, goal, noise = draw(4), draw(4), draw(20, 4) / 8
curvature = numpy.array([0.25, 0.5, 1, 2])

trajectories = {}
for name, options in CASES.items():
    weight = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    steps = optimizer(name, weight, options)
    rows = []
    for step in range(20):
        weight.grad = torch.tensor(curvature) * (weight.detach() - torch.tensor(goal)) + torch.tensor(noise[step])
        steps.step()
        rows.append(weight.tolist())
    trajectories[name] = rows

print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__,
    "start": start.tolist(), "goal": goal.tolist(), "curvature": curvature.tolist(),
    "noise": noise.tolist(), "trajectories": trajectories,
}, indent=1))
