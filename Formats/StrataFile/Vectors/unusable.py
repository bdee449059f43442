"""Whole files that no reader of networks may take: to a container they are right. Each comes with words
of the message."""
import numpy as np

from valid import ARITHMETIC, CHAIN, Numbers, chain, f32, golden, json_text
from writer import GOLDEN, PARAMETER, SCALE, File, Tensor


def quantised_badly(tensors):
    q8 = Tensor("dense1.weight", PARAMETER, "q8", [3, 4], bytes(12))
    scale = np.ones(4)
    for name, after in [
            ("no-scale", []), ("scale-late", [tensors[1], f32("dense1.weight.scale", SCALE, scale)]),
            ("scale-of-another-size", [f32("dense1.weight.scale", SCALE, scale[:3])]),
            ("scale-of-another-name", [f32("dense1.scale", SCALE, scale)]),
            ("scale-of-another-role", [f32("dense1.weight.scale", PARAMETER, scale)]),
            ("scale-of-f16", [Tensor("dense1.weight.scale", SCALE, "f16", [4], bytes(8))])]:
        rest = tensors[2:] if tensors[1] in after else tensors[1:]
        yield (f"network-q8-{name}", File([q8] + after + rest, [("ARCH", json_text(CHAIN))], minor=1),
               ["dense1.weight"])


def golden_wrong(tensors):
    x, y = golden(Numbers(33), [(t.name.decode(), np.frombuffer(t.data, "<f4").reshape(t.dims))
                                for t in tensors])
    bits = np.frombuffer(y.data, "<u4").copy()
    bits[5] ^= 1
    off = Tensor("golden.output.dense2", GOLDEN, "f32", [4, 2], bits.tobytes())
    far = Tensor("golden.output.dense2", GOLDEN, "f32", [4, 2],
                 (np.frombuffer(y.data, "<f4") + np.float32(0.01)).tobytes())
    fewer = Tensor("golden.output.dense2", GOLDEN, "f32", [3, 2], y.data[:24])
    other = Tensor("golden.output.dense1", GOLDEN, "f32", [4, 2], y.data)
    for name, proof, version in [
            ("one-bit-off", [x, off], ARITHMETIC), ("far-off", [x, far], 0xFFFF_FFFE),
            ("fewer-rows", [x, fewer], ARITHMETIC), ("of-another-output", [x, other], ARITHMETIC),
            ("without-output", [x], ARITHMETIC)]:
        yield (f"network-golden-{name}", File(
            tensors + proof, [("ARCH", json_text(CHAIN))], arithmetic=version), ["golden"])


def unusable():
    first, second = CHAIN["layers"]

    def network(arch, sections=(), weights=None):
        tensors = weights if weights is not None else [
            f32(name, PARAMETER, array) for name, array in chain(Numbers(32))]
        payload = arch if isinstance(arch, bytes) else json_text(arch)
        return File(tensors, [("ARCH", payload)] + list(sections), arithmetic=ARITHMETIC)

    good = json_text(CHAIN)
    for name, arch, words in [
            ("not-json", b"layers", ["section ARCH", "json"]),
            ("nothing", b"", ["section ARCH", "json"]),
            ("cut", good[:-1], ["section ARCH", "json"]),
            ("left-over", good + b"}", ["section ARCH", "json"]),
            ("byte-order-mark", b"\xef\xbb\xbf" + good, ["section ARCH", "json"]),
            ("not-utf-8", good.replace(b"relu", b"rel\xff"), ["section ARCH", "json"]),
            ("deep", b"[" * 100_0 + b"]" * 100_0, ["section ARCH", "json"]),
            ("key-twice", b'{"input":[3],"input":[3],' + good[13:], ["duplicate key 'input'"]),
            ("key-unknown", b'{"code":"import os",' + good[1:], ["unknown key 'code'"]),
            ("nan", good.replace(b"[3]", b"[NaN]"), ["section ARCH", "json"]),
            ("fraction", good.replace(b"[3]", b"[3.5]"), ["section ARCH", "json"]),
            ("huge-number", good.replace(b"[3]", b"[1e400]"), ["section ARCH", "json"]),
            ("negative", good.replace(b"[3]", b"[-3]"), ["ARCH", "-3"]),
            ("huge-shape", good.replace(b"[3]", b"[4611686018427387904,4611686018427387904]"), []),
            ("many-units", good.replace(b'"units":4', b'"units":9223372036854775807'), [])]:
        yield f"network-{name}", network(arch), words
    tensors = [f32(name, PARAMETER, array) for name, array in chain(Numbers(32))]
    yield "network-tensor-missing", network(CHAIN, weights=tensors[:3]), ["expected 4 tensors, got 3"]
    yield ("network-tensor-of-another-shape", network(
        CHAIN, weights=tensors[:3] + [f32("dense2.bias", PARAMETER, np.zeros(3))]), ["dense2.bias"])
    yield ("network-tensor-too-many", network(
        CHAIN, weights=tensors + [f32("dense3.bias", PARAMETER, np.zeros(3))]),
        ["expected 4 tensors, got 5"])
    yield ("network-tensor-of-integers", network(
        CHAIN, weights=tensors[:3] + [Tensor("dense2.bias", PARAMETER, "i64", [2], bytes(16))]),
        ["dense2.bias", "i64"])
    yield from quantised_badly(tensors)
    yield from golden_wrong(tensors)
    for kind, payload, words in [
            ("PREP", b'{"input":{"module":"os"}}', []), ("PREP", b"[]", []),
            ("TRNG", b'{"loss":"meanSquaredError"}', ["TRNG"]), ("mETa", b'{"a":1}', ["mETa"]),
            ("mETa", b'{"a":"1","a":"2"}', ["duplicate key 'a'"]), ("hISt", b"{}", ["hISt"])]:
        name = f"network-{kind}-" + {b"[": "list", b"{": "wrong"}[payload[:1]]
        if b'"2"' in payload:
            name = "network-mETa-key-twice"
        yield name, network(CHAIN, [(kind, payload)]), words
