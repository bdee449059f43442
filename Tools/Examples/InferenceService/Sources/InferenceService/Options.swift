import Glibc

/// What the command line says.
struct Options: Sendable {
  var model = ""
  var name = ""
  var address = "127.0.0.1"
  var port: UInt16 = 8080
  /// Threads, each of which looks after many connections and computes one request at a time.
  var threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  /// Bytes of a body.
  var maximumBody = 4 << 20
  /// Rows of a request.
  var maximumRows = 4096
  /// Requests that are in the house: coming in, waiting, computed, or going out.
  var maximumRequests = 64
  /// Connections that are open.
  var maximumConnections = 256
  /// How long a request may take to come in, to be answered, and to go out; seconds each.
  var timeout = 10
  /// Seconds between two looks at the model's file; 0: only when asked to.
  var reload = 1
  /// Requests of one row that are computed together; 1: each alone.
  var batchSize = 1
  /// How long the first of a batch waits for others.
  var batchDelay = Duration.microseconds(200)

  static let usage = """
    usage: InferenceService --model FILE [options]

    Serves a model by the Open Inference Protocol 2 over HTTP.

      --model FILE            the .strata file
      --name NAME             the model's name in paths (default: the file's, without .strata)
      --address ADDRESS       where to listen, IPv4 or IPv6 (default: 127.0.0.1)
      --port PORT             0 is any that is free (default: 8080)
      --threads N             requests computed at once (default: the processors)
      --max-body BYTES        of a request (default: 4194304)
      --max-rows N            of a request (default: 4096)
      --max-requests N        at once, coming in to going out; another gets 503 (default: 64)
      --max-connections N     at once; another waits (default: 256)
      --timeout SECONDS       for a request to come in, for its answer, and for it to go out
                              (default: 10)
      --reload SECONDS        between two looks at the file; 0: on SIGHUP alone (default: 1)
      --batch-size N          requests of one row computed together (default: 1)
      --batch-delay MICROS    how long the first of a batch waits for others (default: 200)
      --help                  this text

    SIGTERM and SIGINT stop it when what runs is answered, SIGHUP has it look at the file again.
    Exit codes: 0 stopped, 64 wrong command line, 65 no model in the file, 66 no such file,
    69 cannot listen there.

    """

  /// - Throws: ``ServiceError`` for a wrong command line.
  /// - Returns: nil if help is wanted.
  static func parse(_ arguments: [String]) throws(ServiceError) -> Options? {
    var options = Options()
    var rest = arguments[...]
    while let option = rest.popFirst() {
      if option == "--help" || option == "-h" { return nil }
      func text() throws(ServiceError) -> String {
        guard let text = rest.popFirst() else {
          throw ServiceError(400, "\(option): expected a value, got none")
        }
        return text
      }
      func number(_ range: ClosedRange<Int>) throws(ServiceError) -> Int {
        let text = try text()
        guard let number = Int(text), range.contains(number) else {
          throw ServiceError(
            400,
            "\(option): expected a number from \(range.lowerBound) to \(range.upperBound), got "
              + text.shown)
        }
        return number
      }
      switch option {
      case "--model": options.model = try text()
      case "--name": options.name = try text()
      case "--address": options.address = try text()
      case "--port": options.port = UInt16(try number(0...65535))
      case "--threads": options.threads = try number(1...1024)
      case "--max-body": options.maximumBody = try number(1...1 << 30)
      case "--max-rows": options.maximumRows = try number(1...1 << 20)
      case "--max-requests": options.maximumRequests = try number(1...1 << 16)
      case "--max-connections": options.maximumConnections = try number(1...1 << 14)
      case "--timeout": options.timeout = try number(1...3600)
      case "--reload": options.reload = try number(0...86400)
      case "--batch-size": options.batchSize = try number(1...4096)
      case "--batch-delay": options.batchDelay = .microseconds(try number(0...1_000_000))
      default: throw ServiceError(400, "unknown option \(option.shown)")
      }
    }
    guard !options.model.isEmpty else {
      throw ServiceError(400, "--model: expected a file, got none")
    }
    if options.name.isEmpty {
      let file = options.model.split(separator: "/").last.map(String.init) ?? options.model
      options.name = file.hasSuffix(".strata") ? String(file.dropLast(7)) : file
    }
    return options
  }
}
