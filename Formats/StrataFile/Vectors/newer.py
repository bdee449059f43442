"""What a newer program may write, and what a reader of version 1.x makes of it (SPEC.md, section 7).

Each comes with what is to be expected: "refused", with the words that must be in the message; or that
the file is read, and then

  unreadable   the tensors that are refused alone, each with words of the reason
  save         "same": saving it gives a file with the same content; "refused"
  kept         the sections that are there when the content has changed before it is saved
"""
import numpy as np

from valid import (
    ARITHMETIC, CHAIN, COLUMNS, TRAINING, Numbers, chain, f32, golden, json_text, text)
from writer import BUFFER, PARAMETER, File, Tensor

NEWER = 9


def plain(minor=NEWER, **header):
    noise = Numbers(21)
    return File([f32("a", PARAMETER, noise.eighths(2, 3)),
                 Tensor("b", BUFFER, "i64", [], noise.bytes(8)),
                 f32("c", PARAMETER, noise.eighths(5))],
                [("ARCH", b"{}"), ("mETa", text({"by": "somebody newer"}))], minor=minor, **header)


def reads(unreadable=None, save="same", kept=("ARCH", "mETa")):
    return {"unreadable": unreadable or {}, "save": save, "kept": list(kept)}


def refused(*words):
    return {"refused": list(words)}


def set_bytes(at, new):
    return lambda old: old[:at] + new + old[at + len(new):]


def frames():
    yield "minor-version", plain(), reads()
    yield "minor-version-65535", plain(minor=65535), reads()
    yield ("reserve-header", plain().edit("header", set_bytes(28, bytes(range(1, 33)))), reads())

    def fill(rows):
        for row in rows:
            row["reserve"] = b"\1\2\3\4\5\6\7"
        return rows
    yield "reserve-table", plain().edit("rows", fill), reads()
    file = plain()
    for index, tensor in enumerate(file.tensors):
        tensor.tail = bytes(range(1, 5 + 4 * index))
    yield "longer-records", file, reads()
    file = plain().edit("header", set_bytes(28, b"\xff" * 32)).edit("rows", fill)
    file.tensors[1].tail = b"more"
    yield "all-reserves", file, reads()
    for minor in (0, NEWER):
        yield f"flag-compatible-{minor}", plain(minor, compatible=0x80000001), reads()
        yield f"flag-read-only-{minor}", plain(minor, read_only=0x10), reads(save="refused")
        yield f"flag-incompatible-{minor}", plain(minor, incompatible=4), refused("0x4")
    yield "major-version-2", plain(major=2, minor=0), refused("2.0")
    yield "major-version-0", plain(major=0, minor=0), refused("0.0")
    # The header keeps its layout, nothing else need.
    yield ("major-version-2-other-layout", plain(major=2, minor=0).edit(
        "file", lambda file: file[:64] + b"something else"), refused("2.0"))


def sections():
    for minor in (0, NEWER):
        file = plain(minor)
        file.sections += [("neWs", b"copy me"), ("neWS", b"not me"), ("zzzz", b""), ("aAAA", b"\0" * 70)]
        yield (f"sections-ancillary-{minor}", file,
               reads(kept=("ARCH", "mETa", "neWs", "zzzz")))
        file = plain(minor)
        file.sections.insert(1, ("NEWs", b"you need me"))
        yield f"section-critical-{minor}", file, refused("NEWs")
    file = plain()
    file.sections.append(("neWs", text({"packed": "packed " * 40})))
    file.packed = {"neWs": "dynamic"}
    yield "section-ancillary-deflated", file, reads(kept=("ARCH", "mETa", "neWs"))
    file = plain()
    file.sections.insert(0, ("neWs", b"before the network"))
    yield "section-ancillary-first", file, reads(kept=("ARCH", "mETa", "neWs"))


def tensors():
    for minor in (0, NEWER):
        file = plain(minor)
        file.tensors[1].role = 77
        file.tensors[2].role = 0
        yield f"role-{minor}", file, reads()
    file = plain()
    file.tensors.insert(1, Tensor("new", PARAMETER, None, [2], b"\1\2\3\4\5\6", width=3, code=99))
    yield "dtype", file, reads({"new": ["dtype 99"]}, "refused")
    file = plain()
    file.tensors.insert(1, Tensor("new", PARAMETER, None, [7, 1 << 62, 1 << 62], bytes(range(64)),
                                  width=16, code=200, transform=3))
    yield "dtype-of-other-sizes", file, reads({"new": ["dtype 200"]}, "refused")
    file = plain()
    file.tensors.insert(1, Tensor("new", PARAMETER, None, [2], b"\1\2", width=1, code=0))
    yield "dtype-0", file, reads({"new": ["dtype 0"]}, "refused")
    file = plain()
    file.tensors[0].transform = 9
    yield "transform", file, reads({"a": ["transform 9"]}, "refused")
    file = plain()
    file.tensors[0].transform = 2
    yield "transform-of-another-dtype", file, reads({"a": ["transform 2"]}, "refused")
    file = plain()
    file.tensors[2].codecs = lambda block, plane: (7, b"xyz") if plane == 2 else None
    yield "codec", file, reads({"c": ["codec 7"]}, "refused")
    data = np.arange(600, dtype="<i4").tobytes()
    file = plain()
    file.tensors.insert(0, Tensor("last block", PARAMETER, "i32", [600], data, shift=8,
                                  codecs=lambda block, plane: (255, b"") if block == 2 else None))
    yield "codec-of-one-block", file, reads({"last block": ["codec 255"]}, "refused")
    file = plain()
    file.tensors[0].transform = 9
    file.tensors[2].codecs = lambda block, plane: (3, b"xyz")
    file.tensors.append(Tensor("new", 88, None, [2], b"\1\2\3\4", width=2, code=15))
    file.tensors[1].tail = b"more"
    file.sections.append(("neWs", b"more"))
    yield ("everything", file,
           reads({"a": ["transform 9"], "c": ["codec 3"], "new": ["dtype 15"]}, "refused"))


# Networks of plugins that nobody here has. Each with what running it says: the kind and, where it is
# not 1, the version. "save" is "same" to the last byte of ARCH, however its text is spelled.

def network(layers, minor=0, arch=None, extra=()):
    noise = Numbers(22)
    weights = chain(noise)
    tensors = [f32(name, PARAMETER, array) for name, array in weights] + golden(noise, weights)
    architecture = arch or json_text({"input": [3], "layers": layers})
    return File(tensors, [("ARCH", architecture)] + list(extra), minor=minor,
                arithmetic=ARITHMETIC)


def runs(*words):
    return {**reads(kept=("ARCH",)), "running": list(words)}


def plugins():
    first, second = CHAIN["layers"]
    yield ("plugin-layer", network([first, {"whirl": {"turns": 3, "name": "x"}}, second]),
           runs("layer 'whirl'"))
    yield ("plugin-layer-bare", network([first, "whirl", {"wave": {}, "name": "w"}, second]),
           runs("layer 'whirl'"))
    yield ("plugin-layer-version",
           network([{"dense": {"units": 4, "activation": "relu", "twist": 2}, "version": 2}, second]),
           runs("layer 'dense' version 2"))
    yield ("plugin-activation",
           network([{"dense": {"units": 4, "activation": {"bend": {"by": [1, None, True]}}}}, second]),
           runs("activation 'bend'"))
    yield ("plugin-activation-version",
           network([{"dense": {"units": 4, "activation": {"relu": {}, "version": 3}}}, second]),
           runs("activation 'relu' version 3"))
    yield ("plugin-initializer",
           network([{"dense": {"units": 4, "activation": "relu",
                               "weightInitializer": {"dice": {"sides": 6}}}}, second]),
           # What weights began with is not needed to run.
           {**reads(kept=("ARCH",)), "runs": True})
    yield ("plugin-constraint",
           network([{"dense": {"units": 4, "activation": "relu", "constraint": "corset"}}, second]),
           runs("constraint 'corset'"))
    # Spelled as no writer of this package spells it.
    odd = (b'{ "input":[3],\r\n"layers" : [{"dense":{"units":4,"activation":"relu"}},\n\t'
           b'{"whirl":{"a":1.0,"b":1E5,"c":-0.0,"d":0.1000000000000000055511151231257827,'
           b'"e":18446744073709551615,"f":"\\u00e9\\/\\ud83e\\udde0","g":[ ],"h":{ },"i":null,'
           b'"j":1e-400,"\\u006b":[[1,2.50],[]],"l":-9223372036854775808}},'
           b'{"dense":{"units":2}}]}\n')
    yield "plugin-odd-spelling", network(None, arch=odd), runs("layer 'whirl'")
    training = {"loss": {"ache": {"depth": 2}}, "optimizer": {"drift": {"learningRate": 0.5}},
                "metrics": ["accuracy", {"gut": {}, "version": 2}], "batchSize": 4, "seed": 1,
                "validationSplit": 0, "epoch": 1, "step": 2, "schedule": {"tide": {"hours": 12}}}
    yield ("plugin-training", network(CHAIN["layers"], extra=[("TRNG", json_text(training))]),
           {**reads(kept=("ARCH", "TRNG")), "training": ["loss 'ache'"]})
    yield ("plugin-name-with-controls",
           network([first, {"\u001b[2J\u202e": {"\u0007": "\u009b31m"}, "name": "odd"}, second]),
           runs("layer '\\u{1b}[2J\\u{202e}'"))
    # Keys that a newer minor version has added to what the sections themselves say. What a plugin is
    # configured with is another matter: it has versions of its own.
    yield ("unknown-keys",
           network(None, NEWER, json_text({**CHAIN, "unheard": {"of": [1]}}),
                   [("PREP", json_text({**COLUMNS, "unheard": "of"})),
                    ("TRNG", json_text({**TRAINING, "unheard": None}))]),
           reads(kept=("ARCH", "PREP", "TRNG")))


def newer():
    for make in (frames, sections, tensors, plugins):
        yield from make()
