"""The roofline: how near each matrix product comes to what the machine allows it.

A product of M rows with K x N weights does M / 2 operations for every byte of weights it reads. With
few of them the weights' way from the cache is the limit, a sloping roof for each level; with many the
multiply-adds are, the flat one (S. Williams, A. Waterman, D. Patterson, "Roofline: an insightful visual
performance model for multicore architectures", CACM 52 (4), 2009).
"""

from math import log2
from xml.sax.saxutils import escape

import chart

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 420, 60, 50, 46
X_RANGE, Y_RANGE = (-1, 9), (1, 8)  # powers of two: operations a byte, giga-operations a second
LEVELS = ["second-level cache", "third-level cache", "memory"]
STYLE = chart.STYLE + "  .dot { fill: #f05138; }\n  .roof { stroke: #59636e; fill: none; }\n"


def x(operations_per_byte):
    low, high = X_RANGE
    return LEFT + (log2(operations_per_byte) - low) / (high - low) * (WIDTH - LEFT - 20)


def y(rate):
    low, high = Y_RANGE
    share = (min(max(log2(rate), low), high) - low) / (high - low)
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def points(results):
    """Shape, operations a byte and rate of every product."""
    found = []
    for result in results["rows"]:
        if not result["row"].startswith("product/"):
            continue
        shape = result["row"].removeprefix("product/")
        rows, depth, columns = map(int, shape.split("x"))
        nanoseconds = result["figures"][chart.OURS]["p50"]
        found.append((shape.replace("x", "×"), rows / 2, 2 * rows * depth * columns / nanoseconds))
    return found


def roofs(levels):
    """Paths of the flat roof and of the slope of each level of the memory."""
    peak = levels["limit/fma"]
    reading = [rate for name, rate in levels.items() if name.startswith("limit/read/")]
    first, last = 2 ** X_RANGE[0], 2 ** X_RANGE[1]
    parts = []
    for name, rate in zip(LEVELS, reading):
        ridge = peak / rate
        parts += [
            f'<path class="roof" d="M{x(first):.1f},{y(rate * first):.1f} '
            f'L{x(ridge):.1f},{y(peak):.1f}"/>',
            f'<text class="small" x="{x(first) + 6:.1f}" y="{y(rate * first) - 8:.1f}">'
            f"{name}, {rate:.0f} GB/s</text>",
        ]
    ridge = peak / max(reading)
    parts += [
        f'<path class="roof" d="M{x(ridge):.1f},{y(peak):.1f} L{x(last):.1f},{y(peak):.1f}"/>',
        f'<text class="small" x="{x(last):.1f}" y="{y(peak) - 8:.1f}" text-anchor="end">'
        f"multiply-adds, {peak:.0f} GFLOP/s</text>",
    ]
    return parts


def axes():
    parts = []
    for power in range(X_RANGE[0], X_RANGE[1] + 1):
        name = f"{2**power}" if power >= 0 else f"1/{2**-power}"
        parts.append(
            f'<text class="small" x="{x(2.0**power):.1f}" y="{HEIGHT - BOTTOM + 18}" '
            f'text-anchor="middle">{name}</text>'
        )
    for power in range(Y_RANGE[0], Y_RANGE[1] + 1):
        at = y(2**power)
        parts += [
            f'<line class="line" x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - 20}" y2="{at:.1f}"/>',
            f'<text class="small" x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{2**power}</text>',
        ]
    middle = (LEFT + WIDTH) / 2
    parts.append(
        f'<text class="small" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">'
        "operations for each byte of weights (half the rows)</text>"
    )
    return parts


def svg(results):
    """The picture as SVG, in the colours of the reader's screen, light or dark."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>Roofline of the matrix products</title>",
        f"<style>{STYLE}</style>",
        '<text class="title" x="0" y="18">Matrix products, one core: GFLOP/s</text>',
        *axes(),
        *roofs(results["giga_per_second"]),
    ]
    for shape, intensity, rate in points(results):
        parts.append(
            f'<circle class="dot" cx="{x(intensity):.1f}" cy="{y(rate):.1f}" r="4">'
            f"<title>{escape(shape)}: {rate:.1f} GFLOP/s</title></circle>"
        )
    return "\n".join(parts + ["</svg>"]) + "\n"
