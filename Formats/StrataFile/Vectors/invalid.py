"""Files that a reader must refuse, one for each rule of sections 1 to 6 of SPEC.md and for each way in
which files were used to attack readers. All CRCs but the one at fault are right.

Each comes with the class of the error, the part that it names, and the offset: in the file, or in the
unpacked index.
"""
import struct
import zlib

import numpy as np

from deflate import deflate
from newer import set_bytes
from valid import Numbers, text
from writer import BUFFER, PARAMETER, File, Tensor, planes

INDEX = "section INDX (unpacked)"
HUGE, BELOW = 2 ** 64 - 1, 2 ** 63 - 1


def base(**how):
    """A tensor, a section as it is and one packed, one more."""
    return File([Tensor("a", PARAMETER, "u16", [4], b"\1\0" * 4)],
                [("ARCH", b"{}"), ("mETa", text({"n": "note " * 20})), ("hISt", b"[]")],
                packed={"mETa": "dynamic"}, **how)


def tensors(**how):
    """Four tensors: planes of every codec, three blocks, none."""
    return File(
        [Tensor("a", PARAMETER, "f32", [10], np.linspace(-1, 1, 10).astype("<f4").tobytes(),
                codecs=lambda block, plane: 2 if plane == 0 else 0),
         Tensor("b", BUFFER, "u16", [4], b"\1\0" * 4, codecs=lambda block, plane: 1),
         Tensor("c", PARAMETER, "u8", [514], b"\1" * 256 + b"\2" * 256 + b"\3\4", shift=8),
         Tensor("none", PARAMETER, "f32", [0], b"")],
        packed={"INDX": "dynamic"}, **how)


#: Where the name of the first tensor begins in its record, behind four planes of one block.
NAME = 72 + 8 + 20


def damaged(part, place):
    """`place` is the offset, or gives it from the file as it was built; two of them are bounds."""
    return "damaged", part, place


def at(key, add=0):
    return lambda file: file.at[key] + add


def header():
    wrong = [("magic-first-byte", 0, b"\x53"), ("magic-ends-of-lines", 4, b"\x0a\x0a"),
             ("magic-of-safetensors", 0, struct.pack("<Q", 8)), ("magic-of-zip", 0, b"PK\3\4")]
    for name, place, new in wrong:
        yield name, base().edit("header", set_bytes(place, new)), damaged("header", 0)
    yield ("lines-converted", base().edit("file", lambda f: f.replace(b"\r\n", b"\n")),
           damaged("header", 0))
    yield ("header-crc", base().edit("file", set_bytes(24, b"\5")), damaged("header", 60))
    for place in (28, 59):
        yield (f"header-reserve-{place}", base().edit("header", set_bytes(place, b"\1")),
               damaged("header", 28))


def cuts():
    yield "cut-to-nothing", base().edit("file", lambda f: b""), damaged("header", 0)
    yield "cut-in-header", base().edit("file", lambda f: f[:40]), damaged("header", 40)
    yield "cut-after-header", base().edit("file", lambda f: f[:64]), damaged("trailer", 64)
    yield "cut-in-tensors", base().edit("file", lambda f: f[:130]), damaged("trailer", 126)
    yield "cut-last-byte", base().edit("file", lambda f: f[:-1]), damaged(
        "trailer", at("trailer", 59))
    yield "cut-trailer", base().edit("file", lambda f: f[:-64]), damaged(
        "trailer", at("trailer", -4))
    yield "appended-byte", base().edit("file", lambda f: f + b"\0"), damaged(
        "trailer", at("trailer", 61))
    yield "appended-zip", base().edit("file", lambda f: f + b"PK\5\6" + bytes(18)), damaged(
        "trailer", at("trailer", 82))
    yield "two-in-one", base().edit("file", lambda f: f + f), damaged(
        "trailer", lambda file: 2 * file.at["trailer"] + 64)
    yield "prepended-byte", base().edit("file", lambda f: b"\0" + f), damaged("header", 0)
    yield "inserted-byte", base().edit("file", lambda f: f[:100] + b"\0" + f[100:]), damaged(
        "trailer", at("trailer", 1))
    yield "removed-byte", base().edit("file", lambda f: f[:100] + f[101:]), damaged(
        "trailer", at("trailer", -1))


def trailer():
    def put(**fields):
        return lambda trailer: trailer.update(fields)
    yield "trailer-end-mark", base().edit("file", lambda f: f[:-1] + b"\xd2"), damaged(
        "trailer", at("trailer", 60))
    yield "trailer-crc", base().edit("file", lambda f: f[:-30] + bytes([f[-30] ^ 1]) + f[-29:]), (
        damaged("trailer", at("trailer", 56)))
    for name, fields, place in [
            ("size", {"size": 64}, 0), ("size-huge", {"size": HUGE}, 0),
            ("table-early", {"table": 64}, 8), ("table-in-header", {"table": 0}, 8),
            ("table-huge", {"table": HUGE}, 8), ("table-past-end", {"table": BELOW}, 8),
            ("sections-none", {"count": 0}, 8), ("sections-many", {"count": 2 ** 32 - 1}, 8),
            ("content-hash", {"hash": bytes(32)}, 24)]:
        yield f"trailer-{name}", base().edit("trailer", put(**fields)), damaged(
            "trailer", at("trailer", place))
    yield "trailer-table-crc", base().edit("trailer", put(crc=0)), damaged(
        "section table", at("table"))


def table():
    part = "section table"

    def put(kind, **fields):
        def change(rows):
            for row in rows:
                if row["type"] == kind.encode():
                    row.update(fields)
        return change

    def add(kind, amount):
        def change(rows):
            for row in rows:
                if row["type"] == kind.encode():
                    row["offset"] += amount
        return change

    for name, kind, fields, place in [
            ("type-digit", "hISt", {"type": b"hIS7"}, 0), ("type-zero", "hISt", {"type": bytes(4)}, 0),
            ("type-high-bit", "hISt", {"type": b"hIS\xf4"}, 0),
            ("type-twice", "hISt", {"type": b"mETa"}, 0), ("codec-1", "ARCH", {"codec": 1}, 32),
            ("codec-255", "ARCH", {"codec": 255}, 32),
            ("reserve", "hISt", {"reserve": b"\0\0\0\0\0\0\1"}, 33),
            ("sizes-differ", "ARCH", {"size": 3}, 24), ("bomb", "mETa", {"size": 1 << 40}, 24),
            ("offset-huge", "ARCH", {"offset": HUGE}, 8), ("stored-huge", "ARCH", {"stored": HUGE}, 16),
            ("size-huge", "mETa", {"size": HUGE}, 24),
            ("past-end", "ARCH", {"stored": BELOW, "size": BELOW}, 0),
            ("offset-past-end", "ARCH", {"offset": BELOW // 64 * 64}, 0),
            ("offset-backwards", "ARCH", {"offset": 0}, 0),
            ("too-short-for-the-next", "ARCH", {"stored": 70, "size": 70}, None)]:
        key = ("row", kind if place is not None else "mETa")
        yield (f"table-{name}", base().edit("rows", put(kind, **fields)),
               damaged(part, at(key, place or 0)))
    yield ("table-bomb-by-one", base().edit(
        "rows", lambda rows: rows[3].update(size=1032 * rows[3]["stored"] + 1)),
        damaged(part, at(("row", "mETa"), 24)))
    for name, amount in [("unaligned", 4), ("gap", 64), ("overlap", -64)]:
        yield f"table-{name}", base().edit("rows", add("ARCH", amount)), damaged(
            part, at(("row", "ARCH")))
    yield ("table-section-left-out", base().edit("rows", lambda rows: rows.pop()),
           damaged(part, at("table")))

    yield ("gap-before-table", base().edit("last padding", lambda zeros: zeros + bytes(64)),
           damaged(part, at("table")))
    yield ("gap-between-sections", base().edit("padding", lambda zeros: zeros + bytes(64)),
           damaged(part, at(("row", "TENS"))))
    for kind in ("TENS", "INDX"):
        name = "tensors" if kind == "TENS" else "index"
        yield (f"table-no-{name}", base().edit("rows", put(kind, type=b"neWs")),
               damaged(part, at("table")))
    yield "tensors-codec", base().edit("rows", put("TENS", codec=2)), damaged("section TENS", 64)
    yield "tensors-crc", base().edit("rows", put("TENS", crc=1)), damaged("section TENS", 64)

    def fill(padding):
        return padding[:-1] + b"\1" if padding else padding
    yield "padding", base().edit("padding", fill), damaged(
        "section TENS", lambda file: file.at["INDX"] - 1)
    yield "padding-before-table", base().edit("last padding", fill), damaged(
        "section hISt", at("table", -1))
    for kind in ("INDX", "ARCH", "mETa"):
        yield f"section-crc-{kind}", base().edit("rows", put(kind, crc=12345)), damaged(
            f"section {kind}", at(kind))
    file = base()
    file.sections.append(("neWs", b"skipped and checked"))
    yield "section-crc-skipped", file.edit("rows", put("neWs", crc=12345)), damaged(
        "section neWs", at("neWs"))


def deflated():
    """The offset is where the data stop making sense, which readers see sooner or later: it lies in the
    stored bytes or at their end."""
    def stored(change):
        file = base()
        file.stored["mETa"] = change
        return file
    notes = text({"n": "note " * 20})
    packed = deflate(notes)
    for name, data in [("ends-early", packed[:-1]), ("left-over", packed + b"\0"),
                       ("too-little", deflate(notes[:-1])), ("too-much", deflate(notes + b"\n")),
                       ("block-type-3", b"\7" + packed[1:]),
                       ("stored-length", b"\1\5\0\0\0hello"),
                       ("far-back", deflate(notes[:4], "fixed")[:-1] + b"\x03\x7f\0\0\0"),
                       ("two-streams", packed + packed), ("zlib-header", zlib.compress(notes)),
                       ("nothing", b"")]:
        yield f"section-deflate-{name}", stored(lambda old, data=data: data), damaged(
            "section table" if name == "nothing" else "section mETa",
            at(("row", "mETa"), 24) if name == "nothing" else
            lambda file, data=data: [file.at["mETa"], file.at["mETa"] + len(data)])


def index():
    def change(at, new):
        return tensors().edit("index", set_bytes(at, new))

    def record(name, field, value, place, part=INDEX, tensor=0):
        file = tensors()
        file.tensors[tensor].lies[field] = value
        offset = None if place is None else at(("record", tensor), place)
        return f"record-{name}", file, damaged(part, offset)

    yield "index-empty", tensors().edit("index", lambda old: b""), damaged(INDEX, 0)
    yield "index-cut", tensors().edit("index", lambda old: old[:-4]), damaged(
        INDEX, at(("record", 3), 4))
    yield "index-longer", tensors().edit("index", lambda old: old + bytes(4)), damaged(
        INDEX, at("index end"))
    yield "index-count-huge", change(0, struct.pack("<Q", HUGE)), damaged(INDEX, 0)
    yield "index-count-limit", change(0, struct.pack("<Q", 1 << 40)), ("limit", INDEX, None)
    yield "index-count-many", change(0, struct.pack("<Q", 1 << 20)), damaged(INDEX, 0)
    yield "index-count-5", change(0, struct.pack("<Q", 5)), damaged(INDEX, at("index end"))
    yield "index-count-3", change(0, struct.pack("<Q", 3)), damaged(INDEX, at(("record", 3)))
    yield "index-count-0", change(0, struct.pack("<Q", 0)), damaged(INDEX, 8)

    yield record("size-71", "size", 71, 0)
    yield record("size-0", "size", 0, 0)
    yield record("size-odd", "size", lambda size: size + 1, 0)
    yield record("size-huge", "size", 2 ** 32 - 4, 4)
    yield record("size-short", "size", lambda size: size - 4, NAME)
    yield record("rank-33", "rank", 33, 8)
    yield record("rank-255", "rank", 255, 8)
    yield record("shift-7", "shift", 7, 10)
    yield record("shift-21", "shift", 21, 10)
    yield record("shift-255", "shift", 255, 10)
    yield record("width-0", "width", 0, 10)
    yield record("width-17", "width", 17, 10)
    yield record("bytes-not-whole", "bytes", 39, 16)
    yield record("bytes-huge", "bytes", HUGE, 16)
    yield record("bytes-many-blocks", "bytes", BELOW - 3, 80)
    yield record("bytes-other", "bytes", 44, 16)
    yield record("offset-gap", "offset", 65, 32 - 8)
    yield record("offset-header", "offset", 0, 24)
    yield record("offset-huge", "offset", HUGE, 24)
    yield record("offset-past-end", "offset", BELOW, 24)
    yield record("offset-alias", "offset", 64, 24, tensor=1)
    yield record("stored-more", "stored", lambda size: size + 1, NAME)
    yield record("stored-less", "stored", lambda size: size - 1, NAME)
    yield record("stored-huge", "stored", HUGE, 32)
    yield record("name-empty", "name", 0, NAME)
    yield record("name-short", "name", 600, NAME)

    for name, value, why in [
            ("name-513", b"n" * 513, 0), ("name-not-utf-8", b"a\xff", 0),
            ("name-overlong", b"\xc0\xaf", 0), ("name-surrogate", b"\xed\xa0\x80", 0),
            ("name-over-unicode", b"\xf4\x90\x80\x80", 0), ("name-half-a-letter", "é".encode()[:1], 0),
            ("name-zero", b"a\0b", 0), ("name-escape", b"a\x1b[2J", 0), ("name-newline", b"a\nb", 0),
            ("name-delete", b"a\x7f", 0), ("name-c1", "a\u009b31m".encode(), 0)]:
        file = tensors()
        file.tensors[0].name = value
        yield f"record-{name}", file, damaged(INDEX, at(("record", 0), NAME))
    file = tensors()
    file.tensors[1].name = b"a"
    yield "record-name-twice", file, damaged(INDEX, at(("record", 1)))
    file = tensors().edit("index", lambda old: old.replace(b"a\0\0\0", b"a\0\0\1"))
    yield "record-name-padding", file, damaged(INDEX, at(("record", 1)))
    file = tensors(minor=9).edit("index", lambda old: old.replace(b"a\0\0\0", b"a\0\0\1"))
    yield "record-name-padding-newer", file, damaged(INDEX, at(("record", 1)))
    file = tensors()
    file.tensors[0].tail = b"more"
    yield "record-longer", file, damaged(INDEX, at(("record", 0), NAME + 4))

    for name, dims in [("less", [9]), ("more", [11]), ("zero", [10, 0]), ("huge", [HUGE]),
                       ("overflow-to-the-size", [(1 << 62) + 10]), ("overflow-to-0", [1 << 62, 4]),
                       ("overflow-of-many", [1 << 31] * 4), ("sign", [1 << 63])]:
        file = tensors()
        file.tensors[0].dims = dims
        place = (72 if dims[0] >= 1 << 63 else 16)
        yield f"dimensions-{name}", file, damaged(INDEX, at(("record", 0), place))
    for name, dims in [("overflow-behind-0", [1 << 62, 1 << 62, 0]),
                       ("2^63-bytes-behind-0", [0, 1 << 61]), ("none-of-some", [1])]:
        file = tensors()
        file.tensors[3].dims = dims
        yield f"dimensions-{name}", file, damaged(INDEX, at(("record", 3), 16))
    file = tensors()
    file.tensors[1].lies["dtype"] = 1
    yield "dtype-of-another-width", file, damaged(INDEX, at(("record", 1), 11))
    yield ("tensors-not-listed", tensors().edit("tensors", lambda old: old + b"hidden"),
           damaged(INDEX, at("index end")))
    yield ("tensors-cut", tensors().edit("tensors", lambda old: old[:-1]),
           damaged(INDEX, at(("record", 2), 24)))


def blocks():
    def plane(codes, tensor=0):
        file = tensors()
        was = file.tensors[tensor].codecs
        file.tensors[tensor].codecs = lambda block, plane: codes.get(
            (block, plane), was(block, plane) if was else None)
        return file

    def words(change, tensor=0):
        """Changes the table of blocks and leaves the stored bytes."""
        file = tensors()
        own = file.tensors[tensor]
        pack = own.pack
        own.pack = lambda: change(*pack())
        return file

    a = "tensor 'a'"
    part = planes(tensors().tensors[0].data, 4, 1)
    yield "block-crc", words(lambda stored, rows: (
        stored, [(rows[0][0] ^ 1, rows[0][1])])), damaged(a, 64)
    yield "block-crc-second", words(lambda stored, rows: (
        stored, [rows[0], (rows[1][0] ^ 1, rows[1][1]), rows[2]]), 2), damaged(
            "tensor 'c'", at(("tensor", 2), 1))
    yield "blocks-swapped", words(lambda stored, rows: (
        stored, [rows[1], rows[0], rows[2]]), 2), damaged("tensor 'c'", at(("tensor", 2)))
    second = 64 + len(deflate(part[0]))
    yield "plane-constant-of-2", plane({(0, 1): (1, b"\1\1")}), damaged(a, second)
    yield "plane-constant-of-0", plane({(0, 1): (1, b"")}), damaged(a, second)
    yield "plane-stored-short", plane({(0, 1): (0, part[1][:-1])}), damaged(a, second)
    yield "plane-stored-long", plane({(0, 1): (0, part[1] + b"\0")}), damaged(a, second)
    for name, data in [("ends-early", deflate(part[0])[:-1]), ("left-over", deflate(part[0]) + b"\0"),
                       ("too-little", deflate(part[0][:-1])), ("too-much", deflate(part[0] + b"\0")),
                       ("bomb", deflate(bytes(100_000), "fixed")), ("block-type-3", b"\7\0"),
                       ("nothing", b"")]:
        yield f"plane-deflate-{name}", plane({(0, 0): (2, data)}), damaged(
            a, [64, 64 + len(data)])
    yield "plane-past-the-tensors", words(lambda stored, rows: (
        stored, [(rows[0][0], rows[0][1][:3] + [0xFFFFFF])])), damaged(
            INDEX, at(("record", 0), NAME))
    for field, name in [("crc", "crc"), ("digest", "digest")]:
        file = tensors()
        old = getattr(file.tensors[0], field)
        setattr(file.tensors[0], field, old ^ 1 if field == "crc" else bytes(32))
        yield f"elements-{name}", file, damaged(a, 64)


def invalid():
    for make in (header, cuts, trailer, table, deflated, index, blocks):
        yield from make()
