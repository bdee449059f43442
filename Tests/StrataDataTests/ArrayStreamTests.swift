import Foundation
import StrataBytes
import StrataModel
import StrataNumPy
import StrataTensor
import Testing

@testable import StrataData

@Suite struct ArrayStreamTests {
  private static let count = 50
  private static let inputs: [Float] = (0..<count * 6).map { Float($0) / 7 - 20 }
  private static let labels: [Int32] = (0..<count).map { Int32($0 * $0 % 5) }

  private func dataset() throws -> Dataset {
    try Dataset(
      inputs: Tensor(shape: [Self.count, 2, 3], elements: Self.inputs),
      targets: .classes(Self.labels))
  }

  /// The same arrays in files.
  private func write(_ folder: String) throws -> ArrayStream {
    let data = try dataset()
    try NumPyArray(data.inputs).write(to: folder + "/x.npy")
    try NumPyArray(Tensor(Self.labels)).write(to: folder + "/y.npy")
    return try ArrayStream(
      inputs: ArrayFile(path: folder + "/x.npy"),
      targets: .classes(ArrayFile(path: folder + "/y.npy")))
  }

  @Test func asTheWholeArrays() throws {
    try withFolder { folder in
      let (stream, data) = (try write(folder), try dataset())
      #expect(stream.layout == data.layout)
      #expect(stream.sampleCount == data.sampleCount)
      for random in [nil, epoch(0), epoch(1)] {
        for start in [0, 1, 17, 50, 51] {
          for batch in [1, 7, 50, .max] {
            #expect(
              try PassContent(stream, shuffledBy: random, from: start, batch: batch)
                == PassContent(data, shuffledBy: random, from: start, batch: batch))
          }
        }
      }
    }
  }

  @Test func idxFilesOfEveryType() throws {
    try withFolder { folder in
      let rows: [[UInt8]] = [
        [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 254, 255],
        [0, 0, 9, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 254, 255],
        [0, 0, 11, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 1, 0, 255, 254, 127, 255],
        [0, 0, 12, 1, 0, 0, 0, 2, 255, 255, 255, 255, 0, 0, 1, 0],
        [0, 0, 13, 1, 0, 0, 0, 1, 0xBF, 0xC0, 0, 0],
        [0, 0, 14, 1, 0, 0, 0, 1, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0],
      ]
      for bytes in rows {
        let path = folder + "/a.idx"
        try AtomicFile.write(bytes, to: path)
        var stream = ByteStream(bytes: bytes, name: "a")
        let whole = try IDXArray(&stream)
        let file = try ArrayFile(path: path)
        #expect(file.shape == whole.shape)
        let content = try PassContent(ArrayStream(inputs: file, targets: .values(file)))
        #expect(content.inputs.flatMap(\.self) == whole.floats)
        #expect(content.values == content.inputs)
      }
    }
  }

  /// A file of 64 GiB, all holes: what is larger than memory takes no more of it than a batch does, and
  /// no more time to begin in the middle.
  @Test func anArrayLargerThanMemory() throws {
    try withFolder { folder in
      let (rows, width) = (1 << 24, 1024)
      let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(width)), }\n"
      let header = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + text.utf8
      try AtomicFile.write(header, to: folder + "/x.npy")
      let file = try FileHandle(forWritingTo: URL(filePath: folder + "/x.npy"))
      try file.truncate(atOffset: UInt64(header.count + rows * width * 4))
      // One number that is no hole: the first of the last row.
      try file.seek(toOffset: UInt64(header.count + (rows - 1) * width * 4))
      try file.write(contentsOf: [0, 0, 0x80, 0x3F])
      try file.close()
      let x = try ArrayFile(path: folder + "/x.npy")
      let stream = try ArrayStream(inputs: x, targets: .values(x))
      let room = Buffer<Float>(count: 8 * width).view([8, width])
      for (random, start) in [(epoch(0), 0), (epoch(0), rows - 20), (nil, rows - 8)] {
        let pass = try stream.pass(shuffledBy: random, from: start)
        #expect(try pass.advance(by: 8) == 8)
        pass.copyInput(0, into: room, Arithmetic())
        #expect(room.tensor.elements.reduce(0, +) == (random == nil ? 1 : 0))
      }
    }
  }

  /// Past the most that is held in memory the order is another, of every sample once.
  @Test func ordersThatTakeNoMemory() throws {
    try withFolder { folder in
      let stream = try write(folder)
      let order = stream.order(epoch(0), inMemory: 49)
      guard case .computed = order else {
        Issue.record("in memory")
        return
      }
      #expect((0..<Self.count).map { order[$0] }.sorted() == Array(0..<Self.count))
      guard case .listed = stream.order(epoch(0), inMemory: 50) else {
        Issue.record("not in memory")
        return
      }
    }
  }

  @Test func preparationsLabelsAndWeights() throws {
    try withFolder { folder in
      _ = try write(folder)
      try NumPyArray(Tensor(Self.labels.map { $0 * 10 })).write(to: folder + "/labels.npy")
      try NumPyArray(Tensor((0..<Self.count).map(Float.init))).write(to: folder + "/w.npy")
      let target = ClassTarget(labels: ["0", "10", "20", "30", "40"])
      let preparation = InputPreparation.array(scale: 0.25, offset: -3)
      let stream = try ArrayStream(
        inputs: ArrayFile(path: folder + "/x.npy"),
        targets: .classes(ArrayFile(path: folder + "/labels.npy"), labels: target),
        weights: ArrayFile(path: folder + "/w.npy"), preparation: preparation)
      var elements = Self.inputs
      try preparation.prepareArray(&elements)
      let data = try Dataset(
        inputs: Tensor(shape: [Self.count, 2, 3], elements: elements),
        targets: .classes(Self.labels), weights: (0..<Self.count).map(Float.init))
      #expect(
        try PassContent(stream, shuffledBy: epoch(5)) == PassContent(data, shuffledBy: epoch(5)))
      // A label that is not known.
      let few = try ArrayStream(
        inputs: ArrayFile(path: folder + "/x.npy"),
        targets: .classes(
          ArrayFile(path: folder + "/labels.npy"), labels: ClassTarget(labels: ["0", "10", "x"])))
      #expect(
        #expect(throws: DataError.self) { try PassContent(few) }?.description
          == "data: expected one of 2 labels, got 40 at sample 2")
    }
  }

  @Test func whatStandsInTheRows() throws {
    try withFolder { folder in
      func file(_ name: String, _ array: NumPyArray) throws -> ArrayFile {
        try array.write(to: "\(folder)/\(name).npy")
        return try ArrayFile(path: "\(folder)/\(name).npy")
      }
      func message(
        _ inputs: [Float], _ targets: ArrayStream.Targets, weights: ArrayFile? = nil,
        preparation: InputPreparation? = nil
      ) throws -> String? {
        let x = try file(
          "x", NumPyArray(Tensor(shape: [inputs.count / 2, 2], elements: inputs)))
        return #expect(throws: DataError.self) {
          try PassContent(
            ArrayStream(inputs: x, targets: targets, weights: weights, preparation: preparation),
            shuffledBy: epoch(0), batch: 1)
        }?.description
      }
      let labels = try ArrayStream.Targets.classes(file("y", NumPyArray(Tensor<Int32>([0, 1]))))
      #expect(
        try message([1, 2, 3, .nan], labels)
          == "data: expected finite numbers, got the input nan at sample 1")
      let wrong = try ArrayStream.Targets.classes(file("z", NumPyArray(Tensor<Float>([0, 0.5]))))
      #expect(
        try message([1, 2, 3, 4], wrong)
          == "data: expected a whole number of 32 bits, got 0.5 at sample 1")
      let values = try ArrayStream.Targets.values(
        file("v", NumPyArray(Tensor<Float>([.infinity, 1]))))
      #expect(
        try message([1, 2, 3, 4], values)
          == "data: expected finite numbers, got the target inf at sample 0")
      #expect(
        try message([1, 2, 3, 4], labels, weights: file("w", NumPyArray(Tensor<Float>([1, -1]))))
          == "sample weights: expected finite numbers of at least 0, got -1.0 at sample 1")
      #expect(
        try message([1, 1e38, 1, 1], labels, preparation: .array(scale: 100))
          == "data: expected numbers that fit 32 bits once prepared, got 1e+38 at sample 0")
    }
  }

  @Test func arraysThatDoNotFit() throws {
    try withFolder { folder in
      func file(_ shape: Shape) throws -> ArrayFile {
        let path = "\(folder)/\(shape.array).npy"
        try NumPyArray(Tensor<Float>(zeros: shape)).write(to: path)
        return try ArrayFile(path: path)
      }
      func message(_ body: () throws -> Void) -> String? {
        #expect(throws: DataError.self, performing: body)?.description
          .replacing(folder + "/", with: "")
      }
      #expect(
        message { _ = try ArrayStream(inputs: file([3, 2]), targets: .values(file([4, 1]))) }
          == "data: expected a target for each of 3 samples, got 4")
      #expect(
        message {
          _ = try ArrayStream(
            inputs: [file([3, 2]), file([2, 2])], targets: [.values(file([3, 1]))])
        } == "data: expected 3 samples in each input, as in the first, got 2")
      #expect(
        message { _ = try ArrayStream(inputs: file([3, 2]), targets: .classes(file([3, 4]))) }
          == "[3, 4].npy: expected one class number a row, got 4")
      #expect(
        message { _ = try ArrayStream(inputs: file([3, 2]), targets: .classes(file([3, 0]))) }
          == "[3, 0].npy: expected one class number a row, got 0")
      #expect(
        message {
          _ = try ArrayStream(
            inputs: file([3, 2]), targets: .values(file([3, 1])), weights: file([3, 2]))
        } == "sample weights: expected one for each of 3 samples, got [3, 2]")
      #expect(
        message {
          _ = try ArrayStream(
            inputs: file([3, 2]), targets: .values(file([3, 1])), preparation: .columns([]))
        } == "[3, 2].npy: expected the preparation of an array, got that of a table")
      #expect(
        message { _ = try file([]) }
          == "[].npy: expected an array of rows, got a single number")
      #expect(throws: DataError.self) { try ArrayStream(inputs: [], targets: []) }
      // No samples at all.
      let none = try ArrayStream(inputs: file([0, 2]), targets: .classes(file([0])))
      #expect(none.sampleCount == 0)
      #expect(try PassContent(none, shuffledBy: epoch(0)).batches == [])
    }
  }

  @Test func filesThatAreNoSuchArrays() throws {
    try withFolder { folder in
      let path = folder + "/a"
      let npy = NumPyArray(Tensor<Float>(zeros: [2, 2])).encoded()
      func message(_ bytes: [UInt8]) throws -> String? {
        try AtomicFile.write(bytes, to: path)
        return #expect(throws: DataError.self) { try ArrayFile(path: path) }?.description
          .replacing(folder + "/", with: "")
      }
      #expect(
        try message([0x1F, 0x8B, 8])
          == "a: expected an array, .npy or IDX, that is not packed, got gzip data")
      #expect(
        try message(Array("a,b\n".utf8))
          == "a: expected an array, .npy or IDX, that is not packed, got another file")
      #expect(
        try message([]) == "a: expected an array, .npy or IDX, that is not packed, got another file"
      )
      #expect(
        try message(npy + [0]) == "a: expected 16 bytes of elements, got 17")
      #expect(try message(npy.dropLast()) == "a: expected 16 bytes of elements, got 15")
      #expect(
        try message([0, 0, 8, 1, 0, 0, 0, 2, 7]) == "a: expected 2 bytes of elements, got 1")
      #expect(
        try message([0, 0, 14, 2, 127, 255, 255, 255, 255, 255, 255, 255])
          == "a: too large: expected at most 9223372036854775807 bytes, got 9223372036854775807 or more"
      )
      // Fortran order of one axis is no other order.
      let fortran = String(decoding: npy[10..<128], as: UTF8.self)
        .replacing("False", with: "True ")
      #expect(
        try message(Array(npy[..<10]) + fortran.utf8 + npy[128...])
          == "a: expected rows one after the other (C order), got columns (Fortran order)")
      #expect(
        try message(Array(npy[..<60]))
          == "a: cut short at byte 10: expected 118 bytes, got 50")
      // A file that became shorter since it was opened.
      try AtomicFile.write(npy, to: path)
      #expect(throws: DataError.self) { try ArrayFile(path: folder + "/none") }
    }
  }
}
