"""The chart of the README: how many times as fast as the best peer each piece of work is."""

from math import log2
from xml.sax.saxutils import escape

OURS = "strata"
WORK = {
    ("predict/large/1", 1): "predict 784-256-128-10, 1 row",
    ("predict/large/8", 1): "8 rows",
    ("predict/large/64", 1): "64 rows",
    ("predict/large/512", 1): "512 rows",
    ("predict/large/512", 2): "512 rows, two threads",
    ("predict/small/1", 1): "predict 30-64-32-1, 1 row",
    ("train/adam-128", 1): "train Fashion-MNIST, Adam, batch 128",
    ("train/adam-128", 2): "Adam, batch 128, two threads",
    ("train/sgd-32", 1): "SGD, batch 32",
    ("train/sgd-32", 2): "SGD, batch 32, two threads",
    ("start", 1): "start of a process to its first prediction",
}
NAMES = {"onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "torch": "PyTorch", "jax": "JAX"}

LEFT, BAR, STEP, TOP = 300, 14, 26, 76
DOUBLE = 80  # pixels from a number to twice that number: the axis is logarithmic
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .small { fill: #59636e; }
  .bar { fill: #f05138; }
  .line { stroke: #59636e; stroke-opacity: 0.3; }
  .one { stroke: #59636e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .small { fill: #9198a1; }
    .bar { fill: #ff7a5c; }
    .line, .one { stroke: #9198a1; }
  }
"""


def bars(results):
    """Label, ratio to the best peer, and that peer's name, for each row that is drawn."""
    rows = {(result["row"], result["threads"]): result for result in results["rows"]}
    found = []
    for key, label in WORK.items():
        figures = dict(rows[key]["figures"]) if key in rows else {}
        own = figures.pop(OURS, {}).get("p50")
        if not figures:
            continue
        best = min(figures, key=lambda peer: figures[peer]["p50"])
        name, _, variant = best.partition(" ")
        peer = NAMES.get(name, name) + (f" ({variant})" if variant else "")
        found.append((label, figures[best]["p50"] / own, peer))
    return found


def svg(results):
    """The chart as SVG, in the colours of the reader's screen, light or dark."""
    found = bars(results)
    exponents = [log2(ratio) for _, ratio, _ in found] + [-1, 2]
    first, last = int(min(exponents) // 1), int(-(-max(exponents) // 1))
    height, width = TOP + STEP * len(found) + 8, LEFT + DOUBLE * (last - first) + 210

    def place(exponent):
        return LEFT + DOUBLE * (exponent - first)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">',
        "<title>Strata beside the fastest of its peers</title>",
        f"<style>{STYLE}</style>",
        '<text class="title" x="0" y="18">How many times as fast as the fastest peer</text>',
        f'<text class="small" x="0" y="38">{escape(caption(results))}</text>',
    ]
    for tick in range(first, last + 1):
        x, kind = place(tick), "one" if tick == 0 else "line"
        name = f"{2**tick} ×" if tick >= 0 else f"1/{2**-tick} ×"
        parts += [
            f'<text class="small" x="{x}" y="{TOP - 14}" text-anchor="middle">{name}</text>',
            f'<line class="{kind}" x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{height}"/>',
        ]
    for index, (label, ratio, peer) in enumerate(found):
        y = TOP + STEP * index
        start, end = sorted([place(0), place(log2(ratio))])
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 12}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="bar" x="{start:.1f}" y="{y}" width="{end - start:.1f}" height="{BAR}"/>',
            f'<text x="{end + 8:.1f}" y="{y + 12}">{ratio:.2f} ×'
            f'<tspan class="small" dx="6">{escape(peer)}</tspan></text>',
        ]
    return "\n".join(parts + ["</svg>"]) + "\n"


def caption(results):
    machine = results["machine"]
    versions = ", ".join(
        f"{NAMES[name]} {version}"
        for name, version in machine["versions"].items()
        if name in NAMES
    )
    figures = "shortest calls" if results["best"] else "medians"
    return f"float32, {figures}, in turn; {machine['processor']}; {versions}"
