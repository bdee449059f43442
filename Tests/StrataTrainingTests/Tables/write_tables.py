"""Writes the tables beside it from scikit-learn, with a header, every number as it stands there.

Usage: python write_tables.py
"""

import csv
import pathlib

import sklearn
from sklearn import datasets

HERE = pathlib.Path(__file__).parent


def name(text):
    """A column's name without spaces and units."""
    return text.split(" (")[0].replace(" ", "_").replace("/", "_")


def write(file, data, target, label):
    with open(HERE / file, "w", newline="") as output:
        rows = csv.writer(output, lineterminator="\n")
        rows.writerow([name(column) for column in data.feature_names] + [target])
        for row, answer in zip(data.data, data.target):
            rows.writerow([repr(float(x)).removesuffix(".0") for x in row] + [label(answer)])


iris = datasets.load_iris()
write("iris.csv", iris, "species", lambda answer: iris.target_names[answer])
wine = datasets.load_wine()
write("wine.csv", wine, "cultivar", lambda answer: wine.target_names[answer])
# Not scaled: the numbers as they were measured.
diabetes = datasets.load_diabetes(scaled=False)
write("diabetes.csv", diabetes, "progression", lambda answer: f"{answer:.0f}")
print(sklearn.__version__)
