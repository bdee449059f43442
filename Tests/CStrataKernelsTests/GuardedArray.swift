import Glibc

/// Elements with a page on either side that nobody may touch: a kernel that reads or writes beyond
/// them ends the test there and then.
@safe
final class GuardedArray<Element: BitwiseCopyable> {
  /// Which end of the elements is next to its page. At the end, pointers are aligned to the
  /// element only.
  enum Edge: CaseIterable { case start, end }

  let count: Int
  private let mapping: UnsafeMutableRawPointer
  private let size: Int
  let pointer: UnsafeMutablePointer<Element>

  init(_ values: [Element], at edge: Edge) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let bytes = values.count * MemoryLayout<Element>.stride
    let room = (bytes + page - 1) / page * page
    count = values.count
    size = room + 2 * page
    let mapped = unsafe mmap(
      nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { fatalError("mmap") }
    unsafe mapping = unsafe mapped
    unsafe mprotect(mapped, page, PROT_NONE)
    unsafe mprotect(mapped + page + room, page, PROT_NONE)
    let start = unsafe mapped + page + (edge == .end ? room - bytes : 0)
    unsafe pointer = unsafe start.bindMemory(to: Element.self, capacity: count)
    unsafe pointer.initialize(from: values, count: count)
  }

  deinit { unsafe munmap(mapping, size) }

  var values: [Element] { unsafe Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
