import Strata
import StrataBytes

/// Tensors as rows: what they are, what they take, what their elements are like.
enum TensorTable {
  static func text(_ tensors: [FileSurvey.Tensor], width: Int?) -> String {
    let hasOthers = tensors.contains {
      ($0.summary?.nanCount ?? 0) + ($0.summary?.infinityCount ?? 0) > 0
    }
    let hasNotes = tensors.contains { note($0) != nil }
    var head = [
      "Tensor (role)", "Type", "Shape", "Bytes", "Stored", "Mean", "Deviation", "Min", "Max",
      "Zeros",
    ]
    if hasOthers { head += ["NaN", "Infinite"] }
    let numbers = Set(3..<head.count)
    head.append("Histogram")
    if hasNotes { head.append("Note") }
    var table = TextTable(head, right: numbers, start: 5)
    for tensor in tensors {
      let info = tensor.info
      var row = [
        "\(info.name.printable) (\(info.role))", info.dtype.description,
        info.dimensions.description,
        Numbers.grouped(info.byteCount), Numbers.grouped(info.storedByteCount),
      ]
      row += statistics(tensor.summary)
      if hasOthers {
        row += [tensor.summary?.nanCount, tensor.summary?.infinityCount].map {
          $0.map(Numbers.grouped) ?? ""
        }
      }
      row.append(Sparkline.text(tensor.summary?.histogram ?? []))
      if hasNotes { row.append(note(tensor) ?? "") }
      table.add(row)
    }
    return table.text(width: width)
  }

  private static func statistics(_ summary: TensorSummary?) -> [String] {
    let numbers = [summary?.mean, summary?.deviation, summary?.minimum, summary?.maximum]
    let share = summary?.zeroShare.map { Numbers.decimal(100 * $0, 1) + " %" }
    return numbers.map { $0.map(Numbers.short) ?? "" } + [share ?? ""]
  }

  private static func note(_ tensor: FileSurvey.Tensor) -> String? {
    tensor.problem.map(Damage.place) ?? tensor.info.refusal?.printable
  }
}
