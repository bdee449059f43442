#!/usr/bin/env python3
"""Makes the sample files of the .strata format from SPEC.md, and expected.json, which says what each
holds or how it must be refused. Python's standard library and NumPy.

    make_vectors.py            makes what is newer, 1.1 and invalid; valid/v1.0 is frozen and is left as
                               it is
    make_vectors.py --frozen   makes nothing and compares every file that is there; exit 1 if one differs

A file of valid/v1.0 is made only where it is missing, and never changed.
"""
import hashlib
import json
import os
import sys

import invalid
import newer
import unusable
import valid

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDERS = ("valid/v1.0", "valid/v1.1", "newer", "invalid", "unusable")


def sha256(data):
    """The first 16 digits: enough to tell what was read from what was meant."""
    return hashlib.sha256(data).hexdigest()[:16]


def content(file):
    """What a reader must find in a file."""
    return {
        "minor": file.header["minor"], "arithmetic": file.header["arithmetic"],
        "content": file.content_hash().hex(),
        "tensors": [{"name": tensor.name.decode(), "role": tensor.role, "dtype": tensor.dtype,
                     "shape": tensor.dims, "sha256": sha256(tensor.data)} for tensor in file.tensors],
        "sections": [{"type": kind, "bytes": len(payload), "sha256": sha256(payload)}
                     for kind, payload in file.sections]}


def rule(file, expected):
    kind, part, place = expected
    offset = place(file) if callable(place) else place
    return {"class": kind, "part": part} | ({} if offset is None else {"offset": offset})


def make():
    """Every file by its path, and what is expected of it."""
    files, expected = {}, {}

    def add(folder, name, file, say):
        path = f"{folder}/{name}.strata"
        assert path not in files, path
        files[path] = file.build()
        expected[path] = say(file)

    for name, file in valid.version_1_0():
        add("valid/v1.0", name, file, content)
    for path, data in files.items():
        expected[path]["file"] = sha256(data)
    for name, file in valid.version_1_1():
        add("valid/v1.1", name, file, content)
    for name, file, facts in newer.newer():
        add("newer", name, file, lambda file: facts if "refused" in facts else content(file) | facts)
    for name, file, error in invalid.invalid():
        add("invalid", name, file, lambda file: rule(file, error))
    for name, file, words in unusable.unusable():
        add("unusable", name, file, lambda file: {"words": words})
    return files, expected


def read(path):
    try:
        with open(os.path.join(HERE, path), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def main(words):
    files, expected = make()
    # A line a file, and a line a tensor.
    said = json.dumps(expected, separators=(",", ":")).replace('},"', '},\n"').replace(
        '},{"name"', '},\n {"name"').encode() + b"\n"
    there = {f"{folder}/{name}" for folder in FOLDERS
             for name in sorted(os.listdir(os.path.join(HERE, folder)))} if words else set()
    wrong = [path for path, data in files.items()
             if (words or path.startswith("valid/v1.0")) and read(path) not in (data, None)]
    if words:
        wrong += [path for path in files if read(path) is None] + sorted(there - files.keys())
        wrong += [] if read("expected.json") == said else ["expected.json"]
    for path in wrong:
        print(f"{path}: not what was made", file=sys.stderr)
    if words or wrong:
        return 1 if wrong else 0
    for folder in FOLDERS:
        os.makedirs(os.path.join(HERE, folder), exist_ok=True)
        for name in os.listdir(os.path.join(HERE, folder)):
            if folder != "valid/v1.0" and f"{folder}/{name}" not in files:
                os.remove(os.path.join(HERE, folder, name))
    for path, data in [*files.items(), ("expected.json", said)]:
        if not (path.startswith("valid/v1.0") and read(path)):
            with open(os.path.join(HERE, path), "wb") as file:
                file.write(data)
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--frozen"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
