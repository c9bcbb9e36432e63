import Charging
import Primitives

/// A ChargingDataRequest (TS 32.291, section 6.1.6.2.1.1) as far as charging looks into it.
struct ChargingDataRequest: Sendable {
  enum Operation: Sendable, Hashable {
    case create
    case update(String)
    case release(String)
  }

  /// What answers it in the engine.
  var charging: ChargingRequest
  var sequenceNumber: UInt32
  var timeStamp: String
  /// Where the network wants to be told what it did not ask.
  var notifyURI: String?
  var isOneTime = false
  /// Rating groups in the order asked, with the UPF that each was asked for.
  var asked: [(group: UInt32, upf: String?, isAsking: Bool)] = []
  /// What the network is named by; of a session, told once.
  var reference: String
  /// It says of itself that it comes again.
  var isRepeated = false
  /// Of a first request: what earlier versions named it, and what they charged for it.
  private var earlier: (reference: String, services: [ServiceUnits])?

  /// - Parameter digest: names a session by what its first request says.
  /// - Throws: what its sender is told when it is not as it must be.
  init(_ node: SourceNode, _ operation: Operation, _ settings: NchfSettings, now: Instant, digest: (String) -> String) throws(NchfProblem) {
    var reader = NchfReader()
    guard case .map = node.content else { throw NchfProblem(400, .invalidMessage, "the body is no ChargingDataRequest: an object was expected") }
    let consumer = reader.object(node, "nfConsumerIdentification", isMandatory: true)
    if let consumer { _ = reader.text(consumer, "nodeFunctionality", isMandatory: true) }
    timeStamp = reader.text(node, "invocationTimeStamp", isMandatory: true) ?? ""
    let at = Instant(timeStamp)
    if at == nil, !timeStamp.isEmpty { reader.wrong("invocationTimeStamp", "this is no instant (RFC 3339)", isMandatory: true) }
    sequenceNumber = reader.number(node, "invocationSequenceNumber", isMandatory: true, most: UInt64(UInt32.max)).map { UInt32($0) } ?? 0
    notifyURI = reader.text(node, "notifyUri")
    isRepeated = reader.flag(node, "retransmissionIndicator") ?? false
    isOneTime = reader.flag(node, "oneTimeEvent") ?? false
    let eventType = reader.text(node, "oneTimeEventType")
    let said = NchfSubject(node, &reader)
    let context = said.context
    var services: [ServiceUnits] = []
    /// Rating groups of which units are said.
    var counted: Set<Int64> = []
    for usage in reader.list(node, "multipleUnitUsage") {
      guard let group = reader.number(usage, "ratingGroup", isMandatory: true, most: UInt64(UInt32.max)).map({ UInt32($0) }) else { continue }
      let requested = reader.object(usage, "requestedUnit")
      var units = NchfUnits(named: settings.ratingGroups[group] ?? context.service)
      if let requested { units.read(requested, isWish: !isOneTime, &reader) }
      let wish = requested.map { _ in units.amount }
      if units.amount != nil { counted.insert(Int64(group)) }
      var used: UInt64 = 0
      for container in reader.list(usage, "usedUnitContainer") {
        units.amount = nil
        units.read(container, isWish: false, &reader)
        if units.amount != nil { counted.insert(Int64(group)) }
        used += min(units.amount ?? 0, NchfUnits.most)
      }
      let service = settings.ratingGroups[group] ?? context.service ?? units.service
      asked.append((group, reader.text(usage, "uPFID"), requested != nil))
      var one = ServiceUnits(ratingGroup: Int64(group), service: service, requested: wish.map { $0.map { Int64($0) } } ?? 0, used: Int64(min(used, NchfUnits.most)))
      // Several parts of the network may use one rating group side by side: it is one quota of the session.
      if let known = services.firstIndex(where: { $0.ratingGroup == one.ratingGroup }) {
        one.used += services[known].used
        one.requested = services[known].requested == 0 ? one.requested : one.requested == 0 ? services[known].requested : nil
        services[known] = one
      } else {
        services.append(one)
      }
    }
    if let problem = reader.problem { throw problem }
    let kind: ChargingRequest.Kind
    switch operation {
    case .create:
      reference = digest(NchfSubject.identity(node))
      kind = isOneTime ? .debit : .initial
    case .update(let known): (reference, kind) = (known, .update)
    case .release(let known): (reference, kind) = (known, .terminate)
    }
    if isOneTime, operation == .create {
      // A message says nothing of units: it is one, or as many as were sent.
      if services.isEmpty { services = [ServiceUnits(service: context.service ?? "message", used: 1)] }
      for index in services.indices {
        services[index].used = services[index].used > 0 ? services[index].used : services[index].requested ?? 1
        services[index].requested = nil
      }
    }
    if operation == .create { earlier = (digest(said.earlierIdentity(node, sequenceNumber, timeStamp)), services) }
    if isOneTime, operation == .create, let sent = said.messages {
      for index in services.indices where !counted.contains(services[index].ratingGroup) { services[index].used = sent }
    }
    // A session stays with whom it began with; later requests may say it or not.
    let subject = operation == .create ? said.subject(settings.subject) : ""
    if operation == .create, subject.isEmpty { throw NchfProblem(400, .mandatoryMissing, "nobody is named who uses this", fields: [.init(path: "subscriberIdentifier", reason: "missing")]) }
    charging = ChargingRequest(
      session: ChargingDataRequest.session(reference), number: isOneTime && operation == .create ? 0 : Int64(sequenceNumber), kind: kind, subject: subject, at: at ?? now,
      services: services)
    // PEC, a post event charging: it has happened whether it can be paid or not.
    charging.hasHappened = charging.kind == .debit && eventType == "PEC"
  }

  /// The same as earlier versions understood it; `nil` when it is no first request.
  var asEarlier: ChargingDataRequest? {
    guard let earlier else { return nil }
    var same = self
    same.reference = earlier.reference
    same.charging.session = ChargingDataRequest.session(earlier.reference)
    same.charging.services = earlier.services
    same.earlier = nil
    return same
  }

  /// The engine's name of a session.
  static func session(_ reference: String) -> String { "nchf:\(reference)" }

  /// The reference of a session of this protocol by the engine's name; `nil` for another one's.
  static func reference(_ session: String) -> String? { session.hasPrefix("nchf:") ? String(session.dropFirst(5)) : nil }
}
