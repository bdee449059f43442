"""OpenVINO: predicting for latency, in float32 as everybody else (its default on some processors is
bfloat16)."""

import common

options = common.arguments()

import openvino  # noqa: E402  (after the number of threads is set)

core = openvino.Core()


def compiled(name, batch, threads=options.threads, streams=1):
    model = core.read_model(f"{options.folder}/{name}.onnx")
    model.reshape([batch, common.WIDTHS[name][0]])
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": str(streams),
        "INFERENCE_NUM_THREADS": str(threads),
        "INFERENCE_PRECISION_HINT": "f32",
    }
    return core.compile_model(model, "CPU", settings)


def request(network, name, batch):
    own = network.create_infer_request()
    own.set_input_tensor(openvino.Tensor(common.inputs(name, batch)))
    return own


def predict(name, batch):
    own = request(compiled(name, batch), name, batch)
    return common.Each(own.infer)


def callers(count):
    network = compiled("large", 1, threads=count, streams=count)
    return common.Callers([request(network, "large", 1).infer for _ in range(count)])


def answers(name):
    own = request(compiled(name, 1), name, 1)
    own.infer()
    return own.get_output_tensor().data


rows = {}
for name, batch in common.predictions(options.folder):
    rows[f"predict/{name}/{batch}"] = lambda n=name, b=batch: predict(n, b)
rows |= {f"callers/{count}": lambda count=count: callers(count) for count in (1, 2)}
common.serve(rows, answers={name: lambda name=name: answers(name) for name in common.WIDTHS})
