"""Writes networks.json: networks trained for 20 steps in float64 by PyTorch's SGD with momentum, one for
each loss and one for each normalisation. Losses are PyTorch's own where it has them, and otherwise the
written formula.

Usage: python networks.py > networks.json
"""

import json

import numpy
import torch
import torch.nn.functional as F

SAMPLES, INPUTS, HIDDEN, OUTPUTS = 8, 3, 4, 3
RATE, MOMENTUM, STEPS = 0.05, 0.9, 20

random = numpy.random.Generator(numpy.random.PCG64(11))
# Rounded to Float, so that tests in Float begin with the same numbers.
single = lambda array: torch.tensor(numpy.asarray(array).astype(numpy.float32).astype(float))
normal = lambda *shape: single(random.normal(size=shape))

inputs = normal(SAMPLES, INPUTS)
values = normal(SAMPLES, OUTPUTS)
counts = single(random.poisson(2, (SAMPLES, OUTPUTS)))
answers = single(random.integers(0, 2, (SAMPLES, OUTPUTS)))
rows = single(random.dirichlet([1] * OUTPUTS, SAMPLES))
labels = torch.tensor(random.integers(0, OUTPUTS, SAMPLES))
one_hot = F.one_hot(labels, OUTPUTS).double()
mean = lambda losses: losses.mean(dim=1)
smooth = lambda t, share, ways: t * (1 - share) + share / ways


def focal(x, _):
    p = F.softmax(x, dim=1)
    return -(one_hot * (1 - p) ** 2 * F.log_softmax(x, dim=1)).sum(dim=1)


def msle(y, t):
    logarithm = torch.where(y < 0, y, torch.log1p(torch.clamp(y, min=0)))
    return mean((logarithm - torch.log1p(t)) ** 2)


per_output = lambda function, **options: lambda y, t: mean(
    function(y, t, reduction="none", **options))
hinge = lambda power: lambda y, t: mean(torch.clamp(1 - (2 * t - 1) * y, min=0) ** power)

# The loss as in files, what the last layer ends in, the targets, the samples' losses.
LOSSES = [
    ("meanSquaredError", None, values, per_output(F.mse_loss)),
    ("meanAbsoluteError", None, values, per_output(F.l1_loss)),
    ("meanSquaredLogarithmicError", None, counts, msle),
    ({"huber": {"delta": 0.5}}, None, values, per_output(F.huber_loss, delta=0.5)),
    ("logCosh", None, values, lambda y, t: mean(torch.log(torch.cosh(y - t)))),
    ({"quantile": {"q": 0.75}}, None, values,
     lambda y, t: mean(torch.maximum(0.75 * (t - y), -0.25 * (t - y)))),
    ({"poisson": {"logInput": True}}, None, counts, per_output(F.poisson_nll_loss)),
    ("binaryCrossEntropy", "sigmoid", answers, per_output(F.binary_cross_entropy)),
    ("sigmoidCrossEntropy", None, answers, per_output(F.binary_cross_entropy_with_logits)),
    ({"sigmoidCrossEntropy": {"labelSmoothing": 0.125}}, None, answers,
     lambda x, t: mean(
         F.binary_cross_entropy_with_logits(x, smooth(t, 0.125, 2), reduction="none"))),
    ("categoricalCrossEntropy", "softmax", labels,
     lambda p, t: F.nll_loss(torch.log(p), t, reduction="none")),
    ("softmaxCrossEntropy", None, labels, lambda x, t: F.cross_entropy(x, t, reduction="none")),
    ("softmaxCrossEntropy", None, rows, lambda x, t: F.cross_entropy(x, t, reduction="none")),
    ({"softmaxCrossEntropy": {"labelSmoothing": 0.125}}, None, labels,
     lambda x, t: F.cross_entropy(x, t, reduction="none", label_smoothing=0.125)),
    ("focal", None, labels, focal),
    ("klDivergence", "softmax", rows,
     lambda p, t: F.kl_div(torch.log(p), t, reduction="none").sum(dim=1)),
    ("hinge", None, answers, hinge(1)),
    ("squaredHinge", None, answers, hinge(2)),
    ("cosineSimilarity", None, values, lambda y, t: 1 - F.cosine_similarity(y, t, dim=1)),
]
ENDS = {None: lambda y: y, "sigmoid": torch.sigmoid, "softmax": lambda y: F.softmax(y, dim=1)}

BODY = {
    "dense1.weight": normal(INPUTS, HIDDEN) / 2, "dense1.bias": normal(HIDDEN) / 8,
    "dense2.weight": normal(HIDDEN, OUTPUTS) / 2, "dense2.bias": normal(OUTPUTS) / 8,
}


def train(start, forward, loss, targets, buffers=()):
    """The parameters after each of some steps."""
    parameters = {
        name: value.clone().requires_grad_(name not in buffers) for name, value in start.items()}
    optimizer = torch.optim.SGD(
        [p for p in parameters.values() if p.requires_grad], lr=RATE, momentum=MOMENTUM)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss(forward(parameters, inputs), targets).mean().backward()
        optimizer.step()
    return {name: value.detach().flatten().tolist() for name, value in parameters.items()}


def case(layers, loss, start, targets, end):
    return {
        "network": {"input": [INPUTS], "layers": layers}, "loss": loss,
        "start": {name: value.flatten().tolist() for name, value in start.items()},
        "labels" if targets.dim() == 1 else "targets": targets.flatten().tolist(), "end": end,
    }


cases = []
for loss, end, targets, function in LOSSES:

    def forward(p, x):
        hidden = torch.tanh(x @ p["dense1.weight"] + p["dense1.bias"])
        return ENDS[end](hidden @ p["dense2.weight"] + p["dense2.bias"])

    last = {"units": OUTPUTS} | ({"activation": end} if end else {})
    layers = [{"dense": {"units": HIDDEN, "activation": "tanh"}}, {"dense": last}]
    cases.append(case(layers, loss, BODY, targets, train(BODY, forward, function, targets)))

gain, offset = normal(HIDDEN) / 4 + 1, normal(HIDDEN) / 4
NORMALISATIONS = [
    ("batchNorm", {"gain": gain, "offset": offset, "mean": torch.zeros(HIDDEN).double(),
                   "variance": torch.ones(HIDDEN).double()},
     lambda x, p: F.batch_norm(
         x, p["mean"], p["variance"], p["gain"], p["offset"], training=True, momentum=0.1)),
    ("layerNorm", {"gain": gain, "offset": offset},
     lambda x, p: F.layer_norm(x, [HIDDEN], p["gain"], p["offset"])),
    ("rmsNorm", {"gain": gain}, lambda x, p: F.rms_norm(x, [HIDDEN], p["gain"], eps=1e-5)),
]
for kind, own, function in NORMALISATIONS:

    def forward(p, x):
        sums = x @ p["dense1.weight"] + p["dense1.bias"]
        hidden = torch.tanh(function(sums, {name: p[f"{kind}1.{name}"] for name in own}))
        return hidden @ p["dense2.weight"] + p["dense2.bias"]

    start = BODY | {f"{kind}1.{name}": value for name, value in own.items()}
    layers = [
        {"dense": {"units": HIDDEN}}, kind, {"activation": {"function": "tanh"}},
        {"dense": {"units": OUTPUTS}},
    ]
    end = train(
        start, forward, per_output(F.mse_loss), values,
        buffers=[f"{kind}1.mean", f"{kind}1.variance"])
    cases.append(case(layers, "meanSquaredError", start, values, end))

print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__, "learningRate": RATE,
    "momentum": MOMENTUM, "steps": STEPS, "inputs": inputs.flatten().tolist(), "cases": cases,
}, indent=1))
