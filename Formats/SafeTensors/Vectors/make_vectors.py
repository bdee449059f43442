"""Writes the sample files beside it: those in valid/ with Hugging Face's library itself, described in
expected.json (bytes in hexadecimal digits, or their SHA-256 where they are many); those in invalid/ by hand, one
for each way to be wrong. The library must refuse them too, but for those that it is known to take (TAKEN).

Usage: python make_vectors.py
"""

import hashlib
import json
import pathlib

import numpy
import safetensors
import safetensors.torch
import torch

HERE = pathlib.Path(__file__).parent
FILES = {}
for folder in ["valid", "invalid"]:
    (HERE / folder).mkdir(exist_ok=True)


def raw(tensor):
    return tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()


def save(name, tensors, metadata=None):
    data = safetensors.torch.save(tensors, metadata)
    (HERE / "valid" / f"{name}.safetensors").write_bytes(data)
    described = {}
    for key, tensor in tensors.items():
        content = raw(tensor) if tensor.numel() else b""
        text = content.hex() if len(content) <= 256 else "sha256:" + hashlib.sha256(content).hexdigest()
        described[key] = {"dtype": str(tensor.dtype), "shape": list(tensor.shape), "bytes": text}
    FILES[name] = {"tensors": described, "metadata": metadata or {}}


def bits(numbers, dtype):
    width = {torch.float64: 8, torch.float32: 4, torch.float16: 2, torch.bfloat16: 2}[dtype]
    data = b"".join(n.to_bytes(width, "little") for n in numbers)
    return torch.frombuffer(bytearray(data), dtype=dtype)


# Every dtype, with what is out of the ordinary: NaN with payloads, both zeros, infinities, denormals.
EVERYTHING = {
    "f64": bits(
        [0x7FF0000000000001, 0xFFF8DEADBEEF0001, 1 << 63, 0, 0x7FF << 52, 0xFFF << 52, 1], torch.float64
    ),
    "f32": bits([0x7F800001, 0xFFC12345, 1 << 31, 0, 0xFF << 23, 0x1FF << 23, 1, 0x3FC00000], torch.float32),
    "f16": bits([0x7C01, 0xFE12, 1 << 15, 0, 0x7C00, 0xFC00, 1], torch.float16),
    "bf16": bits([0x7F81, 0xFFC1, 1 << 15, 0, 0x7F80, 0xFF80, 1], torch.bfloat16),
    "bool": torch.tensor([[True, False, True]]),
}
for kind in ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]:
    limits = numpy.iinfo(kind)
    EVERYTHING[kind] = torch.from_numpy(numpy.array([limits.min, 0, 1, 77, limits.max], dtype=kind))
save("everything", EVERYTHING, {"format": "pt"})
save("eight-bits", {
    str(dtype).split(".")[1]: torch.arange(6).to(dtype).reshape(2, 3)
    for dtype in [torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz]
})
save("complex", {"c": torch.tensor([1 + 2j, -0.5j])})
save("shapes", {
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0),
    "empty.matrix": torch.zeros(3, 0, 2),
    "many": torch.arange(2.0).reshape((1,) * 9 + (2,)),
    "large": torch.arange(7_000, dtype=torch.int32).reshape(7, 1_000),
})
save("names", {
    "0.weight": torch.ones(2),
    "10.weight": torch.ones(2),
    "2.weight": torch.ones(2),
    "größe \"x\" \\ / 層": torch.zeros(1),
    "\u00e9": torch.zeros(1),
    "e\u0301": torch.ones(1),
    "line\nfeed": torch.zeros(1),
    "": torch.zeros(1),
    "../../etc/passwd": torch.zeros(1),
}, {"licence": "MIT \"or\" so\n\u2028"})
save("nothing", {}, {"alone": ""})
save("nothing-at-all", {})


def forge(name, header, data=b"", count=None):
    text = header if isinstance(header, bytes) else header.encode()
    size = len(text) if count is None else count
    (HERE / "invalid" / f"{name}.safetensors").write_bytes(size.to_bytes(8, "little") + text + data)


def entry(dtype="U8", shape="[2]", offsets="[0,2]"):
    return f'{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}'


def one(name, data=b"\1\2", **fields):
    forge(name, f'{{"a":{entry(**fields)}}}', data)


GOOD = f'{{"a":{entry()}}}'
(HERE / "invalid" / "no-bytes.safetensors").write_bytes(b"")
(HERE / "invalid" / "short-length.safetensors").write_bytes(b"\2\0\0\0\0\0\0")
forge("header-cut-short", GOOD[:-1], count=len(GOOD))
forge("header-of-2-to-the-63", GOOD, count=1 << 63)
forge("header-of-2-to-the-64-less-1", GOOD, count=(1 << 64) - 1)
forge("header-over-100-MB", GOOD, count=100_000_001)
forge("header-empty", "")
forge("header-of-spaces", " " * 8)
forge("header-begins-with-space", " " + GOOD, b"\1\2")
forge("header-an-array", "[]")
forge("header-not-utf8", b'{"\xff":' + entry().encode() + b"}", b"\1\2")
forge("header-with-byte-order-mark", b"\xef\xbb\xbf" + GOOD.encode(), b"\1\2")
forge("header-with-more-behind", GOOD + "{}", b"\1\2")
forge("header-with-zeros-behind", GOOD + "\0\0", b"\1\2")
forge("header-with-line-feed-behind", GOOD + "\n", b"\1\2")
forge("header-not-closed", GOOD[:-1] + " ", b"\1\2")
forge("header-trailing-comma", GOOD[:-1] + ",}", b"\1\2")
forge("header-deep", '{"a":' + "[" * 10_000, b"")
forge("header-shape-deep", f'{{"a":{entry(shape="[[2]]")}}}', b"\1\2")
forge("text-half-a-surrogate", '{"\\ud800":' + entry() + "}", b"\1\2")
forge("text-bad-escape", '{"\\x":' + entry() + "}", b"\1\2")
forge("text-control-character", '{"a\tb":' + entry() + "}", b"\1\2")
forge("name-twice", f'{{"a":{entry()},"a":{entry(offsets="[2,4]")}}}', b"\1\2\3\4")
forge("name-twice-escaped", f'{{"a":{entry()},"\\u0061":{entry(offsets="[2,4]")}}}', b"\1\2\3\4")
forge("key-twice", '{"a":{"dtype":"U8","dtype":"U8","shape":[2],"data_offsets":[0,2]}}', b"\1\2")
forge("key-unknown", '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"x":1}}', b"\1\2")
for key in ["dtype", "shape", "data_offsets"]:
    fields = {"dtype": '"U8"', "shape": "[2]", "data_offsets": "[0,2]"}
    del fields[key]
    body = ",".join(f'"{k}":{v}' for k, v in fields.items())
    forge(f"key-missing-{key.replace('_', '-')}", f'{{"a":{{{body}}}}}', b"\1\2")
forge("entry-null", '{"a":null}')
forge("metadata-number", '{"__metadata__":{"a":1}}')
forge("metadata-null", '{"__metadata__":{"a":null}}')
forge("metadata-nested", '{"__metadata__":{"a":{"b":"c"}}}')
forge("metadata-array", '{"__metadata__":[]}')
forge("metadata-key-twice", '{"__metadata__":{"a":"b","a":"c"}}')
forge("metadata-twice", '{"__metadata__":{},"__metadata__":{}}')
one("dtype-unknown", dtype="F31")
one("dtype-lower-case", dtype="u8")
one("shape-negative", shape="[-2]")
one("shape-fraction", shape="[2.0]")
one("shape-exponent", shape="[2e0]")
one("shape-leading-zero", shape="[02]")
one("shape-text", shape='["2"]')
one("shape-past-64-bits", shape="[18446744073709551618]")
one("shape-overflows-to-0", data=b"", shape="[4294967296,4294967296]", offsets="[0,0]")
one("shape-overflows-to-2", shape="[9223372036854775809,2]")
one("shape-overflow-hidden-by-0", data=b"", shape="[4294967296,4294967296,4294967296,0]", offsets="[0,0]")
one("shape-asks-for-more", shape="[1000000000000]", offsets="[0,1000000000000]")
one("shape-too-small", shape="[1]")
one("shape-too-large", shape="[3]")
one("bits-that-fill-no-byte", data=b"\1", dtype="F4", shape="[1]", offsets="[0,1]")
one("offsets-one", offsets="[2]")
one("offsets-three", offsets="[0,2,2]")
one("offsets-negative", offsets="[-2,0]")
one("offsets-backwards", offsets="[2,0]")
one("offsets-past-the-end", data=b"\1")
one("offsets-from-1", data=b"\0\1\2", offsets="[1,3]")
one("bytes-behind", data=b"\1\2\3")
forge("gap", f'{{"a":{entry()},"b":{entry(offsets="[3,5]")}}}', b"\1\2\3\4\5")
forge("overlap", f'{{"a":{entry()},"b":{entry(offsets="[1,3]")}}}', b"\1\2\3")
forge("same-bytes-twice", f'{{"a":{entry()},"b":{entry()}}}', b"\1\2")
forge("empty-inside-another", f'{{"a":{entry()},"b":{entry(shape="[0]", offsets="[1,1]")}}}', b"\1\2")
forge("empty-past-the-end", f'{{"a":{entry()},"b":{entry(shape="[0]", offsets="[9,9]")}}}', b"\1\2")
forge("bytes-without-tensors", "{}", b"\1")
zip_file = b"PK\5\6" + bytes(18)
forge("a-zip-archive-behind", GOOD, b"\1\2" + zip_file)

# What the library takes and this package does not.
TAKEN = {
    "header-begins-with-space", "header-with-line-feed-behind", "key-unknown", "metadata-key-twice",
}
taken = set()
for path in sorted((HERE / "invalid").glob("*.safetensors")):
    try:
        safetensors.deserialize(path.read_bytes())
        taken.add(path.stem)
    except Exception:
        pass
assert taken == TAKEN, taken ^ TAKEN

(HERE / "expected.json").write_text(
    json.dumps(
        {"safetensors": safetensors.__version__, "torch": torch.__version__, "files": FILES},
        indent=1, ensure_ascii=True,
    )
    + "\n"
)
