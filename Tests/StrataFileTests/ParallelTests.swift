import StrataFile
import StrataTensor
import Testing

/// The same bytes, values and errors for every number of threads.
@Suite struct ParallelTests {
  static let threads = [1, 2, 3, 8]

  @Test(arguments: threads)
  func theSameFileAndTheSameTensors(_ threads: Int) throws {
    let container = ReaderScriptTests.everything()
    let workers = WorkerPool(threads: threads)
    let file = try container.encoded(workers: workers)
    let isSame = file == (try container.encoded())
    #expect(isSame)
    let reader = try StrataReader(file, name: "m.strata", workers: workers)
    expectSame(try reader.container(checkingDigests: true), container)
    try reader.verify()
    for index in container.tensors.indices {
      let isSame = try reader.tensor(at: index, checkingDigest: true) == container.tensors[index]
      #expect(isSame, "tensor \(container.tensors[index].name)")
    }
  }

  @Test(arguments: threads)
  func onDiskToo(_ threads: Int) throws {
    try withFolder { folder in
      let container = ReaderScriptTests.everything()
      let workers = WorkerPool(threads: threads)
      let path = folder + "/m.strata"
      try container.write(to: path, workers: workers)
      let isSame = try content(of: path) == container.encoded()
      #expect(isSame)
      expectSame(try StrataReader(path: path, workers: workers).container(), container)
    }
  }

  /// Of several blocks, and tensors, that are damaged, the first is named.
  @Test(arguments: threads)
  func theFirstDamageIsNamed(_ threads: Int) throws {
    var container = StrataContainer()
    container.tensors = [
      tensor("small", weights(100)), tensor("a", weights(700_000)), tensor("b", weights(10)),
    ]
    var file = try container.encoded()
    let tensors = try StrataReader(file, name: "m.strata").tensors
    file[tensors[2].offset] ^= 1
    for share in [1, 2, 3] { file[tensors[1].offset + tensors[1].storedByteCount * share / 4] ^= 1 }
    let reader = try StrataReader(file, name: "m.strata", workers: WorkerPool(threads: threads))
    for body in [
      { _ = try reader.container() }, { try reader.verify() }, { _ = try reader.tensor(at: 1) },
    ] {
      let error = #expect(throws: StrataFileError.self) { try body() }
      guard case .damaged(_, "tensor 'a'", _, "block 2: the CRC does not match") = error else {
        Issue.record("got \(error.debugDescription)")
        continue
      }
    }
  }

  @Test func severalReadersShareOnePool() async throws {
    let container = ReaderScriptTests.everything()
    let workers = WorkerPool(threads: 3)
    let reader = try StrataReader(try container.encoded(), name: "m.strata", workers: workers)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in container.tensors.indices {
        group.addTask { try reader.tensor(at: index) == container.tensors[index] }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }
}
