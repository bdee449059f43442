#!/usr/bin/env python3
"""Prints the tables of Sources/CStrataKernels/wide/normal.h, and the error of every piece.

A piece is a polynomial in t - c, fitted so that the largest weighted error is least; its
coefficients are rounded to float one after the other, each time fitting those that are left to what
the rounding took. Written with Python 3.11, NumPy 2.4 and SciPy 1.17.
"""

import sys

import numpy as np
from scipy.optimize import linprog
from scipy.special import erf, erfcx

NODES = np.cos(np.pi * (np.arange(300) + 0.5) / 300)


def mills(t):
    """exp(t^2 / 2) * (1 - Phi(t)), Phi being the normal distribution function."""
    return erfcx(t / np.sqrt(2)) / 2


def nearly_a_float(f, low, high):
    """A float c near the middle of a piece for which f(c) lies close to a float."""
    middle = np.float32((low + high) / 2)
    step = max(1, round((high - low) * 0.1 / 20000 / np.spacing(middle)))
    centres = (middle + np.arange(-20000, 20000) * step * np.spacing(middle)).astype(np.float32)
    values = f(centres.astype(float))
    rounded = values.astype(np.float32)
    best = np.argmin(np.abs((values - rounded) / np.spacing(rounded)))
    return float(centres[best]), float(rounded[best])


def minimax(matrix, values):
    """The x for which the largest element of |matrix @ x - values| is least, and that element."""
    q, r = np.linalg.qr(matrix)
    x = np.linalg.solve(r, q.T @ values)
    rest = values - matrix @ x
    scale, n = np.abs(rest).max(), matrix.shape[1]
    bound = -np.ones((len(values), 1))
    answer = linprog(
        np.eye(n + 1)[n],
        A_ub=np.block([[q, bound], [-q, bound]]),
        b_ub=np.concatenate([rest, -rest]) / scale,
        bounds=[(None, None)] * n + [(0, None)],
    )
    better = x + np.linalg.solve(r, answer.x[:n] * scale)
    errors = [np.abs(matrix @ candidate - values).max() for candidate in (x, better)]
    return (x, errors[0]) if errors[0] < errors[1] else (better, errors[1])


def fit(f, weight, low, high, degree, centre, value):
    """The coefficients of the powers of t - centre from 0 (given) to degree, and the error."""
    t = (low + high) / 2 + (high - low) / 2 * NODES
    half = max(high - centre, centre - low)
    z, w = (t - centre) / half, weight(t)
    rest, coefficients = (f(t) - value) * w, [value]
    for k in range(1, degree + 1):
        powers = np.stack([z**j for j in range(k, degree + 1)], axis=1) * w[:, None]
        x, _ = minimax(powers, rest)
        coefficients.append(float(np.float32(x[0] / half**k)))
        rest = rest - coefficients[-1] * half**k * powers[:, 0]
    return coefficients, np.abs(rest).max()


def table(name, f, weight, cuts, degree, near_zero=None, first=0, mark=0):
    """Where near_zero is given, the first piece is that, with its centre at 0 and the mark for 0."""
    columns = []
    for low, high in zip(cuts, cuts[1:]):
        if low == 0 and near_zero:
            g, centre, value = near_zero, 0.0, 0.0
        else:
            g, (centre, value) = f, nearly_a_float(f, low, high)
        coefficients, error = fit(g, weight, low, high, degree, centre, value)
        print(f"{name}: {low:.2f} to {high:.2f}: 2^{np.log2(error):.1f}", file=sys.stderr)
        columns.append([centre, mark if value == 0 else value] + coefficients[1:])
    print(name)
    for row in zip(*(columns[first:] + columns[:first])):
        text = [hexadecimal(value) for value in row]
        print("    {" + ", ".join(text[:4]) + ",\n     " + ", ".join(text[4:]) + "},")


def hexadecimal(value):
    if value == 0:
        return "0"
    mantissa, exponent = float(value).hex().split("p")
    return mantissa.rstrip("0").rstrip(".") + "p" + exponent + "f"


if __name__ == "__main__":
    width = 17 / 32
    halves = [0] + [(i + 0.5) * width for i in range(8)]
    table("erf_pieces", erf, lambda t: 1 / erf(t), halves, 7, lambda t: erf(t) - t)

    # Cut where t + 5.375 passes a quarter of an octave: by its bits the fourth piece comes first.
    quarters = [a - 5.375 for a in (5.375, 6, 7, 8, 10, 12, 14, 16, 20)]
    product = lambda t: -t * mills(t)
    table("product_pieces", product, lambda t: 1 / product(t), quarters, 8,
          lambda t: product(t) + t / 2, first=3, mark=-1)
    # The derivative crosses 0 near 0.75.
    slope = lambda t: mills(t) - t / np.sqrt(2 * np.pi)
    weight = lambda t: 1 / np.maximum(np.abs(slope(t)), 0.1)
    table("slope_pieces", slope, weight, quarters, 8, first=3)
