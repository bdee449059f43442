"""Writes the networks, and single products, as ONNX."""

import onnx
from onnx import TensorProto, helper, numpy_helper

import common


def network(folder, name):
    """A network with the weights of FOLDER/NAME.f32: Gemm and Relu; any batch. Returns its bytes."""
    nodes, constants, value = [], [], "input"
    layers = common.weights(folder, name)
    for index, (weight, bias) in enumerate(layers):
        last = index == len(layers) - 1
        constants += [numpy_helper.from_array(weight, f"weight{index}")]
        constants += [numpy_helper.from_array(bias, f"bias{index}")]
        output = "output" if last else f"sum{index}"
        nodes.append(helper.make_node("Gemm", [value, f"weight{index}", f"bias{index}"], [output]))
        if not last:
            nodes.append(helper.make_node("Relu", [output], [f"value{index}"]))
        value = f"value{index}"
    widths = common.WIDTHS[name]
    return model(nodes, constants, ["batch", widths[0]], ["batch", widths[-1]])


def product(b, rows):
    """input · b for a fixed matrix b. Returns the model's bytes."""
    node = helper.make_node("MatMul", ["input", "b"], ["output"])
    return model([node], [numpy_helper.from_array(b, "b")], [rows, b.shape[0]], [rows, b.shape[1]])


def model(nodes, constants, input_shape, output_shape):
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, input_shape)],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, output_shape)],
        constants,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made.SerializeToString()


if __name__ == "__main__":
    options = common.arguments()
    for name in common.WIDTHS:
        with open(f"{options.folder}/{name}.onnx", "wb") as file:
            file.write(network(options.folder, name))
