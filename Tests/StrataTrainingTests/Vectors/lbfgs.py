"""Writes lbfgs.json: a least-squares problem, and its minimum as PyTorch's L-BFGS with a strong Wolfe line
search finds it in float64, and as NumPy solves it.

Usage: python lbfgs.py > lbfgs.json
"""

import json

import numpy
import torch

random = numpy.random.Generator(numpy.random.PCG64(2))
draw = lambda *shape: random.normal(size=shape).astype(numpy.float32).astype(float)
# Columns of unlike size, as in a table that nobody has prepared.
inputs = draw(40, 5) * numpy.array([1, 4, 0.25, 1, 2])
targets = draw(40, 2)

weight = torch.zeros(5, 2, dtype=torch.float64, requires_grad=True)
bias = torch.zeros(2, dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.LBFGS(
    [weight, bias], line_search_fn="strong_wolfe", max_iter=100, tolerance_grad=1e-12,
    tolerance_change=1e-15)


def closure():
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(torch.tensor(inputs) @ weight + bias, torch.tensor(targets))
    loss.backward()
    return loss


for _ in range(20):
    optimizer.step(closure)
loss = closure().item()

solution = numpy.linalg.lstsq(numpy.hstack([inputs, numpy.ones((40, 1))]), targets, rcond=None)[0]
assert numpy.abs(solution[:5] - weight.detach().numpy()).max() < 1e-7
assert numpy.abs(solution[5] - bias.detach().numpy()).max() < 1e-7

print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__,
    "inputs": inputs.flatten().tolist(), "targets": targets.flatten().tolist(),
    "weight": weight.flatten().tolist(), "bias": bias.tolist(), "loss": loss,
}, indent=1))
