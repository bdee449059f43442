"""What each row must reach, and the lines of the table."""

OURS = "strata"

# A row and a number of threads, by their beginnings: a requirement is a list of peers, the best of
# which counts, and how many times as fast as it ours must be.
ONNX = ["onnxruntime binding"]
RUNTIMES = [
    "onnxruntime binding", "onnxruntime run", "openvino", "torch eager", "torch frozen",
]
FASTER = {
    ("predict/large/1", 1): [(ONNX, 1.4)],
    ("predict/large/8", 1): [(ONNX, 1.1)],
    ("predict/large/64", 1): [(RUNTIMES, 1.0)],
    ("predict/large/512", 1): [(RUNTIMES, 1.0)],
    ("predict/small/1", 1): [(ONNX, 5.0)],
    ("train/adam-128", 1): [(["jax step"], 1.3), (["jax scan"], 1.0), (["torch"], 2.0)],
    ("train/adam-128", 2): [(["jax step"], 1.5), (["jax scan"], 1.0), (["torch"], 2.0)],
    ("train/sgd-32", 1): [(["jax step"], 1.3), (["jax scan"], 1.0), (["torch"], 2.0)],
}
FUNCTIONS = {"erf": 1.3, "gelu": 1.3, "softmax": 1.3}  # 1 for all others

# Model files: how many times as fast, or as small, as ZipNN's.
FILES = {"pack": 0.5, "unpack": 1.0, "size": 1.0}

# Rows in which two threads must be 1.8 times as fast as one.
GAINS = ["predict/large/512", "train/adam-128"]

# The most that a row may take, in its own unit.
MEGABYTE = 1 << 20
AT_MOST = {
    "predict/small/1": ("0.5 µs", 500),
    "start": ("10 ms", 10e6),
}


def checks(result):
    """The requirements of a row: against what, its figure, the ratio, what is required, met or not."""
    row, threads, figures = result["row"], result["threads"], result["figures"]
    own = figures[OURS]["p50"]
    found = []

    def add(against, theirs, required):
        ratio = theirs / own
        found.append(
            {"against": against, "theirs": theirs, "ratio": ratio, "required": required,
             "met": ratio >= required}
        )

    for peers, factor in FASTER.get((row, threads), []):
        best(figures, peers, factor, add)
    if row.startswith("threads/"):
        best(figures, ["one thread"], 1.8, add)
    if row.startswith("function/"):
        name = row.removeprefix("function/")
        best(figures, ["numpy", "torch"], FUNCTIONS.get(name, 1.0), add)
    if row.startswith("product/") and int(row.split("x")[-1]) >= 32:
        # Below 32 columns the order of sums leaves less to be had.
        add(result["bound"], result["limit"], 0.9 if result["bound"] == "arithmetic" else 0.85)
    kind = row.split("/")[0]
    if kind in FILES:
        best(figures, ["zipnn"], FILES[kind], add)
    if row in AT_MOST and threads == 1:
        add(*AT_MOST[row], 1.0)
    if row == "memory/predict/large":
        # The weights and the plan's arena, as the package states them, and 8 MB.
        add("stated + 8 MB", figures[OURS]["stated"] + 8 * MEGABYTE, 1.0)
    if row == "memory/train/adam-128" and "torch" in figures:
        add("torch", figures["torch"]["p50"], 1 / 1.2)
    return found


def best(figures, peers, factor, add):
    """Adds the fastest of some peers, if any was measured."""
    there = [peer for peer in peers if peer in figures]
    if there:
        fastest = min(there, key=lambda peer: figures[peer]["p50"])
        add(fastest, figures[fastest]["p50"], factor)


# The table

COLUMNS = "{:<38}{:>11}{:>11}  {:<21}{:>11}{:>8}{:>9}  {}"
HEAD = COLUMNS.format("work", "limit", "ours", "against", "theirs", "ratio", "required", "met")


def lines(result):
    """A line for each requirement, then one for each other peer; tails where they count."""
    own = result["figures"][OURS]
    label = result["row"] + (f", {result['threads']} threads" if result["threads"] > 1 else "")
    limit = amount(result, result["limit"]) if result.get("limit") else ""
    head = [label, limit, amount(result, own["p50"])]
    found = []
    for check in result["checks"]:
        met = "yes" if check["met"] else "NO"
        found.append(
            [check["against"], amount(result, check["theirs"]), f"{check['ratio']:.2f}",
             f"{check['required']:.2f}", met]
        )
    named = {check["against"] for check in result["checks"]}
    for peer, figure in result["figures"].items():
        if peer != OURS and peer not in named:
            ratio = f"{figure['p50'] / own['p50']:.2f}"
            found.append([peer, amount(result, figure["p50"]), ratio, "", ""])
    if result.get("limit") and result["bound"] not in named:
        found.append([result["bound"], limit, f"{result['limit'] / own['p50']:.2f}", "", ""])
    table = [
        COLUMNS.format(*(head if index == 0 else ["", "", ""]), *rest).rstrip()
        for index, rest in enumerate(found or [["", "", "", "", ""]])
    ]
    if result["row"].startswith(("callers/", "predict/")):
        for name, figure in result["figures"].items():
            if "p99" in figure and (result["row"].startswith("callers/") or name == OURS):
                tail = [amount(result, figure[part]) for part in ("p50", "p99", "p999")]
                table.append("    {}: {}, p99 {}, p99.9 {}".format(name, *tail))
    return table


def amount(result, value):
    """A figure as people read it."""
    if result["unit"] == "bytes":
        return f"{value / MEGABYTE:.1f} MB"
    if result.get("values"):
        return f"{value / result['values']:.3f} ns"
    for unit, size in [("s", 1e9), ("ms", 1e6), ("µs", 1e3)]:
        if value >= size:
            return f"{value / size:.3g} {unit}" if value < 1000 * size else f"{value / size:.0f} {unit}"
    return f"{value:.3g} ns"
