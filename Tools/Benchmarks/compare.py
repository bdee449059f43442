"""Runs every row of the table in this package and in its peers, in turn, and prints what came out.

Started by `run`, which builds what is needed. Each runtime is one process for each number of
threads: what it imports, compiles and warms up is outside every measurement, and while another is
measured it is stopped (SIGSTOP), so that none takes time from another. A round measures a slice of
each runtime and of the machine's limits, one after the other; a figure is the median of the rounds.
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time

import chart
import requirements
import roofline

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = "strata"


class Runtime:
    """A process that measures, with as many threads as it may use processors."""

    def __init__(self, command, options, threads):
        processors = sorted(os.sched_getaffinity(0))[-threads:]
        self.process = subprocess.Popen(
            command + ["--threads", str(threads), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, processors),
        )
        rows = self.ask("rows")
        self.problem = rows.get("error")
        self.rows = {row["name"]: row for row in rows.get("rows", [])}

    def ask(self, line):
        """The answer to a line. The process runs only while it is asked."""
        try:
            self.process.send_signal(signal.SIGCONT)
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            self.process.send_signal(signal.SIGSTOP)
            return json.loads(answer)
        except (OSError, ValueError):
            self.process.kill()
            return {"error": "the process has ended"}

    def end(self):
        self.process.kill()
        self.process.wait()


class Bench:
    """All runtimes, and what is measured of them."""

    def __init__(self, options):
        self.options = options
        self.arguments = ["--images", str(options.images), "--folder", options.folder]
        self.running = {}
        self.absent = {}
        self.limits = self.start(OURS, 1, own=True)

    def command(self, name):
        if name == OURS:
            return [f"{self.options.binaries}/StrataBenchmarks", "serve"]
        return [sys.executable, f"{HERE}/peers/{name}_peer.py"]

    def start(self, name, threads, own=False):
        """The runtime of a name; None for one that cannot run here, which is said once."""
        if (name, threads) in self.running and not own:
            return self.running[name, threads]
        if name in self.absent:
            return None
        runtime = Runtime(self.command(name), self.arguments, threads)
        if runtime.problem:
            runtime.end()
            self.absent[name] = runtime.problem
            print(f"{name}: left out: {runtime.problem}", file=sys.stderr)
            return None
        if not own:
            self.running[name, threads] = runtime
        return runtime

    def end(self):
        for runtime in [*self.running.values(), self.limits]:
            runtime.end()

    # Rows

    def measure(self, name, threads):
        """A row of the table: each runtime's medians, and the limit's."""
        own = self.start(OURS, threads)
        row = own.rows.get(name)
        if row is None:
            return None
        slices = {OURS: (own, name)}
        for peer in self.options.peers:
            runtime = self.start(peer, threads)
            for other in runtime.rows if runtime else []:
                plain, _, variant = other.partition("@")
                if plain == name:
                    slices[f"{peer} {variant}".strip()] = (runtime, other)
        if row["operations"]:
            slices["limit fma"] = (self.limits, "limit/fma")
        if row["bytes"]:
            slices["limit read"] = (self.limits, f"limit/read/{row['bytes']}")
        return self.result(row, threads, self.rounds(slices, name.startswith("train/")))

    def rounds(self, slices, trains):
        """The medians of each slice, over rounds in which each has its turn."""
        measured = {label: [] for label in slices}
        count = self.options.epochs if trains else self.options.rounds
        for _ in range(count):
            for label, (runtime, row) in slices.items():
                # An epoch is one call, however long it takes.
                seconds = 0 if trains and not row.startswith("limit") else self.options.seconds
                answer = runtime.ask(f"run {row} {seconds}")
                if "error" in answer:
                    print(f"{label}: {row}: {answer['error']}", file=sys.stderr)
                    measured.pop(label, None)
                    break
                measured[label].append(answer)
            slices = {label: part for label, part in slices.items() if label in measured}
        return {label: self.figures(answers) for label, answers in measured.items() if answers}

    def figures(self, answers):
        """The medians over the rounds; with --best, the shortest call of all for the median."""
        medians = {
            key: statistics.median(answer[key] for answer in answers)
            for key in ("p50", "p99", "p999")
        }
        if self.options.best:
            medians["p50"] = min(answer["best"] for answer in answers)
        return medians

    def result(self, row, threads, medians):
        limits = {}
        callers = row["name"].startswith("callers/")
        cores = 1 if callers else threads
        if "limit fma" in medians:
            rate = self.limits.rows["limit/fma"]["operations"] / medians.pop("limit fma")["p50"]
            limits["arithmetic"] = row["operations"] / rate / cores
        if "limit read" in medians:
            limits["reading"] = medians.pop("limit read")["p50"] / cores
        if row["name"].startswith("train/"):
            # As of all 60,000 images, whatever part of them was taken.
            whole = 60_000 / self.options.images
            for part in medians.values():
                for key in part:
                    part[key] *= whole
            limits = {key: value * whole for key, value in limits.items()}
        bound = max(limits, key=limits.get) if limits else None
        return {
            "row": row["name"],
            "threads": threads,
            "unit": "ns",
            "values": row["values"],
            "limit": limits.get(bound),
            "bound": bound,
            "figures": medians,
        }

    def gain(self, name):
        """Two threads beside one, in turn."""
        slices = {}
        for label, threads in [("one thread", 1), (OURS, 2)]:
            slices[label] = (self.start(OURS, threads), name)
        figures = self.rounds(slices, name.startswith("train/"))
        return {
            "row": f"threads/{name}", "threads": 2, "unit": "ns", "values": 0, "limit": None,
            "bound": None, "figures": figures,
        }

    # What is not a time of calls

    def memory(self, work, peer):
        """The growth of fresh processes that do some work once."""
        figures = {}
        for name in [OURS, peer]:
            if name != OURS and (name not in self.options.peers or name in self.absent):
                continue
            runtime = self.start(name, 1, own=True)
            answer = runtime.ask(f"memory {work}")
            runtime.end()
            if "error" in answer:
                print(f"{name}: memory {work}: {answer['error']}", file=sys.stderr)
            else:
                figures[name] = {"p50": answer.pop("peak"), **answer}
        return {"row": f"memory/{work}", "threads": 1, "unit": "bytes", "figures": figures}

    def size(self, weights):
        """The bytes that weights are packed to."""
        figures = {}
        for name in [OURS, *[peer for peer in self.options.peers if peer == "zipnn"]]:
            runtime = self.start(name, 1)
            answer = runtime.ask(f"size {weights}") if runtime else {"error": "not there"}
            if "error" in answer:
                print(f"{name}: size {weights}: {answer['error']}", file=sys.stderr)
            else:
                figures[name] = {"p50": answer["size"]}
        return {"row": f"size/{weights}", "threads": 1, "unit": "bytes", "figures": figures}

    def first_prediction(self):
        """From the start of a process to its end, with one prediction between."""
        commands = {
            OURS: [f"{self.options.binaries}/FirstPrediction", f"{self.options.folder}/large.strata"]
        }
        if "onnxruntime" in self.options.peers and "onnxruntime" not in self.absent:
            script = f"{HERE}/peers/onnxruntime_first.py"
            commands["onnxruntime"] = [sys.executable, script, f"{self.options.folder}/large.onnx"]
        measured = {label: [] for label in commands}
        for _ in range(2 * self.options.rounds + 1):
            for label, command in commands.items():
                start = time.perf_counter_ns()
                subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
                measured[label].append(time.perf_counter_ns() - start)
        middle = min if self.options.best else statistics.median
        figures = {label: {"p50": middle(part)} for label, part in measured.items()}
        return {"row": "start", "threads": 1, "unit": "ns", "figures": figures}

    def check_answers(self):
        """All runtimes must give the same outputs: else they would not do the same work."""
        for network in ("large", "small"):
            expected = self.limits.ask(f"answers {network}")["answers"]
            for peer in self.options.peers:
                runtime = self.start(peer, 1)
                got = runtime.ask(f"answers {network}").get("answers") if runtime else None
                if got is None:
                    continue
                near = all(abs(a - b) < 1e-4 for a, b in zip(expected, got))
                if len(expected) != len(got) or not near:
                    sys.exit(f"{peer}: {network}: expected {expected}, got {got}")


def plan(bench, processors):
    """Names and threads of all rows, in the order of the table."""
    names = [name for name in bench.limits.rows if not name.startswith("limit/")]
    pairs = [(name, 1) for name in names if name != "callers/2"]
    if processors > 1:
        pairs += [(n, 2) for n in names if n.startswith(("train/", "pack/", "unpack/"))]
        pairs += [("predict/large/512", 2), ("callers/2", 2)]
    return pairs


def run(options):
    bench = Bench(options)
    wanted = re.compile(options.rows)
    results = []

    def add(result):
        if result is None or OURS not in result["figures"]:
            return
        result["checks"] = requirements.checks(result)
        results.append(result)
        print("\n".join(requirements.lines(result)), flush=True)

    try:
        bench.check_answers()
        print(requirements.HEAD)
        for name, threads in plan(bench, len(os.sched_getaffinity(0))):
            if wanted.search(name):
                add(bench.measure(name, threads))
        for name in bench.limits.rows:
            weights = name.removeprefix("pack/")
            if weights != name and wanted.search("size/" + weights):
                add(bench.size(weights))
        if wanted.search("start"):
            add(bench.first_prediction())
        for work, peer in [("predict/large", "onnxruntime"), ("train/adam-128", "torch")]:
            if wanted.search("memory/" + work):
                add(bench.memory(work, peer))
        for name in requirements.GAINS if len(os.sched_getaffinity(0)) > 1 else []:
            if wanted.search("threads/" + name):
                add(bench.gain(name))
        levels = {}
        for row in bench.limits.rows.values():
            if row["name"].startswith("limit/"):
                ns = bench.limits.ask(f"run {row['name']} {options.seconds}")["p50"]
                levels[row["name"]] = (row["operations"] or row["bytes"]) / ns
    finally:
        bench.end()
    return {
        "machine": machine(), "giga_per_second": levels, "quick": options.quick, "best": options.best,
        "rows": results,
    }


def machine():
    """The processor's name and the versions of the peers."""
    from importlib import metadata

    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    versions = {}
    for package in ("numpy", "onnxruntime", "openvino", "torch", "jax", "zipnn"):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            pass
    return {
        "processor": names[0] if names else "unknown",
        "processors": len(os.sched_getaffinity(0)),
        "versions": versions,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", required=True, help="where the Swift programs were built")
    parser.add_argument("--folder", required=True, help="where `prepare` put the networks")
    parser.add_argument("--output", required=True, help="where to write the results")
    parser.add_argument("--peers", default="onnxruntime,jax,torch,openvino,zipnn")
    parser.add_argument("--rows", default="", help="a regular expression of the rows to measure")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--best", action="store_true")
    options = parser.parse_args()
    # NumPy comes with every peer.
    options.peers = [peer for peer in options.peers.split(",") if peer] + ["numpy"]
    options.images = 12_000 if options.quick else 60_000
    options.seconds = 0.05 if options.quick else 0.25
    options.rounds = 3 if options.quick else 9
    options.epochs = 2 if options.quick else 7
    results = run(options)
    os.makedirs(options.output, exist_ok=True)
    for name, text in [
        ("benchmarks.json", json.dumps(results, indent=1) + "\n"),
        ("benchmarks.svg", chart.svg(results)),
        ("roofline.svg", roofline.svg(results)),
    ]:
        with open(f"{options.output}/{name}", "w") as file:
            file.write(text)
    unmet = [c for result in results["rows"] for c in result["checks"] if not c["met"]]
    checks = sum(len(result["checks"]) for result in results["rows"])
    print(f"\n{checks - len(unmet)} of {checks} requirements met; {options.output}/benchmarks.json")


if __name__ == "__main__":
    main()
