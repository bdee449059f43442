"""Writes losses.json: the loss of each sample and the derivatives of the batch's mean with respect to
the predictions, in float64, of numbers that are floats; by PyTorch's own loss where it has one, and
by its autograd of the written formula elsewhere.

Usage: python losses.py > losses.json
"""

import json

import numpy
import torch
import torch.nn.functional as F

random = numpy.random.Generator(numpy.random.PCG64(1))
single = lambda array: torch.tensor(numpy.asarray(array).astype(numpy.float32).astype(float))
OUTPUTS, SAMPLES = 3, 6

normal = lambda columns=OUTPUTS: single(2 * random.normal(size=(SAMPLES, columns)))
uniform = lambda columns=OUTPUTS: single(random.uniform(0.03, 0.97, (SAMPLES, columns)))
counts = lambda columns=OUTPUTS: single(random.poisson(2, (SAMPLES, columns)))
answers = lambda columns=OUTPUTS: single(random.integers(0, 2, (SAMPLES, columns)))
rows = lambda: single(random.dirichlet([0.7] * OUTPUTS, SAMPLES))
labels = lambda: torch.tensor(random.integers(0, OUTPUTS, SAMPLES))

mean = lambda losses: losses.mean(dim=1)
one_hot = lambda c: F.one_hot(c, OUTPUTS).double()
smooth = lambda t, share, ways: t * (1 - share) + share / ways
# Exact in float, so that a test in any type has the same.
ALPHA, SHARE = 0.25, 0.125


def msle(y, t):
    # Left of 0 the tangent stands for ln(1 + y).
    logarithm = torch.where(y < 0, y, torch.log1p(torch.clamp(y, min=0)))
    return mean((logarithm - torch.log1p(t)) ** 2)


def quantile(q):
    return lambda y, t: mean(torch.maximum(q * (t - y), (q - 1) * (t - y)))


def hinge(power):
    return lambda y, t: mean(torch.clamp(1 - (2 * (t > 0).double() - 1) * y, min=0) ** power)


def yes_or_no_focal(gamma, alpha):
    def loss(x, t):
        p = torch.sigmoid(x)
        yes = -((1 - p) ** gamma) * F.logsigmoid(x)
        no = -(p**gamma) * F.logsigmoid(-x)
        return (alpha * t * yes + (1 - alpha) * (1 - t) * no)[:, 0]

    return loss


def focal(gamma):
    def loss(x, t):
        if t.dim() == 1:
            t = one_hot(t)
        p = F.softmax(x, dim=1)
        return -(t * (1 - p) ** gamma * F.log_softmax(x, dim=1)).sum(dim=1)

    return loss


def categorical(share=0):
    def loss(p, t):
        if t.dim() == 1:
            t = one_hot(t)
        return -(smooth(t, share, OUTPUTS) * torch.log(p)).sum(dim=1)

    return loss


softmax = lambda share: lambda x, t: F.cross_entropy(x, t, reduction="none", label_smoothing=share)
sigmoid = lambda share: lambda x, t: mean(
    F.binary_cross_entropy_with_logits(x, smooth(t, share, 2), reduction="none"))
binary = lambda share: lambda p, t: mean(
    F.binary_cross_entropy(p, smooth(t, share, 2), reduction="none"))
per_output = lambda function, **options: lambda y, t: mean(
    function(y, t, reduction="none", **options))
kl = lambda p, t: F.kl_div(torch.log(p), one_hot(t) if t.dim() == 1 else t, reduction="none").sum(
    dim=1)

CASES = [
    ("meanSquaredError", normal(), normal(), per_output(F.mse_loss)),
    ("meanAbsoluteError", normal(), normal(), per_output(F.l1_loss)),
    ("meanSquaredLogarithmicError", normal(), counts(), msle),
    ("huber", normal(), normal(), per_output(F.huber_loss, delta=1.0)),
    ({"huber": {"delta": 0.375}}, normal(), normal(), per_output(F.huber_loss, delta=0.375)),
    ("logCosh", normal(), normal(), lambda y, t: mean(torch.log(torch.cosh(y - t)))),
    ("quantile", normal(), normal(), quantile(0.5)),
    ({"quantile": {"q": 0.875}}, normal(), normal(), quantile(0.875)),
    ("poisson", uniform(), counts(), per_output(F.poisson_nll_loss, log_input=False, eps=0)),
    ({"poisson": {"logInput": True}}, normal(), counts(), per_output(F.poisson_nll_loss)),
    ("binaryCrossEntropy", uniform(), uniform(), binary(0)),
    ({"binaryCrossEntropy": {"labelSmoothing": SHARE}}, uniform(), answers(), binary(SHARE)),
    ("sigmoidCrossEntropy", normal(), uniform(), sigmoid(0)),
    ({"sigmoidCrossEntropy": {"labelSmoothing": SHARE}}, normal(), answers(), sigmoid(SHARE)),
    ("categoricalCrossEntropy", rows(), rows(), categorical()),
    ("categoricalCrossEntropy", rows(), labels(), categorical()),
    ({"categoricalCrossEntropy": {"labelSmoothing": SHARE}}, rows(), rows(), categorical(SHARE)),
    ({"categoricalCrossEntropy": {"labelSmoothing": SHARE}}, rows(), labels(), categorical(SHARE)),
    ("softmaxCrossEntropy", normal(), rows(), softmax(0)),
    ("softmaxCrossEntropy", normal(), labels(), softmax(0)),
    ({"softmaxCrossEntropy": {"labelSmoothing": SHARE}}, normal(), rows(), softmax(SHARE)),
    ({"softmaxCrossEntropy": {"labelSmoothing": SHARE}}, normal(), labels(), softmax(SHARE)),
    ("focal", normal(1), answers(1), yes_or_no_focal(2, ALPHA)),
    ({"focal": {"gamma": 0.5, "alpha": 0.75}}, normal(1), uniform(1), yes_or_no_focal(0.5, 0.75)),
    ("focal", normal(), labels(), focal(2)),
    ({"focal": {"gamma": 0.5}}, normal(), rows(), focal(0.5)),
    ({"focal": {"gamma": 0}}, normal(), labels(), focal(0)),
    ("klDivergence", rows(), rows(), kl),
    ("klDivergence", rows(), labels(), kl),
    ("hinge", normal(), answers(), hinge(1)),
    ("hinge", normal(), 2 * answers() - 1, hinge(1)),
    ("squaredHinge", normal(), answers(), hinge(2)),
    ("squaredHinge", normal(), 2 * answers() - 1, hinge(2)),
    ("cosineSimilarity", normal(), normal(), lambda y, t: 1 - F.cosine_similarity(y, t, dim=1)),
]

cases = []
for loss, y, t, function in CASES:
    y = y.clone().requires_grad_()
    losses = function(y, t)
    assert losses.shape == (SAMPLES,), loss
    (gradient,) = torch.autograd.grad(losses.mean(), y)
    assert torch.isfinite(losses).all() and torch.isfinite(gradient).all(), loss
    case = {
        "loss": loss, "outputs": y.shape[1], "predictions": y.flatten().tolist(),
        "losses": losses.tolist(), "gradient": gradient.flatten().tolist(),
    }
    case["labels" if t.dim() == 1 else "targets"] = t.flatten().tolist()
    cases.append(case)

print(json.dumps({"torch": torch.__version__, "numpy": numpy.__version__, "cases": cases}, indent=1))
