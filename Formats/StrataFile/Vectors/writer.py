"""A writer of .strata files from SPEC.md, independent of the package's: it writes what the text allows
and, where it is told to, what the text forbids. Python's standard library and NumPy."""
import hashlib
import struct
import zlib

import numpy as np

from deflate import deflate

# name: code, width, own transform
DTYPES = {"f32": (1, 4, 1), "f64": (2, 8, 2), "f16": (3, 2, 2), "bf16": (4, 2, 1), "i8": (5, 1, 0),
          "i16": (6, 2, 0), "i32": (7, 4, 0), "i64": (8, 8, 0), "u8": (9, 1, 0), "u16": (10, 2, 0),
          "u32": (11, 4, 0), "u64": (12, 8, 0), "bool": (13, 1, 0), "q8": (14, 1, 0)}
PARAMETER, BUFFER, OPTIMIZER, GOLDEN, SCALE, ZERO_POINT = range(1, 7)
MAGIC = bytes.fromhex("d35354520d0a1a0a")
END_MARK = bytes.fromhex("525453d3")


def planes(data, width, transform):
    """The byte planes of elements, the most significant bytes first."""
    if transform:
        bits = 8 * width
        words = np.frombuffer(data, f"<u{width}").astype(f"u{width}")
        one = words.dtype.type
        if transform == 1:
            exponent = words >> one(bits - 9) & one(0xFF)
            sign = words >> one(bits - 1)
            mantissa = words & one((1 << bits - 9) - 1)
            words = exponent << one(bits - 8) | sign << one(bits - 9) | mantissa
        else:
            words = words << one(1) | words >> one(bits - 1)
        data = words.astype(f"<u{width}").tobytes()
    return [data[width - 1 - plane::width] for plane in range(width)]


class Tensor:
    """A tensor and how it is packed. `codecs` gives the codec of a plane, (block, plane) -> 0, 1, 2
    or a pair of a code and the stored bytes; without it each plane gets what is smallest."""

    def __init__(self, name, role, dtype, dims, data, shift=16, transform=None, codecs=None,
                 width=None, code=None, deflated="dynamic"):
        own = DTYPES.get(dtype, (code, width, 0))
        self.name = name if isinstance(name, bytes) else name.encode()
        self.role, self.dtype, self.dims, self.data = role, dtype, list(dims), bytes(data)
        self.code = own[0] if code is None else code
        self.width = own[1] if width is None else width
        self.transform = own[2] if transform is None else transform
        self.shift, self.codecs, self.deflated = shift, codecs, deflated
        self.crc = zlib.crc32(self.data)
        self.digest = hashlib.sha256(self.data).digest()
        #: Set to lie: fields of the record by name, and bytes behind the padded name.
        self.lies, self.tail = {}, b""

    def pack(self):
        """The stored bytes and the rows of the block table."""
        stored, rows = b"", []
        size = self.width << self.shift
        known = self.transform if self.transform in (1, 2) else 0
        for number, start in enumerate(range(0, len(self.data), size)):
            block, words = b"", []
            for index, plane in enumerate(
                    planes(self.data[start:start + size], self.width, known)):
                code, part = self.plane(number, index, plane)
                words.append(code << 24 | len(part))
                block += part
            rows.append((zlib.crc32(block), words))
            stored += block
        return stored, rows

    def plane(self, block, index, plane):
        choice = self.codecs(block, index) if self.codecs else None
        if isinstance(choice, tuple):
            return choice
        packed = deflate(plane, self.deflated)
        if choice is None:
            choice = 1 if plane == plane[:1] * len(plane) else 2 if len(packed) < len(plane) else 0
        return choice, {0: plane, 1: plane[:1], 2: packed}[choice]

    def record(self, offset, stored, rows):
        table = b"".join(struct.pack(f"<I{len(words)}I", crc, *words) for crc, words in rows)
        name = self.name + bytes(-len(self.name) % 4)
        dims = struct.pack(f"<{len(self.dims)}Q", *self.dims)
        size = 72 + len(dims) + len(table) + len(name) + len(self.tail)
        fields = {"size": size, "name": len(self.name), "role": self.role, "dtype": self.code,
                  "rank": len(self.dims), "transform": self.transform, "shift": self.shift,
                  "width": self.width, "crc": self.crc, "bytes": len(self.data), "offset": offset,
                  "stored": stored}
        fields.update({key: value(fields[key]) if callable(value) else value
                       for key, value in self.lies.items()})
        return (struct.pack("<IHBBBBBBIQQQ", *fields.values()) + self.digest + dims + table + name
                + self.tail)

    def hashed(self):
        return (struct.pack("<HBBI", len(self.name), self.role, self.code, len(self.dims)) + self.name
                + struct.pack(f"<{len(self.dims)}QQ", *self.dims, len(self.data)) + self.digest)


class File:
    """A whole file. `edits` change parts just before their CRC is taken: "header", "index",
    "table", "trailer" and "padding" take and give bytes; "rows" takes the list of rows of the section
    table, each a dictionary; "file" changes all at the end and repairs nothing."""

    def __init__(self, tensors, sections=(), minor=0, arithmetic=0, packed=(), **header):
        self.tensors, self.sections = list(tensors), list(sections)
        self.header = {"major": 1, "minor": minor, "incompatible": 0, "read_only": 0,
                       "compatible": 0, "arithmetic": arithmetic, **header}
        self.packed, self.edits, self.stored = packed, {}, {}
        #: Where parts are: "table", "trailer", "TENS", …; ("row", type), ("record", n), ("tensor", n).
        self.at = {}

    def edit(self, part, change):
        self.edits[part] = change
        return self

    def edited(self, part, value):
        change = self.edits.get(part)
        return change(value) if change else value

    def content_hash(self):
        content = b"strata content 1" + struct.pack("<Q", len(self.tensors))
        content += b"".join(tensor.hashed() for tensor in self.tensors)
        for kind in ("ARCH", "PREP", "TRNG"):
            for name, payload in self.sections:
                if name == kind:
                    content += kind.encode() + struct.pack("<Q", len(payload))
                    content += hashlib.sha256(payload).digest()
        return hashlib.sha256(content).digest()

    def build(self):
        head = self.header
        header = MAGIC + struct.pack(
            "<HHIIII", head["major"], head["minor"], head["incompatible"], head["read_only"],
            head["compatible"], head["arithmetic"]) + bytes(32)
        header = self.edited("header", header)
        out = header + struct.pack("<I", zlib.crc32(header))

        stream, index = b"", struct.pack("<Q", len(self.tensors))
        for number, tensor in enumerate(self.tensors):
            stored, rows = tensor.pack()
            self.at["record", number] = len(index)
            self.at["tensor", number] = 64 + len(stream)
            index += tensor.record(64 + len(stream), len(stored), rows)
            stream += stored
        self.at["index end"] = len(index)
        rows = []
        for kind, payload in [("TENS", self.edited("tensors", stream)),
                              ("INDX", self.edited("index", index))] + self.sections:
            stored, codec, size = payload, 0, len(payload)
            if kind in self.packed:
                stored, codec = deflate(payload, self.packed[kind]), 2
            if kind in self.stored:
                stored = self.stored[kind](stored)
            out += self.edited("padding", bytes(-len(out) % 64))
            self.at[kind], self.at["row", kind] = len(out), 40 * len(rows)
            rows.append({"type": kind.encode(), "crc": 0 if kind == "TENS" else zlib.crc32(stored),
                         "offset": len(out), "stored": len(stored), "size": size, "codec": codec,
                         "reserve": bytes(7)})
            out += stored
        self.edited("rows", rows)
        out += self.edited("last padding", bytes(-len(out) % 64))
        table = b"".join(
            row["type"] + struct.pack("<IQQQB", row["crc"], row["offset"], row["stored"],
                                      row["size"], row["codec"]) + row["reserve"] for row in rows)
        self.at["table"] = len(out)
        for key in [key for key in self.at if key[0] == "row"]:
            self.at[key] += len(out)
        trailer = {"size": len(out) + len(table) + 64, "table": len(out), "count": len(table) // 40,
                   "crc": zlib.crc32(table), "hash": self.content_hash()}
        self.edited("trailer", trailer)
        self.at["trailer"] = len(out) + len(table)
        out += table
        end = struct.pack("<QQII", trailer["size"], trailer["table"], trailer["count"],
                          trailer["crc"]) + trailer["hash"]
        out += end + struct.pack("<I", zlib.crc32(end)) + END_MARK
        return self.edited("file", out)
