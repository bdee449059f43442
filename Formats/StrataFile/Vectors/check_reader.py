#!/usr/bin/env python3
"""Holds a reader against every sample file: check_reader.py READER.py [DTYPE...], where DTYPE is one
that the reader does not know and must refuse tensor by tensor. Exit 1 if it goes wrong anywhere."""
import hashlib
import importlib.util
import json
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROLES = {1: "parameter", 2: "buffer", 3: "optimizer", 4: "golden", 5: "scale", 6: "zero point"}


def sha256(data):
    return hashlib.sha256(data).hexdigest()[:16]


def problems(reader, path, expected, unknown):
    with open(os.path.join(HERE, path), "rb") as file:
        data = file.read()
    is_refused = "class" in expected or "refused" in expected
    try:
        tensors, sections, digest = reader.read(data)
    except (reader.Damaged, UnicodeDecodeError, struct.error, ValueError) as error:
        return [] if is_refused else [f"refused: {error}"]
    if is_refused:
        return ["read"]
    if "words" in expected:
        return []
    wrong = [] if digest == expected["content"] else ["content hash"]
    if [name for name in tensors] != [tensor["name"] for tensor in expected["tensors"]]:
        return wrong + ["names"]
    for want in expected["tensors"]:
        role, dtype, array = tensors[want["name"]]
        if role != ROLES.get(want["role"], want["role"]):
            wrong.append(f"{want['name']!a}: role {role}")
        if want["name"] in expected.get("unreadable", {}) or want["dtype"] in unknown:
            if array is not None:
                wrong.append(f"{want['name']!a}: read")
        elif (array is None or dtype != want["dtype"] or list(array.shape) != want["shape"]
              or sha256(array.tobytes()) != want["sha256"]):
            wrong.append(f"{want['name']!a}: {dtype} {None if array is None else array.shape}")
    want = {section["type"]: (section["bytes"], section["sha256"])
            for section in expected["sections"]}
    if want != {kind.decode(): (len(data), sha256(data)) for kind, data in sections.items()}:
        wrong.append("sections")
    return wrong


def main(script, unknown):
    spec = importlib.util.spec_from_file_location("reader", script)
    reader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reader)
    with open(os.path.join(HERE, "expected.json"), encoding="utf-8") as file:
        files = json.load(file)
    wrong = [f"{path}: {problem}" for path, expected in files.items()
             for problem in problems(reader, path, expected, unknown)]
    print("\n".join(wrong) if wrong else f"{len(files)} files: as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
