"""What a Python service does before its first answer: loads a model, predicts one row, prints it."""

import sys

import numpy
import onnxruntime

session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
shape = [1] + session.get_inputs()[0].shape[1:]
print(session.run(None, {"input": numpy.full(shape, 0.5, "f4")})[0].ravel().tolist())
