"""Writes the sample files beside it with NumPy itself, and expected.json: the shape of each, its
elements' bits as float32, and the elements as int32 where that holds each exactly, else null.

Usage: python make_vectors.py
"""

import io
import json
import pathlib
import zipfile

import numpy

HERE = pathlib.Path(__file__).parent
ARRAYS = {}


def save(name, array, version=(1, 0)):
    file = io.BytesIO()
    numpy.lib.format.write_array(file, array, version=version, allow_pickle=False)
    (HERE / "valid" / f"{name}.npy").write_bytes(file.getvalue())
    describe(f"{name}.npy", array)


def describe(name, array):
    with numpy.errstate(over="ignore", invalid="ignore"):
        floats = numpy.ascontiguousarray(array).astype(numpy.float32)
        whole = numpy.ascontiguousarray(array).astype(object).ravel()
        fits = all(
            numpy.isfinite(float(x)) and float(x) == int(x) and -(2**31) <= int(x) < 2**31 for x in whole
        )
    ARRAYS[name] = {
        "shape": list(array.shape),
        "bits": floats.ravel().view(numpy.uint32).tolist(),
        "integers": [int(x) for x in whole] if fits else None,
    }


for folder in ["valid", "invalid"]:
    (HERE / folder).mkdir(exist_ok=True)

# Every type, in both orders, with the ends of its range where there are such.
for code in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    limits = numpy.iinfo(code)
    for order in ["|"] if code[1] == "1" else ["<", ">"]:
        name = {"|": "", "<": "little-", ">": "big-"}[order] + code
        save(name, numpy.array([limits.min, 0, 1, 77, limits.max], dtype=order + code))
        save(name + "-small", numpy.arange(6, dtype=order + code).reshape(2, 3))
for code in ["f2", "f4", "f8"]:
    for order, name in [("<", "little-"), (">", "big-")]:
        numbers = [0.0, -0.0, 1.5, -3.25, 1 / 3, 6e-8, 65504.0, numpy.inf, -numpy.inf, numpy.nan]
        if code == "f8":
            numbers += [1e300, 1 + 2.0**-24, 1 + 3 * 2.0**-24, 1e-45, 1e-60]
        save(name + code, numpy.array(numbers, dtype=order + code))
        save(name + code + "-whole", numpy.array([[0, -2], [100, 7]], dtype=order + code))
save("bool", numpy.array([[True, False, True]]))

# Both orders of the axes, and shapes that are out of the ordinary.
grid = numpy.arange(24, dtype="<f4").reshape(2, 3, 4)
save("c-order", grid)
save("fortran-order", numpy.asfortranarray(grid))
save("fortran-order-big", numpy.asfortranarray(grid.astype(">i2")))
save("scalar", numpy.array(5, dtype="<i4"))
save("one", numpy.array([2.5], dtype="<f4"))
save("none", numpy.zeros((0, 3), dtype="<f4"))
save("none-fortran", numpy.zeros((3, 0, 2), dtype="<f4", order="F"))
save("eight-dimensions", numpy.arange(2, dtype="<i4").reshape(1, 1, 1, 2, 1, 1, 1, 1))
save("version-2", grid, (2, 0))
save("version-3", grid, (3, 0))

# Archives: stored, packed, and written to something that cannot be gone back in, so that the sizes
# stand behind the data.
numpy.savez(HERE / "valid" / "stored.npz", grid=grid, labels=numpy.array([3, 1, 2], dtype="<i8"))
numpy.savez_compressed(
    HERE / "valid" / "packed.npz", **{"grid": grid, "größe": numpy.full((64, 64), 0.5, "<f8")}
)


class Pipe(io.RawIOBase):
    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


with open(HERE / "valid" / "streamed.npz", "wb") as file:
    with zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as archive:
        member = io.BytesIO()
        numpy.save(member, grid)
        archive.writestr(zipfile.ZipInfo("grid.npy"), member.getvalue(), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("notes.txt"), b"no array")

# What is no array of numbers.
numpy.save(HERE / "invalid" / "objects.npy", numpy.array([{"a": 1}, None], dtype=object))
numpy.save(HERE / "invalid" / "text.npy", numpy.array(["a", "bc"]))
numpy.save(HERE / "invalid" / "complex.npy", numpy.array([1 + 2j]))
numpy.save(HERE / "invalid" / "dates.npy", numpy.array(["2020-01-01"], dtype="M8[D]"))
numpy.save(HERE / "invalid" / "records.npy", numpy.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))

(HERE / "expected.json").write_text(
    json.dumps({"numpy": numpy.__version__, "arrays": ARRAYS}, indent=1) + "\n"
)
