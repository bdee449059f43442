import StrataBytes
import StrataImages

/// An image file: a single row.
final class ImageRow: RowSource {
  let layout = RowLayout.image
  private var stream: ByteStream
  private let limit: Int
  private var isRead = false

  init(_ stream: consuming ByteStream, limit: Int) {
    self.stream = stream
    self.limit = min(limit, Image.usualLimit)
  }

  func next() throws -> DataRow? {
    guard !isRead else { return nil }
    isRead = true
    do throws(ImageError) {
      return DataRow(.image(try Image(&stream, limit: limit)), place: 1)
    } catch {
      throw RowError(error)
    }
  }
}
