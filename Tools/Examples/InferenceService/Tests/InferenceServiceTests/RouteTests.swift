import Testing

@testable import InferenceService

@Suite struct RouteTests {
  @Test func leadsSomewhere() {
    #expect(Route(path: "/v2") == .server)
    #expect(Route(path: "/v2/health/live") == .live)
    #expect(Route(path: "/v2/health/ready") == .ready)
    #expect(Route(path: "/metrics") == .metrics)
    #expect(Route(path: "/v2/models/a%2Fb%20%C3%A5") == .metadata(model: "a/b å", version: nil))
    #expect(Route(path: "/v2/models/m/versions/3/infer") == .infer(model: "m", version: "3"))
    #expect(
      Route(path: "/v2/models/versions/ready") == .modelReady(model: "versions", version: nil))
    #expect(Route(path: "/v2/repository/models/m/load") == .load(model: "m"))
  }

  @Test(arguments: [
    "", "/", "v2", "/v2/", "//v2", "/v2/models", "/v2/models/m/versions", "/v2/models/m/x",
    "/v2/models/m/versions/1/infer/", "/v2/models/%", "/v2/models/%4", "/v2/models/%+1",
    "/v2/models/%zz", "/v2/models/%FF/infer", "/v2/health/live/x", "/V2",
  ]) func leadsNowhere(path: String) { #expect(Route(path: path) == nil) }
}
