"""Writes explanation.json: one step of gradient descent on one sample of small networks, as
PyTorch's autograd computes it in float64.

All given numbers have four decimals, so that a Float written as a decimal is the same number.

Usage: python explanation.py > explanation.json
"""

import json

import numpy
import torch

random = numpy.random.Generator(numpy.random.PCG64(4))


def draw(*shape):
    return numpy.round(random.normal(size=shape), 4)


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def dense(x, p, name):
    return x @ p[name + ".weight"] + p[name + ".bias"]


def weights(name, inputs, units):
    return {name + ".weight": draw(inputs, units), name + ".bias": draw(units)}


def layer(units, activation=None, **more):
    return {"dense": {"units": units} | ({"activation": activation} if activation else {})} | more


CASES = [
    dict(
        name="mean squared error",
        network={"input": [3], "layers": [layer(4, "tanh"), layer(2)]},
        loss="meanSquaredError",
        parameters=weights("dense1", 3, 4) | weights("dense2", 4, 2),
        input=draw(3), target=draw(2),
        run=lambda x, p, b: dense(torch.tanh(dense(x, p, "dense1")), p, "dense2"),
        error=lambda y, t: torch.nn.functional.mse_loss(y, t),
    ),
    dict(
        name="classes",
        network={"input": [4], "layers": [layer(5, "relu"), layer(3)]},
        loss="softmaxCrossEntropy",
        parameters=weights("dense1", 4, 5) | weights("dense2", 5, 3),
        input=draw(4), target=2,
        run=lambda x, p, b: dense(torch.relu(dense(x, p, "dense1")), p, "dense2"),
        error=lambda y, t: torch.nn.functional.cross_entropy(y, t),
    ),
    dict(
        name="softmax in the network",
        network={"input": [3], "layers": [layer(4, "sigmoid"), layer(4, "softmax")]},
        loss="categoricalCrossEntropy",
        parameters=weights("dense1", 3, 4) | weights("dense2", 4, 4),
        input=draw(3), target=1,
        run=lambda x, p, b: torch.softmax(
            dense(torch.sigmoid(dense(x, p, "dense1")), p, "dense2"), -1),
        error=lambda y, t: -torch.log(y[t]),
    ),
    dict(
        name="what is different in training",
        network={"input": [3], "layers": [
            layer(4), {"batchNorm": {"epsilon": 0.25}}, {"activation": {"function": "tanh"}},
            {"dropout": {"rate": 0.5}}, layer(2)]},
        loss="sigmoidCrossEntropy",
        parameters=weights("dense1", 3, 4) | {
            "batchNorm1.gain": draw(4), "batchNorm1.offset": draw(4)} | weights("dense2", 4, 2),
        buffers={
            "batchNorm1.mean": draw(4), "batchNorm1.variance": numpy.abs(draw(4)) + 0.5},
        input=draw(3), target=numpy.array([0.25, 1]),
        run=lambda x, p, b: dense(torch.tanh(torch.nn.functional.batch_norm(
            dense(x, p, "dense1")[None], b["batchNorm1.mean"], b["batchNorm1.variance"],
            p["batchNorm1.gain"], p["batchNorm1.offset"], training=False, eps=0.25)[0]),
            p, "dense2"),
        error=lambda y, t: torch.nn.functional.binary_cross_entropy_with_logits(y, t),
    ),
    dict(
        name="rows and shared weights",
        network={
            "inputs": [{"name": "x", "shape": [2, 3]}],
            "nodes": [
                {"name": "a", "inputs": ["x"]} | layer(3, "sigmoid"),
                {"name": "b", "inputs": ["a"], "parameters": "a"} | layer(3, "sigmoid"),
                {"name": "flat", "inputs": ["b"], "flatten": {}},
                {"name": "y", "inputs": ["flat"]} | layer(2)],
            "outputs": ["y"]},
        loss="meanSquaredError",
        parameters=weights("a", 3, 3) | weights("y", 6, 2),
        input=draw(2, 3), target=draw(2),
        run=lambda x, p, b: dense(torch.sigmoid(dense(
            torch.sigmoid(dense(x, p, "a")), p, "a")).flatten(), p, "y"),
        error=lambda y, t: torch.nn.functional.mse_loss(y, t),
    ),
]

RATE = 0.1
written = []
for case in CASES:
    parameters = {k: tensor(v).requires_grad_() for k, v in case["parameters"].items()}
    buffers = {k: tensor(v) for k, v in case.get("buffers", {}).items()}
    x = tensor(case["input"])
    isClass = isinstance(case["target"], int)
    target = torch.tensor(case["target"]) if isClass else tensor(case["target"])
    error = case["error"](case["run"](x, parameters, buffers), target)
    error.backward()
    with torch.no_grad():
        updated = {k: v - RATE * v.grad for k, v in parameters.items()}
        after = case["error"](case["run"](x, updated, buffers), target)
    written.append({
        "name": case["name"], "network": case["network"], "loss": case["loss"],
        "input": x.flatten().tolist(), "class": case["target"] if isClass else None,
        "target": None if isClass else target.tolist(),
        "buffers": {k: v.tolist() for k, v in buffers.items()},
        "error": error.item(), "updatedError": after.item(),
        "parameters": {
            k: {
                "value": v.flatten().tolist(), "gradient": v.grad.flatten().tolist(),
                "updated": updated[k].flatten().tolist(),
            } for k, v in parameters.items()
        },
    })

print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__, "learningRate": RATE,
    "cases": written,
}, indent=1))
