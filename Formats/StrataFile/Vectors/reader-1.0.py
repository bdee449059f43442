#!/usr/bin/env python3
"""The independent reader of .strata files as it was for version 1.0; it never changes, so that tests can
show what it makes of newer files. Python's standard library and NumPy.

    reader.py FILE...     checks everything that SPEC.md demands and lists the tensors;
                          exit 1 if a file is damaged
    read(data)            the same from Python: {name: (role, dtype, array)}, {type: bytes}, hash
"""
import hashlib
import struct
import sys
import zlib

import numpy as np

# code: name, own transform, NumPy's type (bf16 comes as its bits)
DTYPES = dict(enumerate(zip(
    "f32 f64 f16 bf16 i8 i16 i32 i64 u8 u16 u32 u64 bool".split(),
    [1, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    map(np.dtype, "<f4 <f8 <f2 <u2 <i1 <i2 <i4 <i8 <u1 <u2 <u4 <u8 <u1".split())), 1))
ROLES = {1: "parameter", 2: "buffer", 3: "optimizer", 4: "golden", 5: "scale", 6: "zero point"}
KNOWN = (b"TENS", b"INDX", b"ARCH", b"PREP", b"TRNG", b"mETa", b"hISt")


class Damaged(Exception):
    pass


def check(is_right, what):
    if not is_right:
        raise Damaged(what)


def aligned(offset):
    return (offset + 63) // 64 * 64


def inflate(data, size, what):
    stream = zlib.decompressobj(-15)
    try:
        out = stream.decompress(data, size + 1)
    except zlib.error as error:
        raise Damaged(f"{what}: {error}") from None
    check(len(out) == size and stream.eof and not stream.unused_data, f"{what}: deflate size")
    return out


def read(data):
    # Header and trailer.
    check(len(data) >= 128 and data[:8] == b"\xd3STR\r\n\x1a\n", "not a .strata file, or cut")
    check(zlib.crc32(data[:60]) == struct.unpack_from("<I", data, 60)[0], "header: CRC")
    major, minor, incompatible = struct.unpack_from("<HHI", data, 8)
    check(major == 1 and incompatible == 0, f"version {major}.{minor}, flags {incompatible:#x}")
    check(minor > 0 or not any(data[28:60]), "header: reserve")
    end = data[-64:]
    check(end[60:] == b"RTS\xd3", "trailer: end mark")
    check(zlib.crc32(end[:56]) == struct.unpack_from("<I", end, 56)[0], "trailer: CRC")
    size, table_at, count, table_crc = struct.unpack_from("<QQII", end)
    check(size == len(data) and table_at + 40 * count + 64 == size, "trailer: sizes")

    # Sections, without gap, padded with zeros.
    table = data[table_at:-64]
    check(zlib.crc32(table) == table_crc, "section table: CRC")
    sections, place, tensors_at, tensors_end = {}, 64, None, None
    for row in range(count):
        kind, crc, offset, stored, size, codec = struct.unpack_from("<4sIQQQB", table, 40 * row)
        check(kind.isalpha() and kind.isascii() and kind not in sections, f"section {kind!r}")
        check(kind in KNOWN or kind[:1].islower(), f"section {kind!r} is critical and unknown")
        check(minor > 0 or not any(table[40 * row + 33:40 * row + 40]), f"{kind!r}: reserve")
        check(offset == aligned(place) and offset + stored <= table_at, f"{kind!r}: place")
        check(not any(data[place:offset]), f"{kind!r}: padding")
        payload, place = data[offset:offset + stored], offset + stored
        check(codec in (0, 2), f"{kind!r}: codec")
        if kind == b"TENS":
            check(crc == codec == 0 and size == stored, "TENS: codec, CRC or size")
            tensors_at, tensors_end = offset, place
        else:
            check(zlib.crc32(payload) == crc, f"{kind!r}: CRC")
        check(codec == 2 or size == stored, f"{kind!r}: size")
        check(codec == 0 or size <= 1032 * stored, f"{kind!r}: size")
        sections[kind] = inflate(payload, size, kind) if codec == 2 else payload
    check(aligned(place) == table_at and not any(data[place:table_at]), "gap before the table")
    check(tensors_at is not None and b"INDX" in sections, "TENS or INDX is missing")

    # Index and tensors.
    index, place, at, tensors = sections[b"INDX"], tensors_at, 8, {}
    content = [b"strata content 1", index[:8]]
    for _ in range(struct.unpack_from("<Q", index)[0]):
        name, used, place, tensor, hashed = read_tensor(data, index, at, place, tensors_end, minor)
        check(name not in tensors, f"{name!r} occurs twice")
        tensors[name], at = tensor, at + used
        content.append(hashed)
    check(at == len(index) and place == tensors_end, "the index does not cover the tensors")

    for kind in (b"ARCH", b"PREP", b"TRNG"):
        if kind in sections:
            content += [kind, struct.pack("<Q", len(sections[kind])),
                        hashlib.sha256(sections[kind]).digest()]
    digest = hashlib.sha256(b"".join(content)).digest()
    check(digest == end[24:56], "the content hash does not match")
    del sections[b"TENS"], sections[b"INDX"]
    return tensors, sections, digest.hex()


def read_tensor(data, index, at, place, limit, minor):
    """The tensor of the record at `at`, whose bytes begin at `place`."""
    (length, name_size, role, dtype, rank, transform, shift, width, crc, size, offset,
     stored) = struct.unpack_from("<IHBBBBBBIQQQ", index, at)
    check(rank <= 32 and 8 <= shift <= 20 and 1 <= width <= 16, "record: numbers")
    check(size % width == 0 and offset == place and stored <= limit - place, "record: sizes")
    digest = index[at + 40:at + 72]
    dims = struct.unpack_from(f"<{rank}Q", index, at + 72)
    block = width << shift
    blocks = -(-size // block)
    row = 4 + 4 * width
    name_at = at + 72 + 8 * rank + blocks * row
    name = index[name_at:name_at + name_size]
    used = name_at + name_size + (-name_size & 3) - at
    check(length % 4 == 0 and (used == length if minor == 0 else used <= length), "record: length")
    check(at + length <= len(index) and not any(index[name_at + name_size:at + used]), "record: end")
    text = name.decode()
    check(1 <= name_size <= 512 and not any(c < " " or "\x7f" <= c < "\xa0" for c in text),
          "record: name")
    known = dtype in DTYPES and transform in (0, DTYPES[dtype][1])
    out = bytearray()
    for number in range(blocks):
        block_crc, *codes = struct.unpack_from(f"<I{width}I", index, at + 72 + 8 * rank + number * row)
        payload = data[place:place + sum(code & 0xFFFFFF for code in codes)]
        place += len(payload)
        check(zlib.crc32(payload) == block_crc, f"{text!r}: block {number}: CRC")
        known = known and all(code >> 24 <= 2 for code in codes)
        if known:
            count = min(block, size - number * block) // width
            out += unpack(payload, codes, count, transform, text)
    check(place == offset + stored, f"{text!r}: stored size")
    tensor = (ROLES.get(role, role), f"dtype {dtype}", None)
    if dtype in DTYPES:
        product = width
        for dim in dims:
            product *= dim
        check(product == size and width == DTYPES[dtype][2].itemsize, f"{text!r}: dimensions")
    if known:
        check(zlib.crc32(out) == crc and hashlib.sha256(out).digest() == digest, f"{text!r}: CRC")
        array = np.frombuffer(bytes(out), DTYPES[dtype][2]).reshape(dims)
        tensor = (ROLES.get(role, role), DTYPES[dtype][0], array)
    hashed = struct.pack("<HBBI", name_size, role, dtype, rank) + name
    hashed += struct.pack(f"<{rank}QQ", *dims, size) + digest
    return text, length, place, tensor, hashed


def unpack(payload, codes, count, transform, name):
    """The elements of one block, little-endian, from its planes, the most significant first."""
    bits, at = 8 * len(codes), 0
    words = np.zeros(count, f"<u{len(codes)}")
    for code in codes:
        codec, length = code >> 24, code & 0xFFFFFF
        part, at = payload[at:at + length], at + length
        if codec == 2:
            part = inflate(part, count, name)
        elif codec == 1:
            check(length == 1, f"{name!r}: constant plane")
            part *= count
        check(len(part) == count, f"{name!r}: plane size")
        words = words << 8 | np.frombuffer(part, "u1")
    if transform == 1:  # exponent, sign, mantissa
        exponent, sign = words >> bits - 8, words >> bits - 9 & 1
        words = sign << bits - 1 | exponent << bits - 9 | words & (1 << bits - 9) - 1
    elif transform == 2:  # rotated left by one
        words = words >> 1 | words << bits - 1
    return words.tobytes()


def main(paths):
    status = 0
    for path in paths:
        try:
            with open(path, "rb") as file:
                tensors, sections, digest = read(file.read())
        except (Damaged, UnicodeDecodeError, struct.error, ValueError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            status = 1
            continue
        print(f"{path}: {len(tensors)} tensors, content {digest}")
        for name, (role, dtype, array) in tensors.items():
            print(f"  {ascii(name)[1:-1]}  {role}  {dtype}  {None if array is None else array.shape}")
        for kind, payload in sections.items():
            print(f"  section {kind.decode()}  {len(payload)} bytes")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
