import Strata
import Testing

@Suite struct SameBitsEverywhereTests {
  @Test func threads() throws {
    let model = try Model(input: [40], seed: 1) {
      Dense(60, activation: .relu)
      Dropout(0.5)
      Dense(5)
    }
    let random = RandomStream(seed: 5, purpose: .layer)
    var inputs = Tensor<Float>(zeros: [300, 40])
    for index in 0..<inputs.shape.count { inputs[index] = random.normal(sample: 0, element: index) }
    let labels = (0..<300).map { Int32(random.integer(below: 5, sample: $0)) }
    let data = try Dataset(inputs: inputs, targets: .classes(labels))

    func trained(threads: Int) throws -> [UInt8] {
      let trainer = try Trainer(
        model, loss: .softmaxCrossEntropy, optimizer: .sgd(learningRate: 0.1), seed: 3,
        workers: WorkerPool(threads: threads))
      try trainer.fit(data, epochs: 2)
      return try ModelFile(
        trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
      ).encoded()
    }
    let isSame = try trained(threads: 1) == trained(threads: 4)
    #expect(isSame)
  }

  @Test func kernelSets() {
    func print(_ name: String, _ names: [String], _ version: Int) {
      #expect(names.contains(name))
      #expect(version > 0)
    }
    print(KernelSet.current, KernelSet.available, KernelSet.arithmeticVersion)
  }
}
