"""Writes metrics.json: sets of answers and targets, and what scikit-learn measures on them.

Answers are float32, so that tests in Float see the same numbers. A metric that is undefined is null.

Usage: python metrics.py > metrics.json
"""

import json
import warnings

import numpy
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")
random = numpy.random.Generator(numpy.random.PCG64(1))
CASES = []


def case(name, answers, expected, labels=None, values=None, confusion=None):
    CASES.append({
        "name": name,
        "columns": answers.shape[1],
        "answers": answers.ravel().astype(float).tolist(),
        "labels": None if labels is None else [int(x) for x in labels],
        "values": None if values is None else values.ravel().astype(float).tolist(),
        "expected": {
            key: None if value is None or not numpy.isfinite(value) else float(value)
            for key, value in expected.items()
        },
        "confusion": None if confusion is None else confusion.tolist(),
    })


def area(truth, scores):
    return metrics.roc_auc_score(truth, scores) if 0 < truth.sum() < len(truth) else None


def binary(name, scores, labels):
    answers = (scores >= 0.5).astype(int)
    expected = {
        "accuracy": metrics.accuracy_score(labels, answers),
        "auc": area(labels, scores),
        "meanSquaredError": metrics.mean_squared_error(labels, scores.astype(float)),
    }
    for key, function in SCORES.items():
        expected[key] = expected[key + "Micro"] = function(labels, answers, zero_division=0)
    confusion = metrics.confusion_matrix(labels, answers, labels=[0, 1])
    case(name, scores[:, None], expected, labels=labels, confusion=confusion)
    # The same with targets that are values.
    case(name + " as values", scores[:, None], expected, values=labels.astype(numpy.float32)[:, None])


SCORES = {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}

# In steps of 1/16, so that many scores are equal, some of them of both classes.
scores = (random.integers(0, 17, 60) / 16).astype(numpy.float32)
labels = (scores + random.normal(0, 0.3, 60) > 0.5).astype(int)
binary("binary", scores, labels)
binary("binary without positives", scores, numpy.zeros(60, int))
binary("binary without negatives", scores, numpy.ones(60, int))
binary("binary without positive answers", scores / 3, labels)


def several(name, answers, labels, classes):
    best = answers.argmax(axis=1)
    oneHot = numpy.eye(classes)[labels]
    areas = [area(oneHot[:, c], answers[:, c]) for c in range(classes)]
    areas = [a for a in areas if a is not None]
    expected = {
        "accuracy": metrics.accuracy_score(labels, best),
        "auc": numpy.mean(areas) if areas else None,
        "meanSquaredError": metrics.mean_squared_error(oneHot, answers.astype(float)),
        "meanAbsoluteError": metrics.mean_absolute_error(oneHot, answers.astype(float)),
    }
    for k in [1, 2, 3, 5]:
        if k < classes:
            expected[f"top{k}"] = metrics.top_k_accuracy_score(labels, answers, k=k, labels=range(classes))
        else:
            expected[f"top{k}"] = 1
    for key, function in SCORES.items():
        expected[key] = function(labels, best, average="macro", zero_division=0)
        expected[key + "Micro"] = function(labels, best, average="micro", zero_division=0)
    confusion = metrics.confusion_matrix(labels, best, labels=range(classes))
    case(name, answers, expected, labels=labels, confusion=confusion)
    case(name + " as values", answers, expected, values=oneHot.astype(numpy.float32))


def softmax(logits):
    weights = numpy.exp(logits)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(numpy.float32)


logits = random.normal(size=(80, 5))
labels = (logits + random.normal(size=(80, 5))).argmax(axis=1)
several("five classes", softmax(logits), labels, 5)
# Class 4 is neither among the targets nor among the answers, class 3 only among the answers.
logits = random.normal(size=(40, 5)) - numpy.array([0, 0, 0, 0, 50])
several("classes that are missing", softmax(logits), random.integers(0, 3, 40), 5)
several("one class", softmax(random.normal(size=(12, 3))), numpy.full(12, 1), 3)

# Several yes or no answers a sample; of the last there is never a yes.
answers = random.uniform(size=(50, 4)).astype(numpy.float32)
truth = (answers + random.normal(0, 0.4, (50, 4)) > 0.5).astype(int)
truth[:, 3] = 0
yes = (answers >= 0.5).astype(int)
expected = {"auc": numpy.mean([area(truth[:, c], answers[:, c]) for c in range(3)])}
for key, function in SCORES.items():
    expected[key + "MultiLabel"] = function(truth, yes, average="macro", zero_division=0)
    expected[key + "MicroMultiLabel"] = function(truth, yes, average="micro", zero_division=0)
case("yes or no answers", answers, expected, values=truth.astype(numpy.float32))


def numbers(name, answers, targets):
    answers, targets = answers.astype(numpy.float32), targets.astype(numpy.float32)
    a, t = answers.astype(float), targets.astype(float)
    case(name, answers, {
        "meanAbsoluteError": metrics.mean_absolute_error(t, a),
        "meanSquaredError": metrics.mean_squared_error(t, a),
        "rootMeanSquaredError": metrics.mean_squared_error(t, a) ** 0.5,
        "r2": metrics.r2_score(t, a),
    }, values=targets)


targets = random.normal(5, 2, (50, 1))
numbers("one number", targets + random.normal(0, 0.5, (50, 1)), targets)
numbers("worse than the mean", -targets, targets)
targets = random.normal(size=(50, 3)) * [1, 100, 0.01] + [0, 1e4, 1]
numbers("three numbers", targets + random.normal(0, 0.3, (50, 3)) * [1, 100, 0.01], targets)
numbers("equal targets", random.normal(size=(9, 1)), numpy.full((9, 1), 0.1))
numbers("equal targets that are met", numpy.full((9, 1), 0.1), numpy.full((9, 1), 0.1))

print(json.dumps({"scikitLearn": sklearn.__version__, "numpy": numpy.__version__, "cases": CASES}))
