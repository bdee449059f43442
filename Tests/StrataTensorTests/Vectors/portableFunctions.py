"""Writes portableFunctions.json: powers and cosines to 60 digits, rounded to the nearest double.

Usage: python portableFunctions.py > portableFunctions.json
"""

import json
import math
import random
import sys
from decimal import Decimal, getcontext

getcontext().prec = 60


def pi():
    # Machin: 16 arctan(1/5) - 4 arctan(1/239).
    def arctan(inverse):
        x = Decimal(1) / inverse
        total, term, n = x, x, 1
        while abs(term) > Decimal(10) ** -65:
            term *= -x * x
            n += 2
            total += term / n
        return total

    return 16 * arctan(5) - 4 * arctan(239)


PI = pi()


def cosine_pi(x):
    z = PI * (Decimal(x) % 2)
    total, term, n = Decimal(1), Decimal(1), 0
    while abs(term) > Decimal(10) ** -60:
        n += 2
        term *= -z * z / (n * (n - 1))
        total += term
    # Multiples of 1/2 are exact.
    return 0.0 if abs(total) < Decimal(10) ** -50 else float(total)


def power(base, exponent):
    return float((Decimal(exponent) * Decimal(base).ln()).exp())


draw = random.Random(1)
powers = [(0.96, t * 4e-3) for t in (1, 2, 10, 1000, 100000)]
powers += [(0.1, n) for n in (0.5, 1, 2, 3, 20, 300)] + [(0.95, n / 7) for n in range(1, 200, 3)]
powers += [(1 + 2**-52, 2.0**40), (1 - 2**-53, 3e15), (2, 0.5), (2, 1023.5), (0.5, 1060.25), (2, -1074)]
powers += [(math.sqrt(2), 100.25), (5e-324, 0.25), (1.7e308, 0.99), (1.5, -1500.5), (10, -307.25)]
for _ in range(400):
    base = math.ldexp(draw.uniform(0.5, 1), draw.randint(-30, 30))
    exponent = draw.uniform(-1, 1) * 700 / max(abs(math.log(base)), 1e-3)
    powers.append((base, exponent))
for _ in range(200):
    powers.append((draw.uniform(0.7, 1.5), draw.uniform(0, 30)))

angles = [n / 40 for n in range(81)] + [1e-9, 0.25 + 2**-54, 0.75 - 2**-53, 1 - 2**-53, 123456.789]
angles += [draw.uniform(0, 1) for _ in range(300)] + [draw.uniform(-50, 50) for _ in range(50)]

print(json.dumps({
    "python": sys.version.split()[0],
    "powers": [[base, exponent, power(base, exponent)] for base, exponent in powers],
    "cosines": [[x, cosine_pi(x)] for x in angles],
}, indent=None).replace("], [", "],\n  [").replace('"cosines"', '\n "cosines"'))
