import Foundation
public import HTTPAPI
import Operations
public import Primitives
import Store

/// Florin as a service: the HTTP API of one installation.
public struct Service: Sendable {
  /// How the service is to run.
  public struct Settings: Sendable {
    public var host: String
    public var port: UInt16
    /// How many requests read the database at the same time.
    public var readers: Int
    public var limits = HTTPServer.Limits()

    public init(host: String = "127.0.0.1", port: UInt16 = 8080, readers: Int = Service.usualReaders) {
      self.host = host
      self.port = port
      self.readers = readers
    }

    var isLocal: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }
  }

  /// Two for each core: while one waits for the disk, another computes.
  public static let usualReaders = ProcessInfo.processInfo.activeProcessorCount * 2

  let settings: Settings
  /// Answers requests; the same closure serves sockets, tests and `florin call`.
  public let desk: APIDesk
  let intake: UsageIntake

  /// Who a request without a key comes from.
  public enum Unnamed: Sendable {
    /// Nobody: it needs a key.
    case stranger
    /// Whoever runs this program, who can read the database anyway.
    case machine
  }

  public init(
    _ installation: Installation, settings: Settings = Settings(), unnamed: Unnamed = .stranger, log: @escaping @Sendable (LogEntry) -> Void = Service.logToStandardError
  ) {
    self.settings = settings
    let pool = WorkPool(readers: settings.readers)
    let keys = AccessKeys(installation)
    let measures = Measures()
    intake = installation.usageIntake()
    desk = APIDesk(
      FlorinAPI(installation, intake: intake, metrics: { measures.text(load: pool.load) }).description, pool: pool, measures: measures,
      surroundings: APIDesk.Surroundings(
        requests: installation.store, digest: { try Digest.sha256($0) }, now: { installation.clock.now() },
        newRequestID: { UUID().uuidString.lowercased() }, microseconds: { Int64(DispatchTime.now().uptimeNanoseconds / 1000) }, log: log,
        isTransient: { ($0 as? StoreFault)?.isTransient ?? false },
        caller: { key in
          guard let key else { return unnamed == .machine ? .machine : nil }
          return try await pool.read { try keys.caller(key) }
        }, answersOnlyLocally: settings.isLocal))
  }

  /// Serves until interrupted; see `HTTPServer.run`.
  public func run(stopsOnInterrupt: Bool = true, listening: @escaping @Sendable (String) -> Void) async throws {
    let desk = desk
    try await HTTPServer(host: settings.host, port: settings.port, limits: settings.limits) { await desk.answer($0) }
      .run(stopsOnInterrupt: stopsOnInterrupt) {
        listening($0)
        fflush(nil)
      }
    await intake.close()
  }

  public static let logToStandardError: @Sendable (LogEntry) -> Void = { entry in
    FileHandle.standardError.write(Data((entry.line(at: MachineClock().now()) + "\n").utf8))
  }
}
