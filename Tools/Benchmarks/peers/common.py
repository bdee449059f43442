"""What every peer's script shares: the lines it answers, how it measures, the networks, the data.

A peer answers the lines that Sources/StrataBenchmarks/Server.swift lists, a JSON object a line.
"""

import argparse
import gzip
import json
import os
import sys
import threading
import time

WIDTHS = {"large": [784, 256, 128, 10], "small": [30, 64, 32, 1]}
FASHION = "/usr/share/datasets/fashion-mnist"
SHORTEST_NS = 50_000  # the shortest time that a look at the clock does not spoil


def arguments():
    """The options that compare.py starts a peer with."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--images", type=int, default=60_000)
    parser.add_argument("--folder", default=".")
    options = parser.parse_args()
    # Before any library is imported that asks for it.
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    return options


# What is measured


class Each:
    """Every call is measured, as whoever waits for it does."""

    def __init__(self, call):
        self.call = call

    def __call__(self, seconds):
        return percentiles(times(self.call, seconds))


class Prepared:
    """Every call is measured, without what makes its argument ready."""

    def __init__(self, call, prepare):
        self.call = call
        self.prepare = prepare

    def __call__(self, seconds):
        measured = []
        end = time.perf_counter_ns() + int(seconds * 1e9)
        while True:
            argument = self.prepare()
            measured += times(lambda: self.call(argument), 0)
            if time.perf_counter_ns() >= end:
                return percentiles(measured)


class Grouped:
    """Groups of calls are measured, large enough not to see the clock."""

    def __init__(self, call):
        self.call = call

    def __call__(self, seconds):
        size = 1
        while True:
            start = time.perf_counter_ns()
            for _ in range(size):
                self.call()
            if time.perf_counter_ns() - start >= SHORTEST_NS:
                break
            size *= 2

        def group():
            for _ in range(size):
                self.call()

        return percentiles(times(group, seconds), size)


class Callers:
    """Several callers at once, each with a call of its own; every call is measured."""

    def __init__(self, calls):
        self.calls = calls

    def __call__(self, seconds):
        measured = [[] for _ in self.calls]

        def work(index):
            measured[index] = times(self.calls[index], seconds)

        threads = [threading.Thread(target=work, args=[i]) for i in range(len(self.calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return percentiles([ns for part in measured for ns in part])


def times(call, seconds):
    """Nanoseconds of each call, one after the other, for a time; one call at least."""
    clock = time.perf_counter_ns
    measured = []
    end = clock() + int(seconds * 1e9)
    while True:
        start = clock()
        call()
        stop = clock()
        measured.append(stop - start)
        if stop >= end:
            return measured


def percentiles(measured, calls_each=1):
    """The median and the tail, by nearest rank."""
    ordered = sorted(measured)

    def within(share, whole):
        return ordered[-(-len(ordered) * share // whole) - 1] / calls_each

    return {
        "best": ordered[0] / calls_each,
        "p50": within(1, 2),
        "p99": within(99, 100),
        "p999": within(999, 1000),
        "count": len(ordered),
    }


# The lines


def serve(rows, answers=None, memory=None, sizes=None):
    """Answers lines until there are no more.

    rows: a function for each row, "NAME" or "NAME@VARIANT", that gets ready and returns an Each, a
    Prepared, Grouped or Callers; answers: a function for each network; memory: a function for each
    piece of work, which returns the function that does it; sizes: a function for each file of weights.
    """
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    ready = {}

    def answer(words):
        if words == ["rows"]:
            return {"rows": [{"name": name} for name in rows]}
        if words[0] == "run":
            if words[1] not in ready:
                ready[words[1]] = rows[words[1]]()
                ready[words[1]](float(words[2]) / 4)
            return ready[words[1]](float(words[2]))
        if words[0] == "answers":
            return {"answers": [float(x) for x in answers[words[1]]().ravel()]}
        if words[0] == "size":
            return {"size": sizes[words[1]]()}
        if words[0] == "memory":
            return growth(memory[words[1]]())
        raise ValueError(f"unknown: '{' '.join(words)}'")

    for line in sys.stdin:
        try:
            text = json.dumps(answer(line.split()))
        except Exception as error:  # whatever a library throws is told, and the next line is served
            text = json.dumps({"error": f"{type(error).__name__}: {error}"})
        print(text, file=output, flush=True)


def growth(work):
    """Bytes that the process grows by while some work is done and its result held."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = status("VmRSS")
    held = work()
    result = {"peak": status("VmHWM") - before, "resident": status("VmRSS") - before}
    del held
    return result


def status(name):
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    raise ValueError(f"no {name} in /proc/self/status")


# The rows, the networks and the data


def rows(folder, kind):
    """What is measured of a kind, without it: ["large/1", …] for "predict"."""
    with open(f"{folder}/rows.json") as file:
        names = [row["name"] for row in json.load(file)["rows"]]
    return [name.removeprefix(kind + "/") for name in names if name.startswith(kind + "/")]


def products(folder):
    """The shapes of the matrix products: (rows, depth, columns)."""
    return [tuple(map(int, name.split("x"))) for name in rows(folder, "product")]


def predictions(folder):
    """Networks and batches: ("large", 64)."""
    return [(name, int(batch)) for name, batch in (r.split("/") for r in rows(folder, "predict"))]


def weights(folder, name):
    """The weights [inputs, outputs] and biases of a network, layer by layer."""
    import numpy

    values = numpy.fromfile(f"{folder}/{name}.f32", dtype="<f4")
    layers = []
    start = 0
    for inputs, outputs in zip(WIDTHS[name], WIDTHS[name][1:]):
        weight = values[start : start + inputs * outputs].reshape(inputs, outputs)
        start += inputs * outputs
        layers.append((weight, values[start : start + outputs]))
        start += outputs
    assert start == len(values)
    return layers


def inputs(name, batch):
    """Element i is (i mod 17) / 16."""
    import numpy

    count = batch * WIDTHS[name][0]
    return (numpy.arange(count) % 17 / 16).astype("f4").reshape(batch, -1)


def uniform(*shape):
    """Numbers from -1 to 1."""
    import numpy

    return numpy.random.default_rng(3).uniform(-1, 1, shape).astype("f4")


def function_inputs(name):
    """32 rows of 1,024 values from -8 to 8; positive ones for the logarithm."""
    x = uniform(32, 1024)
    return 4 * x + 4.5 if name == "log" else 8 * x


def fashion(count):
    """The first images of Fashion-MNIST, their pixels from 0 to 1, and their labels."""
    import numpy

    def read(name, header):
        with gzip.open(f"{FASHION}/{name}.gz") as file:
            return numpy.frombuffer(file.read(), dtype="u1", offset=header)

    images = read("train-images-idx3-ubyte", 16).reshape(-1, 784)[:count]
    return images.astype("f4") / 255, read("train-labels-idx1-ubyte", 8)[:count].astype("i4")
