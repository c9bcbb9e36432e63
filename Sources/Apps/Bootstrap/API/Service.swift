public import ChargingGateway
import Foundation
public import HTTPAPI
public import Operations
import Primitives
import Store
import Synchronization

/// Florin as a service: the HTTP API of one installation.
public struct Service: Sendable {
  /// How the service is to run.
  public struct Settings: Sendable {
    public var host: String
    public var port: UInt16
    /// How many requests read the database at the same time.
    public var readers: Int
    public var limits = HTTPServer.Limits()
    /// With one, the service speaks TLS.
    public var certificate: ServerCertificate?
    public var webhooks = WebhookSettings()
    public var issuers = IssuerSettings()
    /// How people sign in; `nil`: they do not.
    public var signIn: SignInClient?
    /// Where networks charge over Diameter; `nil`: they do not.
    public var diameter: DiameterDoor?
    /// Where they do over TLS.
    public var diameterTLS: DiameterDoor?
    /// Where networks send RADIUS accounting; `nil`: they do not.
    public var radius: RadiusDoor?
    /// Where networks charge over Nchf; `nil`: they do not.
    public var nchf: NchfDoor?

    public init(host: String = "127.0.0.1", port: UInt16 = 8080, readers: Int = Service.usualReaders) {
      self.host = host
      self.port = port
      self.readers = readers
    }

    var isLocal: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }
  }

  /// A port on which Diameter is spoken.
  public struct DiameterDoor: Sendable {
    public var host: String
    public var port: UInt16
    public var settings: DiameterSettings
    /// With one, TLS is spoken.
    public var certificate: GatewayCertificate?

    public init(host: String = "127.0.0.1", port: UInt16, settings: DiameterSettings = DiameterSettings(), certificate: GatewayCertificate? = nil) {
      self.host = host
      self.port = port
      self.settings = settings
      self.certificate = certificate
    }
  }

  /// A port on which Nchf_ConvergedCharging is spoken.
  public struct NchfDoor: Sendable {
    public var host: String
    public var port: UInt16
    public var settings: NchfSettings
    /// With one, TLS is spoken.
    public var certificate: GatewayCertificate?
    /// Whose tokens let networks in; with none, whoever reaches the port is.
    public var issuers = IssuerSettings()
    /// Where networks may be told things, within the operator's own networks too.
    public var reach = AddressGuard()
    /// A PEM file of certificates that are trusted there.
    public var trustFile: String?

    public init(host: String = "127.0.0.1", port: UInt16, settings: NchfSettings = NchfSettings(), certificate: GatewayCertificate? = nil) {
      self.host = host
      self.port = port
      self.settings = settings
      self.certificate = certificate
    }
  }

  /// A port to which RADIUS accounting is sent.
  public struct RadiusDoor: Sendable {
    public var host: String
    public var port: UInt16
    public var settings: RadiusSettings

    public init(host: String = "127.0.0.1", port: UInt16, settings: RadiusSettings) {
      self.host = host
      self.port = port
      self.settings = settings
    }
  }

  /// Two for each core: while one waits for the disk, another computes.
  public static let usualReaders = ProcessInfo.processInfo.activeProcessorCount * 2

  let settings: Settings
  /// Answers requests; the same closure serves sockets, tests and `florin call`.
  public let desk: APIDesk
  let intake: UsageIntake
  let charging: ChargeOnline
  let clock: any Clock
  let installation: Installation
  private let runs: RunsAtWork
  private let deliverer: WebhookDeliverer
  let gatewayMeasures = GatewayMeasures()
  let chargingMeasures = ChargingMeasures()

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
    let callers = Callers(installation, settings.issuers, signIn: settings.signIn, pool: pool)
    // What is counted is told within the time that whoever counts waits, whatever the database does.
    let counts = WorkPool(readers: 2, secondsToRead: 2)
    let measures = Measures()
    self.installation = installation
    intake = installation.usageIntake()
    charging = installation.charging()
    clock = installation.clock
    let webhooks = Webhooks(installation, settings.webhooks)
    let sent = WebhookMeasures()
    let (gateways, charged) = (gatewayMeasures, chargingMeasures)
    deliverer = WebhookDeliverer(webhooks, measures: sent, complain: Service.tellDelivery)
    let asked = MeasuredCharging(
      line: charging, spoken: .rest, measures: charged, faultsAmongMany: ChargingFaults(.rest) { Service.tell($0, fault: $1) })
    let api = FlorinAPI(installation, intake: intake, charging: asked, webhooks: webhooks, takesTokens: settings.issuers.issuers.contains { !$0.audiences.isEmpty }, signIn: callers.signInDoor, pool: pool, counts: counts, metrics: { measures.text(load: pool.load) + sent.text() + charged.text() + gateways.text() })
    runs = api.runsAtWork
    var surroundings = APIDesk.Surroundings(
      requests: installation.store, digest: { try Digest.sha256($0) }, now: { installation.clock.now() },
      newRequestID: { RequestID.random() }, microseconds: { Int64(DispatchTime.now().uptimeNanoseconds / 1000) }, log: log,
      passing: { PassingFault(of: $0) },
      caller: { credential in
        guard let credential else { return unnamed == .machine ? .machine : nil }
        return try await callers.caller(credential)
      },
      callerAtHand: { credential in
        guard let credential else { return .known(unnamed == .machine ? .machine : nil) }
        return try callers.callerAtHand(credential)
      }, sessionCookie: settings.signIn.map { SessionCookie(name: $0.sessionCookie, origin: $0.origin) }, answersOnlyLocally: settings.isLocal)
    surroundings.callerAsLastKnown = { credential in
      guard let credential else { return unnamed == .machine ? .machine : nil }
      return try await callers.caller(credential, .init(pool: counts, leewaySeconds: 3_600))
    }
    surroundings.collides = { ($0 as? StoreFault)?.isCollision == true }
    surroundings.ofOneMoment = { reading in try installation.store.onOneSnapshot(reading) }
    // Waiting for a server would keep others waiting.
    if case .file = installation.store.address { surroundings.readsInPlace = true }
    desk = APIDesk(api.description, pool: pool, measures: measures, surroundings: surroundings)
  }

  /// Serves until interrupted; see `HTTPServer.run`.
  public func run(stopsOnInterrupt: Bool = true, listening: @escaping @Sendable (String) -> Void) async throws {
    let desk = desk
    let sending = settings.webhooks.sends ? Task { await deliverer.run() } : nil
    defer { sending?.cancel() }
    let charging = charging
    let gateways = try await openGateways()
    defer { gateways.cancel() }
    let sealing = Task { [installation] in await Service.sealDaily(installation) }
    defer { sealing.cancel() }
    let reclaiming = Task { await Service.reclaim(charging) }
    defer { reclaiming.cancel() }
    try await HTTPServer(
      host: settings.host, port: settings.port, limits: settings.limits, certificate: settings.certificate, lane: desk.lane, refuse: { await desk.refusal(of: $0) }
    ) { await desk.answer($0) }
      .run(stopsOnInterrupt: stopsOnInterrupt, reloaded: {
        Service.tellReload($0)
        gateways.reload()
      }) {
        listening($0)
        fflush(nil)
      }
    await gateways.stop()
    sending?.cancel()
    await close(sending)
  }

  /// Lets go of what abandoned sessions have set aside, now and then.
  private static func reclaim(_ charging: ChargeOnline) async {
    while !Task.isCancelled {
      do { while try await charging.reclaim().count >= 500 {} } catch { tell("abandoned sessions could not be let go; they wait", fault: "\(error)") }
      try? await Task.sleep(for: .seconds(30))
    }
  }

  /// Waits until the bill runs that requests began have come to their end, or failed.
  ///
  /// - Returns: whether all of them came to it.
  public func finishRuns() async -> Bool { await runs.finish() }

  /// Waits for what is being decided or taken in, accounts being billed and deliveries on their way, as long as for requests: what a database that
  /// does not answer keeps waiting was never promised to anybody.
  private func close(_ sending: Task<Void, Never>?) async {
    await withCheckedContinuation { continuation in
      let first = First()
      Task {
        async let taken: Void = intake.close()
        async let decided: Void = charging.close()
        async let billed: Void = runs.stop()
        await sending?.value
        _ = await (taken, decided, billed)
        first.only { continuation.resume() }
      }
      Task {
        try? await Task.sleep(for: .seconds(settings.limits.stopSeconds))
        first.only { continuation.resume() }
      }
    }
  }

  private final class First: Sendable {
    private let isOver = Atomic<Bool>(false)

    func only(_ body: () -> Void) {
      if !isOver.exchange(true, ordering: .acquiringAndReleasing) { body() }
    }
  }

  static let tellReload: @Sendable (Rejection?) -> Void = { rejection in
    tell(
      rejection == nil ? "the certificate was read again" : "the certificate could not be read again; the one before stays in force",
      fault: rejection?.description)
  }

  private static let tellDelivery: @Sendable (String) -> Void = { tell("webhooks could not be sent; they wait", fault: $0) }

  /// A line of the log that belongs to no request.
  static func tell(_ event: String, fault: String?) {
    var json = JSONText()
    json.object {
      $0.field("at", MachineClock().now())
      $0.field("level", fault == nil ? "info" : "error")
      $0.field("event", event)
      $0.field("fault", fault)
    }
    StandardError.write(json.string + "\n")
  }

  public static let logToStandardError: @Sendable (LogEntry) -> Void = { entry in
    StandardError.write(entry.line(at: MachineClock().now()) + "\n")
  }
}
