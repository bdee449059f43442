import CStrataBytes
import Testing

@testable import StrataFile

@Suite struct PlaneTransformTests {
  /// By hand: 1, −2 and the largest NaN of each width, most significant plane first.
  @Test func knownPlanes() {
    expectPlanes(
      .exponentFirst, 4, bytes([0x3F80_0000, 0xC000_0000, 0xFFFF_FFFF] as [UInt32]),
      [0x7F, 0x80, 0xFF, 0x00, 0x80, 0xFF, 0, 0, 0xFF, 0, 0, 0xFF])
    expectPlanes(
      .exponentFirst, 2, bytes([0x3F80, 0xC000, 0xFFFF] as [UInt16]),
      [0x7F, 0x80, 0xFF, 0x00, 0x80, 0xFF])
    expectPlanes(
      .rotated, 2, bytes([0x3C00, 0xC001] as [UInt16]), [0x78, 0x80, 0x00, 0x03])
    expectPlanes(
      .rotated, 8, bytes([0x8102_0304_0506_0708] as [UInt64]),
      [0x02, 0x04, 0x06, 0x08, 0x0A, 0x0C, 0x0E, 0x11])
    expectPlanes(
      .none, 4, bytes([0x0102_0304, 0x0506_0708] as [UInt32]), [1, 5, 2, 6, 3, 7, 4, 8])
    expectPlanes(.none, 1, [3, 1, 2], [3, 1, 2])
    expectPlanes(.none, 2, [], [])
  }

  private func expectPlanes(
    _ transform: PlaneTransform, _ width: Int, _ elements: [UInt8], _ planes: [UInt8],
    at location: SourceLocation = #_sourceLocation
  ) {
    var split = [UInt8](repeating: 0xAA, count: elements.count)
    transform.split(elements.span, width: width, into: &split)
    #expect(split == planes, sourceLocation: location)
  }

  /// Every length around the widths of the vectors, on what the processor can do and without that, into
  /// the middle of a larger array.
  @Test(arguments: PlaneTransform.allCases, [1, 2, 4, 8])
  func joinIsTheReverse(_ transform: PlaneTransform, _ width: Int) {
    guard transform.fits(width: width) else { return }
    var numbers = Numbers(state: 5)
    for count in Array(0...140) + [1000] {
      let elements = (0..<count * width).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      var planes = [UInt8](repeating: 0, count: elements.count)
      transform.split(elements.span, width: width, into: &planes)
      var reference = planes
      transform.split(elements.span, width: width, into: &reference, features: 0)
      let isReference = planes == reference
      #expect(isReference, "\(count) elements")
      for allowed in [.max, UInt32(STRATA_BYTES_AVX2), 0] {
        let features = allowed & strata_bytes_features()
        let joined = join(planes, transform, width, features)
        let isSame = joined == [0xAA, 0xAA, 0xAA] + elements + [0xAA, 0xAA, 0xAA, 0xAA]
        #expect(isSame, "\(count) elements")
      }
    }
  }

  /// `planes` joined, between three bytes and four that must stay.
  private func join(
    _ planes: [UInt8], _ transform: PlaneTransform, _ width: Int, _ features: UInt32
  ) -> [UInt8] {
    let count = planes.count / width
    var joined = [UInt8](repeating: 0xAA, count: planes.count + 7)
    unsafe planes.withUnsafeBufferPointer { planes in
      let starts = unsafe (0..<width).map { plane in
        unsafe planes.baseAddress.map { unsafe $0 + plane * count }
      }
      unsafe joined.withUnsafeMutableBufferPointer { joined in
        unsafe starts.withUnsafeBufferPointer { starts in
          unsafe transform.join(
            starts, into: UnsafeMutableBufferPointer(rebasing: joined[3..<3 + planes.count]),
            features: features)
        }
      }
    }
    return joined
  }
}
