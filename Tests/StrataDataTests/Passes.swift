import StrataData
import StrataTensor

/// What a pass gives, all batches together.
struct PassContent: Equatable {
  var inputs: [[Float]] = []
  var classes: [Int32] = []
  var values: [[Float]] = []
  var weights: [Float] = []
  /// How many samples each batch had.
  var batches: [Int] = []

  /// Goes through a pass over samples of one input and one output.
  init(
    _ source: some SampleSource, shuffledBy random: RandomStream? = nil, from start: Int = 0,
    batch: Int = 4
  ) throws {
    let (pass, layout) = (try source.pass(shuffledBy: random, from: start), source.layout)
    let width = layout.inputs[0].count
    while case let count = try pass.advance(by: batch), count > 0 {
      batches.append(count)
      let input = Buffer<Float>(count: count * width).view([count, width])
      pass.copyInput(0, into: input, Arithmetic())
      inputs += Self.rows(input.tensor.elements, of: width)
      if let outputs = layout.targets[0] {
        let targets = Buffer<Float>(count: count * outputs).view([count, outputs])
        pass.copyValues(0, into: targets, Arithmetic())
        values += Self.rows(targets.tensor.elements, of: outputs)
      } else {
        let labels = Buffer<Int32>(count: count).view([count])
        pass.copyClasses(0, into: labels)
        classes += labels.tensor.elements
      }
      if layout.hasWeights {
        let room = Buffer<Float>(count: count).view([count])
        pass.copyWeights(into: room)
        weights += room.tensor.elements
      }
    }
  }

  private static func rows(_ elements: [Float], of length: Int) -> [[Float]] {
    stride(from: 0, to: elements.count, by: length).map { Array(elements[$0..<$0 + length]) }
  }
}

/// The order of an epoch, as a training asks for it.
func epoch(_ number: Int, seed: UInt64 = 1) -> RandomStream {
  RandomStream(seed: seed, purpose: .shuffling, step: number)
}
