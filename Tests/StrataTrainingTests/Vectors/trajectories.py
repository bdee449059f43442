"""Writes trajectories.json: a 3-4-2 network trained for 20 steps in float64 with each optimizer of
PyTorch, and with its parameter groups, averaged model, clipping and schedulers. Lion, which PyTorch does
not have, is a few lines after X. Chen et al., "Symbolic discovery of optimization algorithms", 2023.

Usage: python trajectories.py > trajectories.json
"""

import json

import numpy
import torch
from torch.optim import lr_scheduler
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

NAMES = ["dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias"]
STEPS = [1, 2, 5, 10, 20]


class Lion(torch.optim.Optimizer):
    def __init__(self, parameters, lr, betas=(0.9, 0.99), weight_decay=0):
        super().__init__(parameters, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for weight in group["params"]:
                mean = self.state[weight].setdefault("mean", torch.zeros_like(weight))
                direction = torch.sign(beta1 * mean + (1 - beta1) * weight.grad)
                weight -= group["lr"] * (direction + group["weight_decay"] * weight)
                mean.copy_(beta2 * mean + (1 - beta2) * weight.grad)


class Network(torch.nn.Module):
    """Weights are [inputs, outputs], as in Strata."""

    def __init__(self, start):
        super().__init__()
        self.weights = torch.nn.ParameterList([torch.tensor(value) for value in start])

    def forward(self, inputs):
        w1, b1, w2, b2 = self.weights
        return torch.tanh(inputs @ w1 + b1) @ w2 + b2


O = torch.optim
CASES = {
    "sgd": lambda p: O.SGD(p, lr=0.1),
    "sgd decay": lambda p: O.SGD(p, lr=0.1, weight_decay=0.05),
    "sgd momentum": lambda p: O.SGD(p, lr=0.05, momentum=0.9),
    "sgd nesterov": lambda p: O.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda p: O.Adam(p, lr=0.02),
    "adam betas": lambda p: O.Adam(p, lr=0.05, betas=(0.5, 0.9), eps=1e-3),
    "adamW": lambda p: O.AdamW(p, lr=0.02),
    "adamW decay": lambda p: O.AdamW(p, lr=0.02, weight_decay=0.3),
    "amsgrad": lambda p: O.Adam(p, lr=0.02, betas=(0.9, 0.9), amsgrad=True),
    "amsgrad decay": lambda p: O.AdamW(p, lr=0.02, betas=(0.9, 0.9), weight_decay=0.1, amsgrad=True),
    "nadam": lambda p: O.NAdam(p, lr=0.02),
    "nadam decay": lambda p: O.NAdam(
        p, lr=0.02, momentum_decay=0.1, weight_decay=0.1, decoupled_weight_decay=True),
    "adamax": lambda p: O.Adamax(p, lr=0.02),
    "adamax betas": lambda p: O.Adamax(p, lr=0.05, betas=(0.5, 0.8), eps=1e-3),
    "rmsProp": lambda p: O.RMSprop(p, lr=0.01),
    "rmsProp momentum": lambda p: O.RMSprop(p, lr=0.005, alpha=0.9, momentum=0.8),
    "rmsProp centered": lambda p: O.RMSprop(p, lr=0.005, alpha=0.9, eps=1e-3, centered=True),
    "rmsProp all": lambda p: O.RMSprop(p, lr=0.002, alpha=0.9, eps=1e-2, centered=True, momentum=0.7),
    "adagrad": lambda p: O.Adagrad(p, lr=0.1),
    "adagrad initial": lambda p: O.Adagrad(p, lr=0.1, initial_accumulator_value=0.3, eps=1e-3),
    "adadelta": lambda p: O.Adadelta(p),
    "adadelta rho": lambda p: O.Adadelta(p, lr=2, rho=0.7, eps=1e-3),
    "lion": lambda p: Lion(p, lr=0.01),
    "lion decay": lambda p: Lion(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.5),
    # The first layer frozen; biases without decay; the last layer at twice the rate.
    "groups": lambda p: O.AdamW(
        [dict(params=[p[2]], lr=0.04), dict(params=[p[3]], lr=0.04, weight_decay=0)],
        lr=0.02, weight_decay=0.3),
    "averaged": lambda p: O.SGD(p, lr=0.1),
    "clip norm": lambda p: O.SGD(p, lr=0.5),
    "clip value": lambda p: O.SGD(p, lr=0.5),
    "cosine": lambda p: O.Adam(p, lr=0.05),
    "warm up": lambda p: O.SGD(p, lr=0.1, momentum=0.9),
}
AVERAGING = 0.8
CLIP_NORM, CLIP_VALUE = 0.1, 0.02


def scheduler(name, optimizer):
    if name == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=20, eta_min=0.005)
    if name == "warm up":
        return lr_scheduler.SequentialLR(
            optimizer,
            [lr_scheduler.LinearLR(optimizer, start_factor=0.2, total_iters=4),
             lr_scheduler.ExponentialLR(optimizer, gamma=0.8)],
            milestones=[4])
    return None


random = numpy.random.Generator(numpy.random.PCG64(4))
# Rounded to Float, so that tests in Float begin with the same numbers.
draw = lambda *shape: random.normal(size=shape).astype(numpy.float32).astype(float)
start = [draw(3, 4) / 2, draw(4) / 8, draw(4, 2) / 2, draw(2) / 8]
inputs, targets = draw(8, 3), draw(8, 2)

trajectories = {}
for name, make in CASES.items():
    network = Network(start)
    parameters = list(network.weights)
    if name == "groups":
        for weight in parameters[:2]:
            weight.requires_grad_(False)
    optimizer = make(parameters)
    schedule = scheduler(name, optimizer)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGING))
    shown = average.module if name == "averaged" else network
    steps = {}
    for step in range(1, 21):
        optimizer.zero_grad()
        outputs = network(torch.tensor(inputs))
        torch.nn.functional.mse_loss(outputs, torch.tensor(targets)).backward()
        if name == "clip norm":
            torch.nn.utils.clip_grad_norm_(parameters, CLIP_NORM)
        if name == "clip value":
            torch.nn.utils.clip_grad_value_(parameters, CLIP_VALUE)
        optimizer.step()
        average.update_parameters(network)
        if schedule:
            schedule.step()
        if step in STEPS:
            steps[str(step)] = {
                key: weight.detach().flatten().tolist() for key, weight in zip(NAMES, shown.weights)}
    trajectories[name] = steps

print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__,
    "start": {name: value.flatten().tolist() for name, value in zip(NAMES, start)},
    "inputs": inputs.flatten().tolist(), "targets": targets.flatten().tolist(),
    "trajectories": trajectories,
}, indent=1))
