/// Work in parts that several threads compute at once.
///
/// A value and not a closure, so that handing it to a pool allocates nothing.
package protocol SharedWork {
  /// Computes one part. Parts are independent of each other, and whoever computes one, its bits are
  /// the same.
  func compute(_ part: Int, of parts: Int)
}

/// A closure as work.
struct ClosureWork: SharedWork {
  let body: (Int) -> Void

  func compute(_ part: Int, of parts: Int) { body(part) }
}

extension SharedWork {
  /// Computes one part of the work that lies at an address.
  fileprivate static func compute(at address: UnsafeRawPointer, _ part: Int, of parts: Int) {
    unsafe address.assumingMemoryBound(to: Self.self).pointee.compute(part, of: parts)
  }
}

/// Some work of any type, at the address where its owner waits for it to be done.
@unsafe struct WorkReference {
  private let type: any SharedWork.Type
  private let address: UnsafeRawPointer
  let parts: Int

  /// - Precondition: The address is of a `Work`, which stays there until all parts are done.
  init<Work: SharedWork>(_ address: UnsafePointer<Work>, parts: Int) {
    unsafe type = Work.self
    unsafe self.address = UnsafeRawPointer(address)
    unsafe self.parts = parts
  }

  func compute(_ part: Int) { unsafe type.compute(at: address, part, of: parts) }
}
