"""ONNX Runtime: predicting by I/O binding and by `run`, products with a constant matrix.

Spinning of its threads stays as it is by default.
"""

import common

options = common.arguments()

import numpy  # noqa: E402  (after the number of threads is set)
import onnxruntime  # noqa: E402


def session(model, threads=options.threads):
    """A session of a file or of bytes."""
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    settings.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, settings, providers=["CPUExecutionProvider"])


def bound(session, x, shape):
    """A call with input and output bound once; the output is left where it was computed."""
    y = onnxruntime.OrtValue.ortvalue_from_numpy(numpy.empty(shape, "f4"))
    binding = session.io_binding()
    binding.bind_ortvalue_input("input", onnxruntime.OrtValue.ortvalue_from_numpy(x))
    binding.bind_ortvalue_output("output", y)
    return lambda: session.run_with_iobinding(binding)


def network(name, batch, threads=options.threads):
    shape = (batch, common.WIDTHS[name][-1])
    return session(f"{options.folder}/{name}.onnx", threads), common.inputs(name, batch), shape


def predict_bound(name, batch):
    return common.Each(bound(*network(name, batch)))


def predict_run(name, batch):
    own, x, _ = network(name, batch)
    return common.Each(lambda: own.run(None, {"input": x}))


def callers(count):
    own, x, shape = network("large", 1, threads=1)
    return common.Callers([bound(own, x, shape) for _ in range(count)])


def product(m, k, n):
    import onnx_file

    own = session(onnx_file.product(common.uniform(k, n), m))
    return common.Grouped(bound(own, common.uniform(m, k), (m, n)))


def answers(name):
    own, x, _ = network(name, 1)
    return own.run(None, {"input": x})[0]


def predicting():
    """Loads the large network, and predicts one row and 512."""
    inputs = [common.inputs("large", batch) for batch in (1, 512)]

    def work():
        own = session(f"{options.folder}/large.onnx")
        for x in inputs:
            own.run(None, {"input": x})
        return own

    return work


rows = {}
for name, batch in common.predictions(options.folder):
    rows[f"predict/{name}/{batch}@binding"] = lambda n=name, b=batch: predict_bound(n, b)
    rows[f"predict/{name}/{batch}@run"] = lambda n=name, b=batch: predict_run(n, b)
rows |= {f"callers/{count}": lambda count=count: callers(count) for count in (1, 2)}
for shape in common.products(options.folder):
    rows["product/%dx%dx%d" % shape] = lambda shape=shape: product(*shape)
common.serve(
    rows,
    answers={name: lambda name=name: answers(name) for name in common.WIDTHS},
    memory={"predict/large": predicting},
)
