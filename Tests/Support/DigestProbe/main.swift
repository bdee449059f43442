// Prints the kernel set in use, then digests of a training and of every family of plugins, one a
// line: the same lines under every kernel set. For `SameBitsTests`.

import Strata
import StrataTestKit

/// A training with dropout, Adam, a last partial batch, and shapes that fill no vector.
func training() throws -> Digest {
  let model = try Model(input: [37], seed: 5) {
    Dense(33, activation: .tanh)
    Dropout(0.3)
    Dense(19, activation: .sigmoid)
    Dense(11, activation: .leakyReLU)
    Dense(5)
  }
  let data = try Dataset(
    inputs: Samples.uniform([333, 37]), targets: .classes(Samples.classes(333, below: 5)))
  let trainer = try Trainer(
    model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01),
    metrics: [.accuracy], batchSize: 100, seed: 9)
  try trainer.fit(data, epochs: 3, validation: data)
  let file = ModelFile(
    trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
  var digest = Digest()
  digest.add(try file.encoded())
  digest.add(try Predictor(trainer.model).predict(data.inputs).elements)
  return digest
}

print("kernels \(KernelSet.current)")
print("training", try training())
print("dense", try checkLayer(Dense(35, activation: .relu), inputs: [[67]]))
print("dropout", try checkLayer(Dropout(0.4), inputs: [[19]]))
print("softmax", try checkActivation(Softmax()))
print("tanh", try checkActivation(Tanh()))
print("softmaxCrossEntropy", try checkLoss(SoftmaxCrossEntropy()))
print("sigmoidCrossEntropy", try checkLoss(SigmoidCrossEntropy()))
print("adam", try checkOptimizer(Adam()))
print("heNormal", try checkInitializer(HeNormal(), deviation: (2.0 / 120).squareRoot()))
