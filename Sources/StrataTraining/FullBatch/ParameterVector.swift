import StrataTensor

/// One tensor for each parameter, seen as a single long vector: a point, a gradient, a direction.
///
/// Products of two vectors are summed in Double in the order of ``BlockSums``.
struct ParameterVector<T: Real> {
  private let views: [TensorView<T>]
  /// The same to write; empty where nobody may.
  private let places: [MutableTensorView<T>]
  private let sums: BlockSums
  private let arithmetic: Arithmetic<T>

  /// A vector to read and write.
  init(_ places: [MutableTensorView<T>], _ problem: FullBatchProblem<T>) {
    views = places.map(\.readOnly)
    self.places = places
    (sums, arithmetic) = (problem.sums, problem.arithmetic)
  }

  /// A vector to read.
  init(reading views: [TensorView<T>], _ problem: FullBatchProblem<T>) {
    self.views = views
    places = []
    (sums, arithmetic) = (problem.sums, problem.arithmetic)
  }

  /// self = other.
  func copy(from other: ParameterVector) {
    for (view, place) in zip(other.views, places) { arithmetic.copy(view, into: place) }
  }

  /// self = self + factor · other, each element rounded once.
  func add(_ factor: Double, _ other: ParameterVector) {
    for (view, place) in zip(other.views, places) {
      // w − rate · g is the same operation.
      arithmetic.gradientStep(place, gradient: view, learningRate: T(-factor))
    }
  }

  /// self = factor · self.
  func scale(by factor: Double) {
    for place in places { arithmetic.scale(place.readOnly, by: T(factor), into: place) }
  }

  /// Σ self · other.
  func dot(_ other: ParameterVector) -> Double {
    sums.total(on: arithmetic.workers) { block in
      Self.dot(views[block.tensor], other.views[block.tensor], block.elements)
    }
  }

  /// The length.
  var norm: Double { dot(self).squareRoot() }

  private static func dot(
    _ a: TensorView<T>, _ b: TensorView<T>, _ elements: Range<Int>
  ) -> Double {
    a.withSpan { a in
      b.withSpan { b in
        var sum = 0.0
        for index in elements { sum += Double(a[index]) * Double(b[index]) }
        return sum
      }
    }
  }
}
