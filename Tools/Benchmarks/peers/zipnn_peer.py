"""ZipNN: packing and unpacking weights, in memory."""

import common

options = common.arguments()

from zipnn import ZipNN  # noqa: E402  (after the number of threads is set)

DTYPES = {"f32": "float32", "bf16": "bfloat16", "f16": "float16"}


def codec(name):
    return ZipNN(bytearray_dtype=DTYPES[name.split(".")[1]], threads=options.threads)


def raw(name):
    with open(f"{options.folder}/weights/{name}", "rb") as file:
        return file.read()


def packed(name):
    return codec(name).compress(bytearray(raw(name)))


def pack(name):
    zipnn, weights = codec(name), raw(name)
    # It reorders the bits of its argument in place, so each call gets a copy.
    return common.Prepared(zipnn.compress, lambda: bytearray(weights))


def unpack(name):
    zipnn, file = codec(name), packed(name)
    assert bytes(zipnn.decompress(file)) == raw(name), "the weights do not come back"
    return common.Each(lambda: zipnn.decompress(file))


rows = {}
for name in common.rows(options.folder, "pack"):
    rows[f"pack/{name}"] = lambda name=name: pack(name)
    rows[f"unpack/{name}"] = lambda name=name: unpack(name)
common.serve(
    rows,
    sizes={
        name: lambda name=name: len(packed(name)) for name in common.rows(options.folder, "pack")
    },
)
