/// Why a request is not answered: the status of the reply, and a line for its body,
/// `{"error": "…"}`.
struct ServiceError: Error, CustomStringConvertible {
  /// A status of HTTP, from 400 on.
  let status: Int
  /// One line: where, expected, got.
  let description: String

  init(_ status: Int = 400, _ description: String) {
    self.status = status
    self.description = description
  }
}
