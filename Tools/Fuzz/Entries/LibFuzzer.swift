#if FUZZING
  import Glibc

  // What libFuzzer calls. Tools/Fuzz/run compiles it; nothing else does.

  private let entry: (any FuzzEntry.Type)? = {
    let name = unsafe getenv("STRATA_FUZZ_ENTRY").map { unsafe String(cString: $0) }
    return FuzzEntries.all.first { $0.name == name }
  }()

  /// Reads one input; a finding ends the process, as a trap would.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let entry else {
      print("STRATA_FUZZ_ENTRY must be one of \(FuzzEntries.all.map { $0.name })")
      exit(64)
    }
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
    do throws(Finding) {
      try entry.read(bytes)
    } catch {
      print("finding: \(error)")
      fflush(nil)
      abort()
    }
    return 0
  }

  @_silgen_name("LLVMFuzzerMutate")
  private func fuzzerMutate(_ data: UnsafeMutablePointer<UInt8>?, _ count: Int, _ most: Int) -> Int

  /// Half the time the entry's own mutation, if it has one; otherwise libFuzzer's.
  @_cdecl("LLVMFuzzerCustomMutator")
  public func fuzzMutator(
    _ data: UnsafeMutablePointer<UInt8>?, _ count: Int, _ most: Int, _ seed: CUnsignedInt
  ) -> Int {
    guard let data = unsafe data, let entry, seed & 1 == 0 else {
      return unsafe fuzzerMutate(data, count, most)
    }
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
    guard let mutant = entry.mutated(bytes, seed: UInt64(seed)), mutant.count <= most else {
      return unsafe fuzzerMutate(data, count, most)
    }
    for (index, byte) in mutant.enumerated() { unsafe data[index] = byte }
    return mutant.count
  }
#endif
