"""Makes digits.csv.gz from the file that scikit-learn carries.

Run with scikit-learn installed (made with 1.9.1): python3 make_digits.py
"""

import gzip
import importlib.resources
import pathlib

source = importlib.resources.files("sklearn.datasets.data") / "digits.csv.gz"
rows = gzip.decompress(source.read_bytes()).decode().split()
header = ",".join([f"pixel_{n}" for n in range(64)] + ["digit"])
text = "\n".join([header] + rows) + "\n"
target = pathlib.Path(__file__).with_name("digits.csv.gz")
# No time stamp: the same rows give the same file.
target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
