"""The chart of the README: how many times as fast as the best peer each piece of work is."""

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
    ("train/adam-128", 2): "the same on two threads",
    ("train/sgd-32", 1): "SGD, batch 32",
    ("train/sgd-32", 2): "the same on two threads",
    ("start", 1): "start of a process to its first prediction",
}
NAMES = {"onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "torch": "PyTorch", "jax": "JAX"}

LEFT, WIDTH, BAR, STEP, TOP = 300, 420, 14, 26, 58
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .small { fill: #59636e; }
  .bar { fill: #f05138; }
  .line { stroke: #59636e; stroke-dasharray: 3 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .small { fill: #9198a1; }
    .bar { fill: #ff7a5c; }
    .line { stroke: #9198a1; }
  }
"""


def bars(results):
    """Label, ratio to the best peer, and that peer's name, for each row that is drawn."""
    found = []
    for result in results["rows"]:
        label = WORK.get((result["row"], result["threads"]))
        figures = dict(result["figures"])
        own = figures.pop(OURS)["p50"]
        if label is None or not figures:
            continue
        best = min(figures, key=lambda peer: figures[peer]["p50"])
        name, _, variant = best.partition(" ")
        peer = NAMES.get(name, name) + (f" ({variant})" if variant else "")
        found.append((label, figures[best]["p50"] / own, peer))
    return found


def svg(results):
    """The chart as SVG, in the colours of the reader's screen, light or dark."""
    found = bars(results)
    # Very long bars are cut: their number says what they are.
    longest = min(max([ratio for _, ratio, _ in found] + [2]), 4)
    scale = WIDTH / longest
    height = TOP + STEP * len(found) + 14
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 210}" height="{height}" '
        f'viewBox="0 0 {LEFT + WIDTH + 210} {height}" role="img">',
        "<title>Strata beside the fastest of its peers</title>",
        f"<style>{STYLE}</style>",
        '<text class="title" x="0" y="18">How many times as fast as the fastest peer</text>',
        f'<text class="small" x="0" y="38">{escape(caption(results))}</text>',
    ]
    for index, (label, ratio, peer) in enumerate(found):
        y = TOP + STEP * index
        length = min(ratio, longest) * scale
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 12}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="bar" x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}"/>',
            f'<text x="{LEFT + length + 8:.1f}" y="{y + 12}">{ratio:.2f} ×'
            f'<tspan class="small" dx="6">{escape(peer)}</tspan></text>',
        ]
    x = LEFT + scale
    parts += [
        f'<line class="line" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - 8}"/>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def caption(results):
    machine = results["machine"]
    versions = ", ".join(
        f"{NAMES[name]} {version}"
        for name, version in machine["versions"].items()
        if name in NAMES
    )
    return f"float32, medians in turn; {machine['processor']}; {versions}"
