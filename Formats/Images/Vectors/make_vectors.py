"""Makes the sample images of this folder and what is in them, expected.json.

Made with Python 3.11, Pillow 13.0.0 and NumPy 2.4.6: python3 make_vectors.py
The PNG files are written by this script, chunk by chunk, because Pillow writes neither interlaced files
nor every depth; Pillow reads each of them again and must see the same, as far as it keeps the samples.
Those called pillow-* are Pillow's own.
"""

import json
import pathlib
import struct
import zlib

import numpy
from PIL import Image

HERE = pathlib.Path(__file__).parent
VALID, INVALID = HERE / "valid", HERE / "invalid"
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
random = numpy.random.default_rng(6)
expected = {}


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def row_bytes(row, depth):
    """A row of samples as PNG packs it."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype("u1").tobytes()
    bits = "".join(format(int(sample), f"0{depth}b") for sample in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(kind, row, above, step):
    out = bytearray()
    for i, x in enumerate(row):
        a = row[i - step] if i >= step else 0
        c = above[i - step] if i >= step else 0
        b = above[i]
        out.append((x - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) & 255)
    return bytes([kind]) + bytes(out)


def scanlines(pixels, color, depth, first):
    """The filtered rows of an image; the filters take turns."""
    step = max(1, SAMPLES[color] * depth // 8)
    data, above = b"", None
    for number, row in enumerate(pixels):
        packed = row_bytes(row.reshape(-1), depth)
        data += filtered((first + number) % 5, packed, above or bytes(len(packed)), step)
        above = packed
    return data


def png(pixels, color, depth, interlaced=False, extra=b"", parts=1, level=9):
    """pixels: [height, width, samples]."""
    height, width = pixels.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    if interlaced:
        data = b""
        for number, (x, y, step_x, step_y) in enumerate(ADAM7):
            part = pixels[y::step_y, x::step_x]
            if part.size:
                data += scanlines(part, color, depth, number)
    else:
        data = scanlines(pixels, color, depth, 0)
    packed = zlib.compress(data, level)
    size = -(-len(packed) // parts)
    body = b"".join(chunk(b"IDAT", packed[i : i + size]) for i in range(0, len(packed), size))
    return SIGNATURE + chunk(b"IHDR", header) + extra + body + chunk(b"IEND", b"")


def keep(name, data, samples, maximum):
    """samples: [height, width, channels]."""
    (VALID / name).write_bytes(data)
    height, width, channels = samples.shape
    expected[name] = {
        "width": width, "height": height, "channels": channels, "maximum": maximum,
        "samples": [int(s) for s in samples.reshape(-1)],
    }


def pillow_sees(name, samples):
    """Pillow's view of a file with 8 bits a sample."""
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[samples.shape[2]]
    with Image.open(VALID / name) as image:
        seen = numpy.asarray(image.convert(mode)).reshape(samples.shape)
    assert (seen == samples).all(), name


def make_png():
    for color, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in [False, True]:
                pixels = random.integers(0, 1 << depth, (9, 11, SAMPLES[color]))
                name = f"color{color}-depth{depth}{'-interlaced' if interlaced else ''}.png"
                if color == 3:
                    palette = random.integers(0, 256, (1 << depth, 3))
                    extra = chunk(b"PLTE", palette.astype("u1").tobytes())
                    keep(name, png(pixels, 3, depth, interlaced, extra), palette[pixels[:, :, 0]], 255)
                else:
                    keep(name, png(pixels, color, depth, interlaced), pixels, (1 << depth) - 1)
                if depth == 8 or color == 3:
                    seen = expected[name]
                    shape = (seen["height"], seen["width"], seen["channels"])
                    pillow_sees(name, numpy.array(seen["samples"]).reshape(shape))

    # Interlaced images so small that some of the seven passes are empty.
    for width, height in [(1, 1), (2, 1), (1, 2), (3, 5), (5, 3), (8, 8), (4, 9)]:
        pixels = random.integers(0, 256, (height, width, 3))
        keep(f"interlaced-{width}x{height}.png", png(pixels, 2, 8, True), pixels, 255)
        pillow_sees(f"interlaced-{width}x{height}.png", pixels)

    # One transparent color.
    pixels = random.integers(0, 4, (6, 5, 1))
    alpha = numpy.where(pixels == 2, 0, 3)
    keep("transparent-gray2.png", png(pixels, 0, 2, False, chunk(b"tRNS", b"\x00\x02")),
         numpy.concatenate([pixels, alpha], 2), 3)
    # Of its 16 bits only the lowest two count.
    keep("transparent-gray2-high-bits.png", png(pixels, 0, 2, False, chunk(b"tRNS", b"\x12\xfe")),
         numpy.concatenate([pixels, alpha], 2), 3)
    pixels = random.integers(0, 2, (6, 5, 3)) * 65535
    clear = (pixels == [65535, 0, 65535]).all(2, keepdims=True)
    keep("transparent-rgb16.png",
         png(pixels, 2, 16, True, chunk(b"tRNS", b"\xff\xff\x00\x00\xff\xff")),
         numpy.concatenate([pixels, numpy.where(clear, 0, 65535)], 2), 65535)
    # A palette whose first two entries are transparent.
    pixels = random.integers(0, 4, (6, 5, 1))
    palette = numpy.array([[1, 2, 3, 0], [4, 5, 6, 128], [7, 8, 9, 255], [10, 11, 12, 255]])
    extra = chunk(b"PLTE", palette[:, :3].astype("u1").tobytes()) + chunk(b"tRNS", b"\x00\x80")
    keep("transparent-palette.png", png(pixels, 3, 2, False, extra), palette[pixels[:, :, 0]], 255)
    pillow_sees("transparent-palette.png", palette[pixels[:, :, 0]])

    # Chunks that are passed over, data in many chunks, data that is stored and not packed.
    pixels = random.integers(0, 256, (4, 6, 1))
    extra = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"tEXt", b"Title\x00dots")
    keep("chunks.png", png(pixels, 0, 8, False, extra, parts=7), pixels, 255)
    keep("stored.png", png(pixels, 0, 8, False, level=0), pixels, 255)

    pixels = random.integers(0, 256, (5, 7, 3))
    Image.fromarray(pixels.astype("u1"), "RGB").save(VALID / "pillow-rgb.png")
    keep("pillow-rgb.png", (VALID / "pillow-rgb.png").read_bytes(), pixels, 255)


def make_netpbm():
    bits = random.integers(0, 2, (4, 11, 1))
    text = "P1\n# black is 1\n11 4\n" + "\n".join("".join(str(1 - b) for b in row[:, 0]) for row in bits)
    keep("plain.pbm", text.encode(), bits, 1)
    spaced = "P1 11#a\r4 " + " ".join(str(1 - b) for b in bits.reshape(-1)) + "\n"
    keep("plain-spaced.pbm", spaced.encode(), bits, 1)
    raw = numpy.packbits(1 - bits[:, :, 0].astype("u1"), axis=1).tobytes()
    keep("raw.pbm", b"P4\n11 4\n" + raw, bits, 1)
    gray = random.integers(0, 17, (3, 5, 1))
    text = "P2\n5 3 # width and height\n16\n" + " ".join(str(g) for g in gray.reshape(-1))
    keep("plain-16.pgm", text.encode(), gray, 16)
    keep("raw-16.pgm", b"P5\n5\t3\n16\n" + gray.astype("u1").tobytes(), gray, 16)
    keep("raw-comment.pgm", b"P5 5 3 16# the last\n" + gray.astype("u1").tobytes(), gray, 16)
    wide = random.integers(0, 65536, (3, 5, 1))
    keep("raw-65535.pgm", b"P5 5 3 65535\n" + wide.astype(">u2").tobytes(), wide, 65535)
    color = random.integers(0, 256, (2, 3, 3))
    text = "P3\n3 2\n255\n" + "\n".join(str(c) for c in color.reshape(-1)) + "\n\n"
    keep("plain.ppm", text.encode(), color, 255)
    keep("raw.ppm", b"P6\n3 2\n255\n" + color.astype("u1").tobytes(), color, 255)
    wide = random.integers(0, 1001, (2, 3, 3))
    keep("raw-1000.ppm", b"P6 3 2 1000 " + wide.astype(">u2").tobytes(), wide, 1000)
    pixels = random.integers(0, 256, (5, 7))
    Image.fromarray(pixels.astype("u1"), "L").save(VALID / "pillow.pgm")
    keep("pillow.pgm", (VALID / "pillow.pgm").read_bytes(), pixels[:, :, None], 255)


def make_invalid():
    pixels = numpy.arange(12).reshape(3, 4, 1)

    def bad(name, data):
        (INVALID / name).write_bytes(data)

    good = png(pixels, 0, 8)
    header = struct.pack(">IIBBBBB", 4, 3, 8, 0, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(scanlines(pixels, 0, 8, 0)))
    end = chunk(b"IEND", b"")

    def with_header(width, height, *fields):
        return SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, *fields)) + data + end

    bad("crc.png", good[:-6] + b"x" + good[-5:])
    bad("no-header.png", SIGNATURE + data + end)
    bad("no-data.png", SIGNATURE + chunk(b"IHDR", header) + end)
    bad("no-end.png", good[:-12])
    bad("more.png", good + b"\0")
    bad("width-0.png", with_header(0, 3, 8, 0, 0, 0, 0))
    bad("depth-3.png", with_header(4, 3, 3, 0, 0, 0, 0))
    bad("color-1.png", with_header(4, 3, 8, 1, 0, 0, 0))
    bad("compression.png", with_header(4, 3, 8, 0, 1, 0, 0))
    bad("interlace-2.png", with_header(4, 3, 8, 0, 0, 0, 2))
    bad("huge.png", with_header(0x7FFFFFFF, 0x7FFFFFFF, 8, 0, 0, 0, 0))
    bad("bomb.png", with_header(8000, 8000, 8, 0, 0, 0, 0))
    bad("short-data.png", with_header(4, 4, 8, 0, 0, 0, 0))
    bad("long-data.png", with_header(4, 2, 8, 0, 0, 0, 0))
    packed = bytearray(zlib.compress(scanlines(pixels, 0, 8, 0)))
    packed[-1] ^= 1
    bad("adler.png", SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", bytes(packed)) + end)
    lines = bytearray(scanlines(pixels, 0, 8, 0))
    lines[5] = 5
    bad("filter-5.png",
        SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(lines))) + end)
    bad("critical.png", SIGNATURE + chunk(b"IHDR", header) + chunk(b"ABCD", b"") + data + end)
    bad("no-palette.png", with_header(4, 3, 8, 3, 0, 0, 0))
    bad("color-past-palette.png", png(pixels, 3, 8, False, chunk(b"PLTE", b"123456")))
    bad("gray-palette.png", png(pixels, 0, 8, False, chunk(b"PLTE", b"123")))
    bad("split-data.png", SIGNATURE + chunk(b"IHDR", header) + data + chunk(b"tEXt", b"a\0b") + data + end)
    bad("transparency.png", png(pixels, 0, 8, False, chunk(b"tRNS", b"123")))
    bad("no-size.pgm", b"P5\n")
    bad("zero.pgm", b"P5 0 3 255\n")
    bad("maximum.pgm", b"P5 1 1 65536\n..")
    bad("sample.pgm", b"P2 2 1 16\n16 17\n")
    bad("raw-sample.pgm", b"P5 2 1 16\n\x10\x11")
    bad("cut.pgm", b"P5 2 2 255\n123")
    bad("more.pgm", b"P5 2 1 255\n123")
    bad("digit.pbm", b"P1 2 1\n02\n")
    bad("huge.ppm", b"P6 100000 100000 255\n123")
    bad("pam.pgm", b"P7\nWIDTH 1\n")


def main():
    for folder in [VALID, INVALID]:
        folder.mkdir(exist_ok=True)
    make_png()
    make_netpbm()
    make_invalid()
    lines = [f'  "{name}": {json.dumps(value)}' for name, value in sorted(expected.items())]
    (HERE / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
