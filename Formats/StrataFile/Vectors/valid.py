"""The files that a reader must read: version 1.0, frozen, and 1.1."""
import json

import numpy as np

from deflate import deflate
from writer import (BUFFER, DTYPES, GOLDEN, OPTIMIZER, PARAMETER, SCALE, ZERO_POINT, File, Tensor)


class Numbers:
    """A generator of linear congruences (Knuth's MMIX): the same numbers everywhere."""

    def __init__(self, seed):
        self.state = seed

    def next(self, below):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        return (self.state >> 33) % below

    def bytes(self, count):
        return bytes(self.next(256) for _ in range(count))

    def eighths(self, *shape):
        """Multiples of 1/8 from -1 to 1: sums of their products are exact in f32, in any order."""
        count = int(np.prod(shape))
        return np.array([self.next(17) - 8 for _ in range(count)], "f4").reshape(shape) / 8


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def f32(name, role, array, **how):
    return Tensor(name, role, "f32", array.shape, array.astype("<f4").tobytes(), **how)


def halves(array, dtype):
    """Numbers that f16 and bf16 hold exactly, as the bytes of either."""
    if dtype == "f16":
        return array.astype("<f2").tobytes()
    bits = array.astype("<f4").view("<u4")
    assert not (bits & 0xFFFF).any()
    return (bits >> 16).astype("<u2").tobytes()


# The example of SPEC.md.

def example():
    yield "example", File(
        [Tensor("w", PARAMETER, "f32", [2], np.array([1, -2], "<f4").tobytes(),
                codecs=lambda block, plane: [0, 0, 1, 1][plane])],
        [("ARCH", b"{}")], arithmetic=1)


# Numbers of every kind.

BITS = {
    # Quiet and signalling NaNs with payloads, -0, infinities, denormals, the largest and smallest.
    "f32": [0x00000000, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7FC12345, 0xFFC00001,
            0x7F800001, 0xFFBFFFFF, 0x7FFFFFFF, 0x00000001, 0x807FFFFF, 0x00800000, 0x7F7FFFFF],
    "f64": [0, 1 << 63, 0x7FF << 52, 0xFFF << 52, 0x7FF8 << 48, 0x7FF8000000012345, 0xFFF8 << 48 | 1,
            0x7FF << 52 | 1, (1 << 64) - 1, 1, 0x800FFFFFFFFFFFFF, 1 << 52, 0x7FEFFFFFFFFFFFFF],
    "f16": [0, 0x8000, 0x7C00, 0xFC00, 0x7E00, 0x7E55, 0xFE01, 0x7C01, 0xFDFF, 0x7FFF, 1, 0x83FF,
            0x0400, 0x7BFF],
    "bf16": [0, 0x8000, 0x7F80, 0xFF80, 0x7FC0, 0x7FD5, 0xFFC1, 0x7F81, 0xFFBF, 0x7FFF, 1, 0x807F,
             0x0080, 0x7F7F],
}


def numbers():
    noise = Numbers(11)
    tensors = []
    for name in DTYPES:
        if name == "q8":
            continue
        width = DTYPES[name][1]
        data = (bytes(noise.next(2) for _ in range(24)) if name == "bool"
                else noise.bytes(24 * width))
        tensors.append(Tensor(f"{name}.noise", BUFFER, name, [2, 3, 4], data))
        ends = (b"\0\1" if name == "bool" else
                bytes(width) + b"\xff" * width + b"\xff" * (width - 1) + b"\x7f"
                + bytes(width - 1) + b"\x80")
        tensors.append(Tensor(f"{name}.ends", PARAMETER, name, [len(ends) // width], ends))
    yield "dtypes", File(tensors)

    tensors = []
    for name, bits in BITS.items():
        data = np.array(bits, f"<u{DTYPES[name][1]}").tobytes()
        tensors.append(Tensor(f"{name}.special", PARAMETER, name, [len(bits)], data))
        for index, word in enumerate(bits):
            one = np.array(word, f"<u{DTYPES[name][1]}").tobytes()
            tensors.append(Tensor(f"{name}.{index}", BUFFER, name, [], one))
    yield "special-numbers", File(tensors, [("mETa", text({"about": "NaNs keep their payload"}))])


def shapes():
    noise = Numbers(12)
    tensors = [
        Tensor("scalar", PARAMETER, "f32", [], noise.bytes(4)),
        Tensor("one", PARAMETER, "f64", [1], noise.bytes(8)),
        Tensor("none", PARAMETER, "f32", [0], b""),
        Tensor("rows of none", BUFFER, "i64", [3, 0], b""),
        Tensor("huge and none", BUFFER, "f32", [1 << 40, 0, 1 << 20], b""),
        Tensor("rank 32", PARAMETER, "u16", [1] * 30 + [2, 3], noise.bytes(12)),
        Tensor("scale", SCALE, "f32", [2], noise.bytes(8)),
        Tensor("zero point", ZERO_POINT, "i8", [2], noise.bytes(2)),
        Tensor("remembered", OPTIMIZER, "f32", [2], noise.bytes(8)),
    ]
    yield "shapes", File(tensors)
    yield "no-tensors", File([])


NAMES = ["é", "e\u0301", "Ω", "\u2126", "a", "A", " ", ".", "..", "../../etc/passwd", "/dev/null",
         "C:\\con", "a/b.c", "layer.0.weight", "n" * 512, "界" * 170 + "ab", "\U0001F9E0",
         "\u202Egnp.exe", "two\u2028lines", "\ufeffmark", "\u200b", "'; DROP TABLE", "$(reboot)", "%s%n",
         "-rf", "null", "\U0010FFFF", "\u00a0"]


def names():
    yield "names", File([Tensor(name, PARAMETER, "u8", [1], bytes([index]))
                         for index, name in enumerate(NAMES)])


# Packing.

def packing():
    noise = Numbers(13)
    constant = b"\x07" * 300
    cycle = bytes(range(10)) * 30
    random = noise.bytes(300)
    ways = [("stored", lambda block, plane: 0), ("best", None),
            ("deflated", lambda block, plane: 2)]
    tensors = []
    for kind, codecs in ways:
        for content, data in [("constant", constant), ("cycle", cycle), ("noise", random)]:
            tensors.append(Tensor(f"{kind} {content}", PARAMETER, "u8", [300], data, codecs=codecs))
    tensors.append(Tensor("constant", PARAMETER, "u8", [300], constant,
                          codecs=lambda block, plane: 1))
    for kind in ("stored", "fixed", "dynamic"):
        tensors.append(Tensor(f"{kind} blocks", PARAMETER, "u8", [300], cycle, deflated=kind,
                              codecs=lambda block, plane: 2))
    for name, data in [("Huffman alone", deflate(cycle, matching=False)),
                       ("matches across blocks", deflate(
                           cycle, ["fixed", "stored", "dynamic", "fixed"], cuts=(7, 80, 81))),
                       ("empty blocks", deflate(cycle, ["stored", "stored", "fixed", "stored"],
                                                cuts=(0, 0, 300))),
                       ("empty last block", deflate(cycle, "dynamic", cuts=(300,)))]:
        tensors.append(Tensor(name, PARAMETER, "u8", [300], cycle,
                              codecs=lambda block, plane, data=data: (2, data)))
    yield "codecs", File(tensors)

    tensors = []
    floats = noise.eighths(20, 15)
    for dtype in ("f32", "f64", "f16", "bf16"):
        width, own = DTYPES[dtype][1:]
        data = (halves(floats, dtype) if width == 2 else floats.astype(f"<f{width}").tobytes())
        for transform in (0, own):
            tensors.append(Tensor(f"{dtype} transform {transform}", PARAMETER, dtype, [20, 15], data,
                                  transform=transform))
    yield "transforms", File(tensors)

    tensors = []
    for shift, count in [(8, 255), (8, 256), (8, 257), (8, 512), (8, 1025), (9, 1500), (10, 1025),
                         (12, 4097), (16, 300), (17, 300), (20, 300)]:
        data = np.arange(count, dtype="<i4") // 3
        tensors.append(Tensor(f"{count} in 2^{shift}", PARAMETER, "i32", [count], data.tobytes(),
                              shift=shift))
    data = noise.bytes(2 * 700)
    tensors.append(Tensor("each plane its own way", BUFFER, "f16", [700], data, shift=8,
                          codecs=lambda block, plane: [2, 0][(block + plane) % 2]))
    long = np.zeros(66000, "<f4")
    long[[0, 65535, 65536, 65999]] = [1, 2, 3, -4]
    tensors.append(Tensor("over 2^16", PARAMETER, "f32", [66000], long.tobytes()))
    yield "blocks", File(tensors)

    notes = text({"note": "again and again, " * 30})
    for kind in ("stored", "fixed", "dynamic"):
        yield f"section-{kind}", File([], [("mETa", notes)], packed={"mETa": kind, "INDX": kind})
    yield "section-empty", File([], [("mETa", b""), ("hISt", b"")])


# Networks. All numbers are small multiples of powers of two, so that outputs are exact whatever the
# order of the sums, and right under any arithmetic version. This one was the package's at the time.

ARITHMETIC = 2

CHAIN = {"input": [3], "layers": [{"dense": {"units": 4, "activation": "relu"}},
                                  {"dense": {"units": 2}}]}
COLUMNS = {"input": {"columns": [
    {"name": "size", "number": {"mean": 2.5, "deviation": 1.5, "imputed": 2.5}},
    {"name": "colour", "category": {"values": ["rot", "grün"], "imputed": "rot"}}]},
    "target": {"classes": {"name": "kind", "labels": ["nein", "ja, sehr"], "form": "logits"}}}
TRAINING = {"loss": "softmaxCrossEntropy",
            "optimizer": {"adam": {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999,
                                   "epsilon": 1e-8}},
            "metrics": ["accuracy"], "batchSize": 32, "seed": 7, "validationSplit": 0.25, "epoch": 2,
            "step": 6}
HISTORY = [{"epoch": 1, "loss": 0.75, "metrics": {"accuracy": 0.5}, "validationLoss": 0.875,
            "validationMetrics": {"accuracy": 0.25}},
           {"epoch": 2, "loss": 0.5, "metrics": {"accuracy": 0.75}, "validationLoss": 0.625,
            "validationMetrics": {"accuracy": 0.5}}]


def json_text(value):
    """As `text`, with exponents as this package writes them."""
    return text(value).replace(b"1e-08", b"1e-8")


def chain(noise):
    return [("dense1.weight", noise.eighths(3, 4)), ("dense1.bias", noise.eighths(4)),
            ("dense2.weight", noise.eighths(4, 2)), ("dense2.bias", noise.eighths(2))]


def run(x, weights):
    (_, w1), (_, b1), (_, w2), (_, b2) = weights
    return np.maximum(x @ w1 + b1, 0) @ w2 + b2


def golden(noise, weights):
    x = noise.eighths(4, 3) * 2
    exact = run(x.astype("f8"), [(n, w.astype("f8")) for n, w in weights])
    y = exact.astype("f4")
    assert (y == exact).all()
    return [f32("golden.input.input", GOLDEN, x), f32("golden.output.dense2", GOLDEN, y)]


def networks():
    noise = Numbers(14)
    weights = chain(noise)
    proof = golden(noise, weights)
    sections = [("ARCH", json_text(CHAIN)), ("PREP", json_text(COLUMNS)),
                ("TRNG", json_text(TRAINING)),
                ("mETa", text({"author": "Ada", "note": "für Elise", "über": "\u0000 \u001b[2J"})),
                ("hISt", json_text(HISTORY))]
    moments = [f32(f"{name}.{slot}", OPTIMIZER, abs(noise.eighths(*array.shape)))
               for name, array in weights for slot in ("mean", "variance")]
    plain = [f32(name, PARAMETER, array) for name, array in weights]
    yield "network", File(plain + moments + proof, sections, arithmetic=ARITHMETIC,
                          packed={"ARCH": "dynamic", "hISt": "fixed", "INDX": "dynamic"})
    yield "network-bare", File(plain, sections[:1], arithmetic=ARITHMETIC)
    late = Tensor("golden.output.dense2", GOLDEN, "f32", [4, 2],
                  (np.frombuffer(proof[1].data, "<f4") * np.float32(1 + 2 ** -16)).tobytes())
    yield "network-other-arithmetic", File(plain + [proof[0], late], sections[:1],
                                           arithmetic=0xFFFF_FFFE)
    for dtype in ("f16", "bf16"):
        yield f"network-{dtype}", File(
            [Tensor(name, PARAMETER, dtype, array.shape, halves(array, dtype))
             for name, array in weights] + proof, sections[:2] + sections[3:], arithmetic=ARITHMETIC)
    yield "network-mixed", File(
        [Tensor(weights[0][0], PARAMETER, "f16", [3, 4], halves(weights[0][1], "f16")), plain[1],
         Tensor(weights[2][0], PARAMETER, "bf16", [4, 2], halves(weights[2][1], "bf16")), plain[3]]
        + proof, sections[:1], arithmetic=ARITHMETIC)
    yield from graph(noise)
    yield from older_plugin(noise)


def graph(noise):
    """Two inputs, one of whole numbers; a parameter shared; two outputs."""
    architecture = {
        "inputs": [{"name": "word", "shape": [2], "dtype": "int32"}, {"name": "size", "shape": [2, 4]}],
        "nodes": [{"name": "table", "inputs": ["word"], "embedding": {"count": 5, "units": 4}},
                  {"name": "sum", "inputs": ["table", "size"], "add": {}},
                  {"name": "out", "inputs": ["sum"], "dense": {"units": 2, "bias": False}},
                  {"name": "again", "inputs": ["table"], "dense": {"units": 2, "bias": False},
                   "parameters": "out"}],
        "outputs": ["out", "again"]}
    table, weight = noise.eighths(5, 4), noise.eighths(4, 2)
    words = np.array([[0, 4], [1, 1], [3, 2]], "<i4")
    size = noise.eighths(3, 2, 4)
    tensors = [f32("table.weight", PARAMETER, table), f32("out.weight", PARAMETER, weight),
               Tensor("golden.input.word", GOLDEN, "i32", [3, 2], words.tobytes()),
               f32("golden.input.size", GOLDEN, size),
               f32("golden.output.out", GOLDEN, (table[words] + size) @ weight),
               f32("golden.output.again", GOLDEN, table[words] @ weight)]
    yield "network-graph", File(tensors, [("ARCH", text(architecture))], arithmetic=ARITHMETIC)


def older_plugin(noise):
    """A layer that the package does not have, in its version 1: y = factor * gain * x. A program that
    has version 2, which calls the factor otherwise, must read it as the same function."""
    gain, x = noise.eighths(3), noise.eighths(4, 3)
    architecture = {"input": [3], "layers": [{"gain": {"factor": 0.5}}]}
    tensors = [f32("gain1.gain", PARAMETER, gain), f32("golden.input.input", GOLDEN, x),
               f32("golden.output.gain1", GOLDEN, x * gain / 2)]
    yield "plugin-version-1", File(tensors, [("ARCH", text(architecture))], arithmetic=ARITHMETIC)


def weights_alone():
    noise = Numbers(15)
    yield "weights", File(
        [Tensor("model.layers.0.weight", PARAMETER, "f16", [8, 4], noise.bytes(64)),
         Tensor("model.layers.0.bias", PARAMETER, "bf16", [8], noise.bytes(16)),
         Tensor("model.steps", PARAMETER, "i64", [], noise.bytes(8))],
        [("mETa", text({"format": "pt", "licence": "none"}))])


def version_1_0():
    for make in (example, numbers, shapes, names, packing, networks, weights_alone):
        yield from make()


# Version 1.1: q8.

def quantised(name, q, scale):
    return [Tensor(name, PARAMETER, "q8", q.shape, q.astype("i1").tobytes()),
            f32(f"{name}.scale", SCALE, scale)]


def version_1_1():
    noise = Numbers(16)

    def whole(*shape):
        count = int(np.prod(shape))
        return np.array([noise.next(255) - 127 for _ in range(count)]).reshape(shape)

    yield "q8", File(
        quantised("matrix", whole(6, 5), noise.eighths(5)) +
        quantised("three axes", whole(2, 3, 4), noise.eighths(4)) +
        quantised("ends", np.array([[-128, -127, -1], [0, 1, 127]]),
                  np.array([0, 2 ** -149, 3.4e38], "f4")) +
        [f32("bias", PARAMETER, noise.eighths(5))] +
        [Tensor("none", PARAMETER, "q8", [0, 3], b""), f32("none.scale", SCALE, noise.eighths(3))] +
        quantised("multi-block", whole(40, 20), noise.eighths(20)), minor=1)
    scales = [np.array([2 ** -6, 2 ** -7, 2 ** -6, 2 ** -8], "f4"), np.array([2 ** -6, 2 ** -7], "f4")]
    first, second = whole(3, 4), whole(4, 2)
    biases = noise.eighths(4), noise.eighths(2)
    weights = [("dense1.weight", first * scales[0]), ("dense1.bias", biases[0]),
               ("dense2.weight", second * scales[1]), ("dense2.bias", biases[1])]
    yield "network-int8", File(
        quantised("dense1.weight", first, scales[0]) + [f32("dense1.bias", PARAMETER, biases[0])] +
        quantised("dense2.weight", second, scales[1]) + [f32("dense2.bias", PARAMETER, biases[1])] +
        golden(noise, weights),
        [("ARCH", text(CHAIN)), ("PREP", text(COLUMNS)), ("hISt", json_text(HISTORY))], minor=1,
        arithmetic=ARITHMETIC)
