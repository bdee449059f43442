import Strata

/// usage: FirstPrediction MODEL.strata
///
/// What a service does before its first answer: loads a model, predicts one row, prints it.
@main
enum FirstPrediction {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      return print("usage: FirstPrediction MODEL.strata")
    }
    let model = try Model(path: CommandLine.arguments[1], plugins: .standard)
    let lengths = model.architecture.inputs[0].type.sample.compactMap(\.length)
    let input = Tensor<Float>(shape: try Shape([1] + lengths), repeating: 0.5)
    print(try Predictor(model).predict(input).elements)
  }
}
