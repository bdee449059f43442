internal import StrataFile
public import StrataModel
internal import StrataTensor

extension Weights {
  /// The parameters and buffers of a model, as f32, and its notes.
  ///
  /// In PyTorch's layout the weights of dense layers are [outputs, inputs], and names are those of
  /// its modules: `weight` and `bias` for gain and offset, `running_mean` and `running_var`. A chain whose
  /// nodes have their own names counts as `nn.Sequential`, where a dense layer with an activation
  /// takes two places: `0.weight`, `2.weight`. The nodes of any other network keep their names:
  /// `fc1.weight`.
  ///
  /// The notes say which layout it is, `strata.layout`, and `format` is `pt` for PyTorch's, as
  /// Hugging Face's programs want it.
  /// - Parameters:
  ///   - model: The model.
  ///   - layout: How its parameters are named and lie.
  ///   - name: What errors call it.
  public init(_ model: Model, layout: WeightLayout, name: String = "model") {
    let slots = ParameterSlot.slots(of: model)
    let modules = ParameterSlot.modules(of: model.architecture)
    var tensors: [TensorRecord] = []
    for (slot, parameter) in zip(slots, model.parameters) {
      var tensor = TensorRecord(
        name: slot.name, role: parameter.isTrainable ? .parameter : .buffer, dtype: .f32,
        dimensions: slot.dimensions, bytes: Self.bytes(of: parameter.tensor.elements))
      if layout == .pytorch {
        tensor.name = "\(modules[slot.scope] ?? slot.scope).\(slot.torchLeaf)"
        if slot.isMatrix { tensor = tensor.transposed }
      }
      tensors.append(tensor)
    }
    var notes = model.metadata
    notes[WeightLayout.key] = layout.rawValue
    if layout == .pytorch { notes["format"] = notes["format"] ?? "pt" }
    let metadata = notes.map { (key: $0.key, value: $0.value) }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    self.init(name: name, tensors: tensors, metadata: metadata, layout: layout)
  }

  private static func bytes(of elements: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * elements.count)
    for element in elements {
      let bits = element.bitPattern
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
    }
    return bytes
  }
}
