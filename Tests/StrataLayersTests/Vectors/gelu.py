"""Writes gelu.json: x * Phi(x) and Phi(x) + x * phi(x) of numbers that are floats, computed with 60
digits and rounded to double.

Usage: python gelu.py > gelu.json
"""

import json

import mpmath
from mpmath import mp, mpf, ncdf, npdf

INPUTS = [
    -13.5, -13, -11.25, -9, -6.5, -5, -4, -3.125, -2.5, -2, -1.5, -1, -0.75, -0.625, -0.25, -0.0625,
    0, 2**-20, 0.1875, 0.5, 0.6875, 1, 1.625, 2, 2.75, 3.5, 5, 8, 13, 1000,
]

mp.dps = 60
rows = []
for x in map(mpf, INPUTS):
    rows.append({"x": float(x), "y": float(x * ncdf(x)), "slope": float(ncdf(x) + x * npdf(x))})
print(json.dumps({"mpmath": mpmath.__version__, "rows": rows}, indent=1))
