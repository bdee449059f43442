"""NumPy: element functions and matrix products."""

import common

options = common.arguments()

import numpy  # noqa: E402  (after the number of threads is set)


def function(name):
    x = common.function_inputs(name)
    y = numpy.empty_like(x)
    if name == "sigmoid":

        def call():
            numpy.negative(x, out=y)
            numpy.exp(y, out=y)
            numpy.add(y, 1, out=y)
            numpy.reciprocal(y, out=y)

        return common.Grouped(call)
    if name == "softmax":

        def call():
            numpy.subtract(x, x.max(axis=1, keepdims=True), out=y)
            numpy.exp(y, out=y)
            numpy.divide(y, y.sum(axis=1, keepdims=True), out=y)

        return common.Grouped(call)
    kernel = getattr(numpy, name)
    return common.Grouped(lambda: kernel(x, out=y))


def product(m, k, n):
    a, b, c = common.uniform(m, k), common.uniform(k, n), numpy.empty((m, n), "f4")
    return common.Grouped(lambda: numpy.matmul(a, b, out=c))


rows = {
    f"function/{name}": lambda name=name: function(name)
    for name in ["exp", "log", "tanh", "sigmoid", "softmax"]
}
for shape in common.products(options.folder):
    rows["product/%dx%dx%d" % shape] = lambda shape=shape: product(*shape)
common.serve(rows)
