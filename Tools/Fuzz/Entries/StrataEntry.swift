public import Strata
import StrataBytes

/// The `.strata` container, and the model in it.
public enum StrataEntry: FuzzEntry {
  /// `strata`.
  public static let name = "strata"

  /// What each file may ask for.
  public static let limits = ReadLimits(
    bytes: 4 << 20, sectionBytes: 1 << 20, tensors: 4096, sections: 64)

  /// The bytes as they are, with their checksums put right, and with their places put right too.
  /// - Throws: ``Finding``.
  public static func read(_ bytes: [UInt8]) throws(Finding) {
    let whole = StrataAnatomy(bytes).map { StrataChecksums.repaired($0.file) }
    for file in [bytes, StrataChecksums.repaired(bytes), whole].compactMap(\.self) {
      try open(file)
    }
  }

  /// A file that is nearly right.
  public static func mutated(_ bytes: [UInt8], seed: UInt64) -> [UInt8]? {
    var mutator = StrataMutator(seed: seed)
    return mutator.mutant(of: bytes)
  }

  /// Reads a file in every way. What loads must be written and load again as the same.
  /// - Throws: ``Finding``.
  public static func open(_ file: [UInt8]) throws(Finding) {
    let reader = try refusing { () throws(StrataFileError) in
      try StrataReader(file, name: "m.strata", limits: limits)
    }
    guard let reader else { return }
    // A few bytes may honestly stand for many zeros; only what keeps within the limit as a whole is
    // read here tensor by tensor, or each file could take minutes.
    let total = reader.tensors.reduce(0.0) { $0 + Double($1.byteCount) }
    guard total <= Double(limits.bytes) else {
      _ = try refusing { () throws(StrataFileError) in try reader.container() }
      return
    }
    let isWhole =
      try refusing { () throws(StrataFileError) in try reader.verify() } != nil
    for index in reader.tensors.indices {
      _ = try refusing { () throws(StrataFileError) in
        try reader.tensor(at: index, checkingDigest: index % 2 == 0)
      }
    }
    let container = try refusing { () throws(StrataFileError) in
      try reader.container(checkingDigests: true)
    }
    if isWhole, let container { try checkRoundTrip(container) }
    let model = try refusing { () throws(ModelFileError) in
      try ModelFile(reader, plugins: .standard)
    }
    guard let model else { return }
    try checkRoundTrip(model)
    try NetworkRun.check(model.model)
  }

  /// What was read may be such that it cannot be saved; if it can, it comes back.
  private static func checkRoundTrip(_ container: StrataContainer) throws(Finding) {
    let again = try refusing { () throws(StrataFileError) in try container.encoded() }
    guard let again else { return }
    let copy: StrataContainer
    do throws(StrataFileError) {
      copy = try StrataReader(again, name: "copy.strata").container(checkingDigests: true)
    } catch {
      throw Finding("what was read cannot be read again: \(error)")
    }
    guard copy.tensors == container.tensors, copy.source == container.source else {
      throw Finding("what was read comes back as something else")
    }
  }

  private static func checkRoundTrip(_ model: ModelFile) throws(Finding) {
    let again = try refusing { () throws(ModelFileError) in try model.encoded() }
    guard let again else { return }
    do {
      _ = try ModelFile(StrataReader(again, name: "copy.strata"), plugins: .standard)
    } catch {
      throw Finding("a model that was read cannot be read again: \(error)")
    }
  }
}
