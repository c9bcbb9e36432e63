import Charging
import ChargingGateway
import Operations
import Primitives
import Store

/// The ports on which networks charge.
extension Service {
  /// A gateway that networks are told things through.
  struct Told: Sendable {
    var tell: @Sendable ([NetworkOrder]) -> Void
    var silentSessions: @Sendable () -> [String]
    var forget: @Sendable ([String]) -> Void
  }

  /// Gateways at work.
  struct Gateways: Sendable {
    var tasks: [Task<Void, Never>] = []
    /// Where they listen, in the order of `tasks`.
    var ports: [Int] = []
    /// Whom orders are told to.
    var told: [Told] = []
    var certificates: [GatewayCertificate] = []

    mutating func add(_ gateway: (task: Task<Void, Never>, port: Int)) {
      tasks.append(gateway.task)
      ports.append(gateway.port)
    }

    func cancel() { for task in tasks { task.cancel() } }

    func stop() async {
      cancel()
      for task in tasks { await task.value }
    }

    /// Reads certificates again.
    func reload() {
      for certificate in certificates {
        do throws(Rejection) {
          try certificate.reload()
          Service.tellReload(nil)
        } catch { Service.tellReload(error) }
      }
    }
  }

  /// Opens the ports of networks, where there are to be any.
  ///
  /// - Throws: `Rejection` when one cannot be opened.
  func openGateways() async throws -> Gateways {
    let charging = charging
    var open = Gateways()
    do {
      for door in [settings.diameter, settings.diameterTLS].compactMap(\.self) {
        let server = DiameterServer(
          host: door.host, port: door.port, settings: door.settings, certificate: door.certificate, clock: clock, note: noteOrder(.diameter),
          charge: measured(.diameter).tell)
        open.add(try await Service.open(door.certificate == nil ? "Diameter is spoken" : "Diameter is spoken over TLS") { try await server.run(listening: $0) })
        open.told.append(Told(tell: server.tell, silentSessions: server.silentSessions, forget: server.forget))
        if let certificate = door.certificate { open.certificates.append(certificate) }
      }
      if let door = settings.nchf {
        let tokens = NetworkTokens(door.issuers)
        let authorise: NchfServer.Authorise = { try await tokens.check($0) }
        let server = try NchfServer(
          host: door.host, port: door.port, charging: ConvergedCharging(door.settings, read: IssuerDoors.json), certificate: door.certificate, reach: door.reach,
          trust: door.trustFile, clock: clock, authorise: door.issuers.issuers.isEmpty ? nil : authorise,
          known: { try await charging.isKnown($0) }, note: noteOrder(.nchf), charge: measured(.nchf).answer)
        open.add(try await Service.open(door.certificate == nil ? "Nchf is spoken" : "Nchf is spoken over TLS") { try await server.run(listening: $0) })
        open.told.append(Told(tell: server.tell, silentSessions: server.silentSessions, forget: server.forget))
        if let certificate = door.certificate { open.certificates.append(certificate) }
      }
      if let door = settings.radius {
        let server = RadiusServer(host: door.host, port: door.port, settings: door.settings, clock: clock, note: gatewayMeasures.note, charge: measured(.radius).answer) {
          try await charging.reclaim(sessionsUnder: $0, begunBy: $1)
        }
        open.add(try await Service.open("RADIUS accounting is taken") { try await server.run(listening: $0) })
      }
    } catch {
      open.cancel()
      throw error
    }
    let told = open.told
    let store = installation.store
    if !told.isEmpty { open.tasks.append(Task { await Service.tellNetworks(charging, told) { try store.openSessions(among: $0) } }) }
    return open
  }

  private func noteOrder(_ spoken: ChargingProtocol) -> @Sendable (NetworkOrder.Kind, OrderOutcome) -> Void {
    let measures = gatewayMeasures
    return { measures.note(spoken, $0, $1) }
  }

  private func measured(_ spoken: ChargingProtocol) -> MeasuredCharging {
    MeasuredCharging(line: charging, spoken: spoken, measures: chargingMeasures, faults: ChargingFaults(spoken) { Service.tell($0, fault: $1) })
  }

  /// Looks every second what networks are to be told, and tells them; and which of the sessions that they could be told something of are over:
  /// those of which nothing was heard for a while may have ended at another node.
  private static func tellNetworks(_ charging: ChargeOnline, _ told: [Told], open: @Sendable ([String]) throws -> Set<String>) async {
    var isFailing = false
    while !Task.isCancelled {
      do {
        let orders = try await charging.look()
        if !orders.isEmpty { for one in told { one.tell(orders) } }
        isFailing = false
      } catch {
        if !isFailing { tell("what networks are to be told is not known; they are told later", fault: "\(error)") }
        isFailing = true
      }
      for one in told {
        let silent = one.silentSessions()
        if silent.isEmpty { continue }
        let goingOn = try? open(silent)
        one.forget(await charging.unfollowed(of: silent, over: goingOn.map { goingOn in silent.filter { !goingOn.contains($0) } } ?? []))
      }
      try? await Task.sleep(for: .seconds(1))
    }
  }

  /// Runs a gateway, once its port is open.
  private static func open(_ what: String, _ run: @escaping @Sendable (@escaping @Sendable (Int) -> Void) async throws -> Void) async throws -> (task: Task<Void, Never>, port: Int) {
    let (ports, told) = AsyncThrowingStream<Int, any Error>.makeStream()
    let task = Task {
      do {
        try await run { told.yield($0) }
        told.finish()
      } catch { told.finish(throwing: error) }
    }
    for try await port in ports {
      tell("\(what) on port \(port)", fault: nil)
      return (task, port)
    }
    return (task, 0)
  }
}
