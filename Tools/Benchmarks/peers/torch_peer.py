"""PyTorch: products, element functions, predicting (eager, and scripted and frozen), training (with
its fused optimizers, the fastest that it has on a CPU)."""

import common

options = common.arguments()

import numpy  # noqa: E402  (after the number of threads is set)
import torch  # noqa: E402

torch.set_num_threads(options.threads)
torch.set_num_interop_threads(1)


def network(name):
    layers = []
    for weight, bias in common.weights(options.folder, name):
        linear = torch.nn.Linear(*weight.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight.T.copy()))
            linear.bias.copy_(torch.from_numpy(bias.copy()))
        layers += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def predict(name, batch, freezes):
    model = network(name).eval()
    if freezes:
        model = torch.jit.freeze(torch.jit.script(model))
    x = torch.from_numpy(common.inputs(name, batch))

    def call():
        with torch.inference_mode():
            model(x)

    for _ in range(20):  # scripts are compiled in the first calls
        call()
    return common.Each(call)


def product(m, k, n):
    a, b = torch.from_numpy(common.uniform(m, k)), torch.from_numpy(common.uniform(k, n))
    c = torch.empty(m, n)
    return common.Grouped(lambda: torch.mm(a, b, out=c))


def function(name):
    x = torch.from_numpy(common.function_inputs(name))
    y = torch.empty_like(x)
    if name == "softmax":
        return common.Grouped(lambda: torch.softmax(x, 1, out=y))
    if name == "gelu":
        return common.Grouped(lambda: torch._C._nn.gelu(x, out=y))
    kernel = getattr(torch, name)
    return common.Grouped(lambda: kernel(x, out=y))


def optimizer(name, model):
    if name == "adam-128":
        return torch.optim.Adam(model.parameters(), lr=0.001, fused=True), 128
    return torch.optim.SGD(model.parameters(), lr=0.1, fused=True), 32


def epoch(name, images):
    """A pass over the data in a new order; the loss is summed and looked at once."""
    x, y = (torch.from_numpy(part) for part in common.fashion(images))
    y = y.long()

    def work():
        model = network("large")
        steps, batch = optimizer(name, model)
        random = numpy.random.default_rng(1)

        def call():
            order = torch.from_numpy(random.permutation(images))
            total = torch.zeros(())
            for start in range(0, images, batch):
                chosen = order[start : start + batch]
                logits = model(x.index_select(0, chosen))
                loss = torch.nn.functional.cross_entropy(logits, y.index_select(0, chosen))
                steps.zero_grad()
                loss.backward()
                steps.step()
                total += loss.detach() * len(chosen)
            return total.item() / images

        return call

    return work


def train(name):
    call = epoch(name, options.images)()
    call()
    return common.Each(call)


def load_what_a_first_step_loads():
    """Not the step's, whatever the network: a network of two weights takes one."""
    model = torch.nn.Sequential(torch.nn.Linear(1, 2))
    steps, _ = optimizer("adam-128", model)
    chosen = torch.zeros(1, dtype=torch.long)
    logits = model(torch.ones(1, 1).index_select(0, chosen))
    torch.nn.functional.cross_entropy(logits, chosen).backward()
    steps.step()


def training():
    """Makes the network and its optimizer, and takes 20 steps."""
    load_what_a_first_step_loads()
    work = epoch("adam-128", 20 * 128)

    def run():
        call = work()
        call()
        return call

    return run


def answers(name):
    with torch.inference_mode():
        return network(name)(torch.from_numpy(common.inputs(name, 1))).numpy()


rows = {}
for name, batch in common.predictions(options.folder):
    rows[f"predict/{name}/{batch}@eager"] = lambda n=name, b=batch: predict(n, b, False)
    rows[f"predict/{name}/{batch}@frozen"] = lambda n=name, b=batch: predict(n, b, True)
for shape in common.products(options.folder):
    rows["product/%dx%dx%d" % shape] = lambda shape=shape: product(*shape)
rows |= {
    f"function/{name}": lambda name=name: function(name)
    for name in ["exp", "log", "tanh", "sigmoid", "erf", "gelu", "softmax"]
}
rows |= {f"train/{name}": lambda name=name: train(name) for name in ["adam-128", "sgd-32"]}
common.serve(
    rows,
    answers={name: lambda name=name: answers(name) for name in common.WIDTHS},
    memory={"train/adam-128": training},
)
