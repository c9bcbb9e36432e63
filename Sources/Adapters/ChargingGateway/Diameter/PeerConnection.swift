public import Charging
public import Primitives

/// The life of one connection to a peer, as a value: events go in, what is to be done comes out.
public struct PeerConnection: Sendable {
  public enum State: Sendable, Hashable {
    /// Connected; the peer has not said who it is.
    case greeting
    case open
    /// Asked whether it lives, and not heard of since.
    case doubted
    case closed
  }

  public enum Event: Sendable {
    /// Bytes that are one whole message.
    case received([UInt8])
    /// What came cannot be cut into messages any more.
    case unreadable(DiameterFault)
    /// A request was decided.
    case decided(Int, ChargingAnswer)
    /// It could not be decided.
    case undecided(Int, Undecided)
    /// Time has passed.
    case tick
  }

  /// Why a request could not be decided.
  public enum Undecided: Sendable {
    /// Too much waits, or it took too long.
    case busy
    /// Another one has its session and number.
    case reused
    /// The world failed.
    case failed
  }

  public enum Action: Sendable {
    case send(DiameterMessage)
    /// The peer has said who it is.
    case opened(peer: String)
    /// Decide what somebody behind the peer asks, who may have asked it before, and come back with the number.
    case charge(Int, ChargingRequest, from: DiameterNode, again: Bool)
    /// The peer answered something that it was told unasked.
    case answered(DiameterMessage)
    case close
  }

  public private(set) var state = State.greeting
  private let creditControl: CreditControl
  private let began: Instant
  private var heardAt: Instant
  private var next = 0
  private var waiting: [Int: (message: DiameterMessage, request: ChargingRequest)] = [:]
  private var lastHop: UInt32 = 0
  private var peer = DiameterNode(host: "", realm: "")

  /// What `Host-IP-Address` says: a family and an address.
  private let address: [UInt8]

  /// - Parameter address: the address that the peer reached, as four or sixteen bytes.
  public init(_ settings: DiameterSettings, address: [UInt8] = [127, 0, 0, 1], now: Instant) {
    creditControl = CreditControl(settings)
    self.address = [0, address.count == 16 ? 2 : 1] + address
    began = now
    heardAt = now
  }

  private var settings: DiameterSettings { creditControl.settings }

  /// What is to be done about an event, in order.
  public mutating func handle(_ event: Event, now: Instant) -> [Action] {
    if state == .closed { return [] }
    switch event {
    case .received(let bytes): return received(bytes, now)
    case .unreadable:
      state = .closed
      return [.close]
    case .decided(let number, let answer):
      guard let asked = waiting.removeValue(forKey: number) else { return [] }
      return [.send(creditControl.answer(answer, to: asked.request, asked.message))]
    case .undecided(let number, let why):
      guard let asked = waiting.removeValue(forKey: number) else { return [] }
      return [.send(creditControl.refusal(why.fault(asked.message), of: asked.message))]
    case .tick: return tick(now)
    }
  }

  private mutating func received(_ bytes: [UInt8], _ now: Instant) -> [Action] {
    var message: DiameterMessage
    do throws(DiameterFault) { message = try DiameterMessage(head: bytes) } catch {
      state = .closed
      return [.close]
    }
    heardAt = now
    if state == .doubted { state = .open }
    guard message.isRequest else {
      // Those to a watchdog only say that the peer lives.
      guard state == .open, [Command.reAuth, Command.abortSession].contains(message.command), (try? message.readAttributes(bytes)) != nil else { return [] }
      return [.answered(message)]
    }
    if state == .greeting, message.command != Command.capabilitiesExchange {
      state = .closed
      return [.close]
    }
    do throws(DiameterFault) {
      if message.isError { throw DiameterFault(.invalidHeaderBits, "a request has no error bit") }
      try message.readAttributes(bytes)
      try DiameterNode.check(message)
      try DiameterChecks.attributes(message.avps)
      return try answer(message, now)
    } catch {
      let refusal = creditControl.refusal(error, of: message)
      if state == .greeting {
        state = .closed
        return [.send(refusal), .close]
      }
      return [.send(refusal)]
    }
  }

  private mutating func answer(_ message: DiameterMessage, _ now: Instant) throws(DiameterFault) -> [Action] {
    switch message.command {
    case Command.capabilitiesExchange: return try greet(message)
    case Command.deviceWatchdog: return [.send(message.answer(creditControl.head(message, DiameterResult.success.rawValue)))]
    case Command.disconnectPeer:
      state = .closed
      return [.send(message.answer(creditControl.head(message, DiameterResult.success.rawValue))), .close]
    case Command.creditControl:
      guard message.application == Application.creditControl else { throw DiameterFault(.applicationUnsupported, "only credit control is spoken") }
      try DiameterChecks.destination(message, settings)
      let request = try creditControl.request(message, now: now)
      next += 1
      waiting[next] = (message, request)
      return [.charge(next, request, from: DiameterNode(originOf: message) ?? peer, again: message.isRetransmitted)]
    default: throw DiameterFault(.commandUnsupported, "command \(message.command) is not known")
    }
  }

  private mutating func greet(_ message: DiameterMessage) throws(DiameterFault) -> [Action] {
    guard message[Code.originHost]?.text?.isEmpty == false else {
      throw DiameterFault(.missingAVP, "the peer does not say who it is (Origin-Host)", failed: AVP(Code.originHost, bytes: []))
    }
    var room = AVP.mostInMessage
    var applications = message.avps.filter { $0.code == Code.authApplication && $0.vendor == 0 }.compactMap(\.number32)
    for group in message.avps where group.code == Code.vendorApplication && group.vendor == 0 {
      applications += try group.group(&room, depth: 1).filter { $0.code == Code.authApplication }.compactMap(\.number32)
    }
    guard applications.contains(Application.creditControl) || applications.contains(Application.relay) else {
      throw DiameterFault(.noCommonApplication, "credit control (4) is spoken here, and the peer does not offer it")
    }
    let isFirst = state == .greeting
    if isFirst {
      state = .open
      peer = DiameterNode(originOf: message) ?? peer
    } else if message[Code.originHost]?.text?.lowercased() != peer.host.lowercased() {
      throw DiameterFault(.invalidAVPValue, "the peer said that it is another one", failed: message[Code.originHost])
    }
    var avps = creditControl.head(message, DiameterResult.success.rawValue)
    avps += [AVP(Code.hostAddress, bytes: address), AVP(Code.vendorID, UInt32(0)), AVP(Code.productName, isMandatory: false, bytes: Array("Florin".utf8))]
    avps += [AVP(Code.supportedVendor, UInt32(10_415)), AVP(Code.authApplication, Application.creditControl)]
    // Whoever says it again is answered (RFC 6733, section 5.6), and nothing changes.
    return isFirst ? [.send(message.answer(avps)), .opened(peer: peer.host)] : [.send(message.answer(avps))]
  }

  private mutating func tick(_ now: Instant) -> [Action] {
    let silent = (now.microseconds - heardAt.microseconds) / 1_000_000
    switch state {
    case .greeting:
      guard (now.microseconds - began.microseconds) / 1_000_000 >= settings.greetingSeconds else { return [] }
    case .open:
      guard silent >= settings.watchdogSeconds else { return [] }
      state = .doubted
      lastHop &+= 1
      let watchdog = DiameterMessage(
        Command.deviceWatchdog, isRequest: true, hopByHop: lastHop, endToEnd: lastHop,
        avps: [AVP(Code.originHost, settings.originHost), AVP(Code.originRealm, settings.originRealm)])
      return [.send(watchdog)]
    case .doubted: guard silent >= 2 * settings.watchdogSeconds else { return [] }
    case .closed: return []
    }
    state = .closed
    return [.close]
  }
}

extension PeerConnection.Undecided {
  fileprivate func fault(_ message: DiameterMessage) -> DiameterFault {
    switch self {
    // Either passes, and the same again is decided once: whoever is told so for good would end the session.
    case .busy, .failed: DiameterFault(.tooBusy, "the request could not be decided; send it again")
    // Sent again it would be answered the same.
    case .reused: DiameterFault(.invalidAVPValue, "another request was sent under this number before", failed: message[Code.requestNumber])
    }
  }
}
