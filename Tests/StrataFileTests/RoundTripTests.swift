import StrataFile
import Testing

@Suite struct RoundTripTests {
  @Test func everythingComesBack() throws {
    let container = smallContainer()
    let file = try container.encoded()
    expectSame(try read(file), container)
    #expect(try read(file).encoded() == file)
  }

  @Test func nothingComesBack() throws {
    let file = try StrataContainer().encoded()
    let back = try read(file)
    #expect(back.tensors.isEmpty && back.sections.isEmpty)
    #expect(file.count < 400)
  }

  /// All bit patterns of 16 bits, and the odd ones of the wider: NaN payloads, −0, infinities,
  /// denormals.
  @Test(arguments: StoredDType.all.filter { $0 != .q8 })
  func everyDTypeToTheBit(_ dtype: StoredDType) throws {
    let width = try #require(dtype.byteWidth)
    var numbers = Numbers(state: 7)
    var content: [UInt8]
    switch width {
    case 1: content = (0...255).map { UInt8($0) }
    case 2: content = bytes((0...UInt16.max).map { $0 })
    case 4:
      content = bytes(
        [
          0, 0x8000_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0x7F80_0001, 0xFFFF_FFFF, 1,
          0x807F_FFFF, 0x0080_0000, 0x7F7F_FFFF,
        ] as [UInt32])
    default:
      content = bytes(
        [
          0, 1 << 63, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF0_0000_0000_0001, .max,
          1, 0x800F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF,
        ] as [UInt64])
    }
    content += (0..<1000 * width).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    var container = StrataContainer()
    let shapes: [[Int]] = [[], [1], [0], [2, 0, 3], [1, 1, 1], [content.count / width]]
    for (index, shape) in shapes.enumerated() {
      container.tensors.append(
        TensorRecord(
          name: "t\(index)", dtype: dtype, dimensions: shape,
          bytes: Array(content.prefix(shape.reduce(1, *) * width))))
    }
    expectSame(try read(try container.encoded()), container)
  }

  /// One element less than a block, a block, one more, and several.
  @Test(
    arguments: [65_535, 65_536, 65_537, 131_072, 200_001], [StoredDType.f32, .bf16, .u8, .f64])
  func everyNumberOfBlocks(_ count: Int, _ dtype: StoredDType) throws {
    let width = try #require(dtype.byteWidth)
    let content = bytes(weights(count * width / 4 + 2).map(\.bitPattern)).prefix(count * width)
    var container = StrataContainer()
    container.tensors = [
      TensorRecord(name: "w", dtype: dtype, dimensions: [count], bytes: Array(content))
    ]
    expectSame(try read(try container.encoded()), container)
  }

  @Test func theSameContentIsTheSameFile() throws {
    let file = try smallContainer().encoded()
    #expect(try smallContainer().encoded() == file)
    var other = StrataContainer(arithmeticVersion: 1)
    // Put in in another order.
    for type in [SectionType.history, .metadata, .trainingState, .preparation, .architecture] {
      other[type] = smallContainer()[type]
    }
    other.tensors = smallContainer().tensors
    #expect(try other.encoded() == file)
  }

  @Test func namesOfEveryKindAreKeptAsBytes() throws {
    // The first two are equal as Swift strings, and not in bytes.
    let names = [
      "é", "e\u{301}", "../../etc/passwd", "a b", "大/重み", String(repeating: "n", count: 512),
      "\u{202E}x", "💡",
    ]
    var container = StrataContainer()
    container.tensors = names.map { tensor($0, [1]) }
    let back = try read(try container.encoded())
    #expect(back.tensors.map { Array($0.name.utf8) } == names.map { Array($0.utf8) })
  }

  @Test func repeatedNumbersTakeNoRoom() throws {
    var container = StrataContainer()
    container.tensors = [tensor("zeros", [Float](repeating: 0, count: 1 << 20))]
    #expect(try container.encoded().count < 1000)
    let cycle = (0..<1 << 18).map { Float($0 % 1000) * 0.37 }
    container.tensors = [tensor("cycle", cycle)]
    #expect(try container.encoded().count < 1 << 15)
  }

  @Test func weightsTakeAboutTheirEntropy() throws {
    var container = StrataContainer()
    container.tensors = [tensor("w", weights(1 << 18))]
    let share = Double(try container.encoded().count) / Double(4 << 18)
    #expect(share > 0.7 && share < 0.87)
  }
}
