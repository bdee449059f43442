"""Trains small networks in PyTorch, saves their weights beside it as safetensors and npz, and writes
networks.json: each network as this package describes it, inputs, and PyTorch's outputs for them.

Usage: python networks.py
"""

import json
import pathlib

import numpy
import safetensors
import safetensors.torch
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
torch.manual_seed(5)
NETWORKS = {}


def train(model, inputs, targets):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    model.train()
    for _ in range(60):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(inputs), targets).backward()
        optimizer.step()
    model.eval()


def save(name, model, inputs, architecture):
    state = {key: value.contiguous() for key, value in model.state_dict().items()}
    safetensors.torch.save_file(state, HERE / f"{name}.safetensors", {"format": "pt"})
    numpy.savez(HERE / f"{name}.npz", **{key: value.numpy() for key, value in state.items()})
    with torch.no_grad():
        outputs = model(inputs)
    NETWORKS[name] = {
        "architecture": architecture,
        "inputs": inputs.double().flatten().tolist(),
        "inputShape": list(inputs.shape),
        "outputs": outputs.double().flatten().tolist(),
    }
    return state


x = torch.randn(16, 4)
mlp = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 3))
train(mlp, x, torch.stack([x[:, 0] * x[:, 1], x[:, 2].abs(), x.sum(1)], 1))
layers = [
    {"dense": {"units": 6, "activation": "relu"}},
    {"dense": {"units": 5, "activation": "relu"}},
    {"dense": {"units": 3}},
]
state = save("mlp", mlp, x, {"input": [4], "layers": layers})
for kind in [torch.float64, torch.float16, torch.bfloat16]:
    short = str(kind).split(".")[1]
    safetensors.torch.save_file({k: v.to(kind) for k, v in state.items()}, HERE / f"mlp-{short}.safetensors")

# Square weights: nothing but the convention says which way they lie.
square = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4))
train(square, x, x.roll(1, 1))
tanh = {"dense": {"units": 4, "activation": "tanh"}}
save("square", square, x, {"input": [4], "layers": [tanh, tanh, {"dense": {"units": 4}}]})


class Named(nn.Module):
    """Modules with names and numbers, more than nine of them."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(4, 3)
        self.block = nn.ModuleList([nn.Linear(3, 3) for _ in range(11)])
        self.head = nn.Linear(3, 2)

    def forward(self, x):
        x = torch.tanh(self.stem(x))
        for layer in self.block:
            x = torch.tanh(layer(x))
        return self.head(x)


named = Named()
train(named, x, x[:, :2] * x[:, 2:])
tanh = {"dense": {"units": 3, "activation": "tanh"}}
save("named", named, x, {"input": [4], "layers": [tanh] * 12 + [{"dense": {"units": 2}}]})

ids = torch.randint(0, 11, (16, 3))
norms = nn.Sequential(
    nn.Embedding(11, 5), nn.LayerNorm(5), nn.Flatten(), nn.Linear(15, 8), nn.BatchNorm1d(8),
    nn.PReLU(8), nn.Dropout(0.3), nn.Linear(8, 6, bias=False), nn.RMSNorm(6, eps=1e-5), nn.Linear(6, 3),
)
train(norms, ids, torch.stack([ids.float().mean(1), ids[:, 0] % 2, ids[:, 1] - 5.0], 1))
save("norms", norms, ids, {
    "input": [3],
    "dtype": "int32",
    "layers": [
        {"embedding": {"count": 11, "units": 5}}, "layerNorm", "flatten", {"dense": {"units": 8}},
        "batchNorm", "prelu", {"dropout": {"rate": 0.3}}, {"dense": {"units": 6, "bias": False}},
        {"rmsNorm": {"epsilon": 1e-5}}, {"dense": {"units": 3}},
    ],
})

(HERE / "networks.json").write_text(
    json.dumps({
        "torch": torch.__version__, "safetensors": safetensors.__version__,
        "numpy": numpy.__version__, "networks": NETWORKS,
    }, indent=1) + "\n"
)
