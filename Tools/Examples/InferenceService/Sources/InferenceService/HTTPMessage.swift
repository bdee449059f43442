import StrataJSON

/// The head of a request, as far as this service cares.
struct HTTPHead {
  let method: String
  /// As it came, without a query: `/v2/models/fraud/infer`.
  let path: String
  let contentLength: Int?
  let inferenceHeaderLength: String?
}

/// What is sent back.
struct HTTPReply: Sendable {
  /// When it is there.
  enum Promise {
    case now(HTTPReply)
    case later(@Sendable () async -> HTTPReply)
  }

  var status = 200
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// The rows that it answers, if it is an answer of the model.
  var rows: Int?

  /// A value as JSON.
  static func json(_ value: JSONValue, status: Int = 200) -> HTTPReply {
    HTTPReply(
      status: status, headers: [("Content-Type", "application/json")],
      body: JSONWriter.bytes(of: value))
  }

  /// `{"error": "…"}`; whoever is told that there is no room is told when to come again.
  static func error(_ error: ServiceError) -> HTTPReply {
    var reply = json(.object(["error": .string(error.description)]), status: error.status)
    if error.status == 503 { reply.headers.append(("Retry-After", "1")) }
    return reply
  }

  /// A model's answer.
  /// - Throws: ``ServiceError`` for what cannot be encoded.
  static func inference(_ response: InferenceResponse) throws(ServiceError) -> HTTPReply {
    let (body, length) = try response.encoded()
    var reply = HTTPReply(body: body, rows: response.rows)
    if let length {
      reply.headers = [
        ("Content-Type", "application/octet-stream"),
        ("Inference-Header-Content-Length", "\(length)"),
      ]
    } else {
      reply.headers = [("Content-Type", "application/json")]
    }
    return reply
  }
}
