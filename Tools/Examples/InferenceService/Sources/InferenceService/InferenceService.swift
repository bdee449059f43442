import Glibc
import StrataServing

/// A model behind HTTP.
@main struct InferenceService {
  static func main() {
    let options: Options
    do throws(ServiceError) {
      guard let parsed = try Options.parse(Array(CommandLine.arguments.dropFirst())) else {
        return print(Options.usage, terminator: "")
      }
      options = parsed
    } catch {
      fail("\(error); try --help", 64)
    }
    exit(serve(options))
  }

  private static func serve(_ options: Options) -> Int32 {
    let signals = Signals()
    let service: ModelService
    let server: HTTPServer
    do throws(RefusedModelError) {
      service = try ModelService(options)
    } catch {
      if case .file(let file) = error, file.cause == .missingInput { fail("\(error)", 66) }
      fail("\(error)", 65)
    }
    do throws(ServiceError) {
      server = try HTTPServer(Router(service: service, metrics: Metrics()), options)
    } catch {
      fail("\(error)", error.status == 400 ? 64 : 69)
    }
    service.watch()
    Log.line("serving '\(options.name)' at \(options.address):\(server.port)", to: 1)
    while true {
      guard signals.next() == SIGHUP else { break }
      _ = service.reload()
    }
    let cut = server.stop(within: .seconds(options.timeout))
    Log.line(cut == 0 ? "stopped" : "stopped, with \(cut) requests unanswered")
    return 0
  }

  private static func fail(_ text: String, _ code: Int32) -> Never {
    Log.line(text)
    exit(code)
  }
}
