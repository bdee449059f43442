internal import StrataBytes

/// As much of a file's frame as can be read, and all that is wrong with it. `FileFrame` stops where this
/// goes on.
struct FrameSurvey {
  /// Nil if it is damaged.
  private(set) var header: FileHeader?
  /// Nil unless trailer, index and sections agree on it.
  private(set) var hash: ContentHash?
  /// None if the table cannot be read.
  private(set) var entries: [SectionEntry] = []
  /// What is wrong with a section, by its type.
  private(set) var sectionProblems: [SectionType: StrataFileError] = [:]
  /// The sections that are whole.
  private(set) var content: [SectionType: [UInt8]] = [:]
  /// Nil if the index cannot be read.
  private(set) var records: [IndexRecord]?
  /// All that is wrong, the first as `FileFrame` throws it.
  private(set) var problems: [StrataFileError] = []

  /// - Throws: `StrataFileError` for what is no damage: the system, a limit, a version that is not known.
  init(_ source: RandomAccessBytes, _ limits: ReadLimits) throws(StrataFileError) {
    let file = FrameReader(source: source, limits: limits)
    header = try noting { () throws(StrataFileError) in try file.header() }
    let isNewer = header?.isNewer ?? false
    let trailer = try noting { () throws(StrataFileError) in try file.trailer() }
    if let trailer {
      entries =
        try noting { () throws(StrataFileError) in
          try file.table(trailer, isNewer: isNewer)
        } ?? []
    } else if let stated = file.statedTrailer() {
      // Nothing vouches for where it says that the table is, but the table's own CRC.
      entries = (try? file.table(stated, isNewer: isNewer)) ?? []
    }
    guard !entries.isEmpty else { return }
    let entries = entries

    for entry in entries {
      try noting(entry.type) { () throws(StrataFileError) in
        try file.checkPadding(behind: entry)
      }
    }
    try file.checkSize(entries)
    for entry in entries {
      // One that failed leaves its inflater in the middle.
      var inflate = Inflate()
      let bytes = try noting(entry.type) { () throws(StrataFileError) in
        try file.content(entry, &inflate)
      }
      content[entry.type] = bytes ?? nil
    }
    guard let index = content[.index] else { return }
    records = try noting(.index) { () throws(StrataFileError) in
      try file.index(index, entries, isNewer: isNewer)
    }
    guard let trailer, let records, sectionProblems.isEmpty else { return }
    let content = content
    let holds: Void? = try noting { () throws(StrataFileError) in
      try file.check(trailer.hash, records, content)
    }
    if holds != nil { hash = trailer.hash }
  }

  /// What a step gives; nil if it finds damage, which is noted.
  private mutating func noting<Result>(
    _ section: SectionType? = nil, _ step: () throws(StrataFileError) -> Result
  ) throws(StrataFileError) -> Result? {
    do {
      return try step()
    } catch {
      guard case .damaged = error else { throw error }
      problems.append(error)
      if let section, sectionProblems[section] == nil { sectionProblems[section] = error }
      return nil
    }
  }
}
