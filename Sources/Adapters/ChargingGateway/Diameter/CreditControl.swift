import Balances
public import Charging
public import Primitives

/// Credit control (RFC 8506): what a network's request means to charging, and how the answer is said to it.
public struct CreditControl: Sendable {
  public var settings: DiameterSettings

  public init(_ settings: DiameterSettings) { self.settings = settings }

  private enum Kind: UInt32 { case initial = 1, update, terminate, event }
  private enum Action: UInt32 { case debit, refund, check, quote }

  /// Reads a CCR.
  ///
  /// - Throws: what its sender is told when it is not as it must be.
  public func request(_ message: DiameterMessage, now: Instant) throws(DiameterFault) -> ChargingRequest {
    var room = AVP.mostInMessage
    let session = SessionName(session: try text(message, Code.sessionID), part: try part(message)).name
    guard let kind = Kind(rawValue: try number(message, Code.requestType)) else { throw wrong(message[Code.requestType], "no such kind of request") }
    let number = try number(message, Code.requestNumber)
    let context = try text(message, Code.serviceContext)
    var request = ChargingRequest(session: session, number: Int64(number), kind: .initial, subject: try subject(message, &room), at: now)
    if let stamp = message[Code.eventTimestamp]?.number32 {
      // Seconds since 1900; its era ends in 2036, so that small numbers belong to the next.
      let seconds = Int64(stamp) - 2_208_988_800
      request.at = Instant(seconds: seconds < 0 ? seconds + (1 << 32) : seconds)
    }
    switch kind {
    case .initial: request.kind = .initial
    case .update: request.kind = .update
    case .terminate: request.kind = .terminate
    case .event:
      guard let action = message[Code.requestedAction]?.number32.flatMap(Action.init(rawValue:)) else {
        throw DiameterFault(.missingAVP, "an event says what is to be done (Requested-Action)", failed: AVP(Code.requestedAction, UInt32(0)))
      }
      request.kind = [.debit, .refund, .check, .quote][Int(action.rawValue)]
      // Which debit is given back, RFC 8506 has no word for; the correlation names its session.
      if action == .refund, message[Code.correlation] != nil { request.refunds = try text(message, Code.correlation) }
    }
    request.services = try services(message, context, kind, &room).map(\.units)
    return request
  }

  /// What the message says of services: each that charging knows apart once, in the order in which they came.
  private func services(_ message: DiameterMessage, _ context: String, _ kind: Kind, _ room: inout Int) throws(DiameterFault) -> [AskedService] {
    var found: [AskedService] = []
    for group in message.avps where group.code == Code.services && group.vendor == 0 {
      let one = try service(try group.group(&room, depth: 1), context, kind, &room)
      if let known = found.firstIndex(where: { $0.isSame(as: one) }) { found[known].add(one) } else { found.append(one) }
    }
    // What happens once need say nothing of units: it is one.
    let isOne = kind == .event && message[Code.requestedAction]?.number32 != Action.refund.rawValue
    if found.isEmpty, isOne || message[Code.requested] != nil || message[Code.used] != nil { found.append(try service(message.avps, context, kind, &room)) }
    return found
  }

  /// Who uses it: of what the message names them by, the first in the order of the settings, in whatever order it came.
  private func subject(_ message: DiameterMessage, _ room: inout Int) throws(DiameterFault) -> String {
    var said: [(type: UInt32?, data: AVP)] = []
    for entry in message.avps where entry.vendor == 0 && (entry.code == Code.subscriptionID || entry.code == Code.subscriptionExtension) {
      let parts = try entry.group(&room, depth: 1).filter { $0.vendor == 0 }
      for part in parts {
        if part.code == Code.subscriptionData { said.append((parts.first { $0.code == Code.subscriptionType }?.number32, part)) }
        // The newer form has an attribute for each type, in the order of their numbers (RFC 8506, section 8.58).
        if entry.code == Code.subscriptionExtension, Code.subscriptions.contains(part.code) { said.append((part.code - Code.subscriptions.lowerBound, part)) }
      }
    }
    let chosen = settings.subjects.compactMap { type in said.first { $0.type == type.rawValue } }.first
    // What says no type, or one that nobody knows, is better than nobody.
    let other = said.first { entry in !SubscriptionType.allCases.contains { $0.rawValue == entry.type } }
    guard let data = (chosen ?? other)?.data ?? message[Code.userName] else { return "" }
    guard let name = data.name else { throw wrong(data, "no text, or one with control characters") }
    return name
  }

  /// One service, from its group or, when there is only one, from the message itself.
  private func service(_ avps: [AVP], _ context: String, _ kind: Kind, _ room: inout Int) throws(DiameterFault) -> AskedService {
    let isEvent = kind == .event
    let said = try SaidUsage(avps, isEvent: isEvent, &room)
    let kinds = SaidUnits.Kind.allCases.filter { said.says($0) }
    return try AskedService(avps) { number in
      let service = settings.service(ratingGroup: number, context: context, kind: kinds.first ?? (isEvent ? .events : nil))
      let counted = settings.kinds(of: service, context: context).first { kinds.contains($0) }
      var units = ServiceUnits(ratingGroup: Int64(number), service: service, requested: said.requested(counted), used: said.used(counted))
      // What happens once is charged as it is asked for.
      if isEvent { (units.used, units.requested) = (units.requested ?? 1, nil) }
      return units
    }
  }

  private func text(_ message: DiameterMessage, _ code: UInt32) throws(DiameterFault) -> String {
    guard let avp = message[code] else { throw DiameterFault(.missingAVP, "attribute \(code) is missing", failed: AVP(code, bytes: [])) }
    guard let text = avp.name, !text.isEmpty else { throw wrong(avp, "no text, or one with control characters") }
    return text
  }

  private func number(_ message: DiameterMessage, _ code: UInt32) throws(DiameterFault) -> UInt32 {
    guard let avp = message[code] else { throw DiameterFault(.missingAVP, "attribute \(code) is missing", failed: AVP(code, UInt32(0))) }
    guard let number = avp.number32 else { throw DiameterFault(.invalidAVPLength, "attribute \(code) is no number of 32 bits", failed: avp) }
    return number
  }

  /// Which of the sub-sessions that lie side by side in a session it is about.
  private func part(_ message: DiameterMessage) throws(DiameterFault) -> UInt64? {
    guard let avp = message[Code.subSession] else { return nil }
    guard let number = avp.number64 else { throw DiameterFault(.invalidAVPLength, "attribute \(avp.code) is no number of 64 bits", failed: avp) }
    return number
  }

  private func wrong(_ avp: AVP?, _ message: String) -> DiameterFault { DiameterFault(.invalidAVPValue, message, failed: avp) }

  // MARK: - The answer

  /// The CCA to a request.
  public func answer(_ answer: ChargingAnswer, to request: ChargingRequest, _ message: DiameterMessage) -> DiameterMessage {
    let isGrouped = message.avps.contains { $0.code == Code.services && $0.vendor == 0 }
    var avps = head(message, UInt32(whole(answer, to: request, isGrouped: isGrouped).rawValue))
    avps += echo(of: message)
    // Another server knows nothing of the session; and when none can be asked, the network ends the service.
    avps += [AVP(Code.sessionFailover, UInt32(0)), AVP(Code.failureHandling, UInt32(0))]
    let asked = isGrouped ? asked(message) : []
    for service in answer.services {
      let parts = self.parts(service)
      guard isGrouped else {
        avps += parts
        continue
      }
      let names = asked.first { $0.units.ratingGroup == service.ratingGroup && $0.units.service == service.service }?.names
      let result = AVP(Code.resultCode, UInt32(service.result.rawValue))
      avps.append(AVP(Code.services, parts + (names ?? [AVP(Code.ratingGroup, UInt32(truncatingIfNeeded: service.ratingGroup))]) + [result]))
    }
    avps += looked(answer, request)
    if let reason = answer.reason { avps.append(AVP(Code.errorMessage, isMandatory: false, bytes: Array(reason.utf8))) }
    return message.answer(avps)
  }

  /// What a message that was understood says of services.
  private func asked(_ message: DiameterMessage) -> [AskedService] {
    var room = AVP.mostInMessage
    guard let kind = message[Code.requestType]?.number32.flatMap(Kind.init(rawValue:)), let context = message[Code.serviceContext]?.text else { return [] }
    return (try? services(message, context, kind, &room)) ?? []
  }

  /// What is told of the request as a whole.
  ///
  /// A network ends a session whose request was refused (RFC 8506, section 7). So, while a session goes on, what becomes of one
  /// rating group is said beside that one alone, and the others go on; what is refused is refused as a whole where nobody or nothing
  /// could be charged, and where the session was never begun or nothing was granted to begin it with.
  private func whole(_ answer: ChargingAnswer, to request: ChargingRequest, isGrouped: Bool) -> ChargingResult {
    // That there is not enough is what was asked.
    if request.kind == .check, answer.result == .creditLimitReached { return .success }
    guard isGrouped, !answer.services.isEmpty, request.kind == .update || request.kind == .terminate else { return answer.result }
    return answer.result == .unknownSession || answer.result == .userUnknown ? answer.result : .success
  }

  /// What was asked without anything being taken: whether it can be paid, or what it costs with tax.
  private func looked(_ answer: ChargingAnswer, _ request: ChargingRequest) -> [AVP] {
    switch (request.kind, answer.result) {
    case (.check, .success): return [AVP(Code.checkBalance, UInt32(0))]
    case (.check, .creditLimitReached): return [AVP(Code.checkBalance, UInt32(1))]
    case (.quote, .success):
      guard let currency = answer.available?.currency, let number = CurrencyNumbers.number(currency) else { return [] }
      let minor = answer.services.reduce(Int64(0)) { $0.adding($1.charged?.grossMinor ?? 0) }
      let exponent = UInt32(bitPattern: 0 - Int32(currency.minorDigits))
      let value = AVP(Code.unitValue, [AVP(Code.valueDigits, UInt64(bitPattern: minor)), AVP(Code.exponent, exponent)])
      return [AVP(Code.costInformation, [value, AVP(Code.currencyCode, number)])]
    default: return []
    }
  }

  private func parts(_ service: ServiceAnswer) -> [AVP] {
    var parts: [AVP] = []
    // Nothing granted beside a final unit means that what comes then comes at once (RFC 8506, 5.6).
    if let granted = service.granted, granted > 0 || !service.isFinal {
      let units =
        switch service.unit {
        case .octets: AVP(Code.totalOctets, UInt64(granted))
        case .seconds: AVP(Code.time, UInt32(clamping: granted))
        default: AVP(Code.specificUnits, UInt64(granted))
        }
      parts.append(AVP(Code.granted, [units]))
      func said(_ code: UInt32, _ number: Int64) { parts.append(AVP(code, vendor: Code.threeGPP, bytes: AVP.bytes(of: UInt32(clamping: number)))) }
      if let threshold = settings.quota.threshold(of: granted, isFinal: service.isFinal) {
        said(service.unit == .octets ? Code.volumeThreshold : service.unit == .seconds ? Code.timeThreshold : Code.unitThreshold, threshold)
      }
      if let seconds = settings.quota.holdingSeconds { said(Code.holdingTime, seconds) }
    }
    if let seconds = service.validitySeconds { parts.append(AVP(Code.validityTime, UInt32(clamping: seconds))) }
    if service.isFinal { parts.append(finalUnit(service.finalAction)) }
    return parts
  }

  /// What the network does when the units are used.
  private func finalUnit(_ action: FinalUnitAction) -> AVP {
    switch action {
    case .terminate: return AVP(Code.finalUnit, [AVP(Code.finalUnitAction, UInt32(0))])
    case .redirect(let address):
      let server = AVP(Code.redirectServer, [AVP(Code.redirectAddressType, UInt32(2)), AVP(Code.redirectAddress, bytes: Array(address.utf8))])
      return AVP(Code.finalUnit, [AVP(Code.finalUnitAction, UInt32(1)), server])
    case .restrict(let filters):
      return AVP(Code.finalUnit, [AVP(Code.finalUnitAction, UInt32(2))] + filters.map { AVP(Code.filterID, bytes: Array($0.utf8)) })
    }
  }

  /// What every answer begins with.
  func head(_ message: DiameterMessage, _ result: UInt32) -> [AVP] {
    var avps: [AVP] = []
    if let session = message[Code.sessionID] { avps.append(session) }
    avps += [AVP(Code.resultCode, result), AVP(Code.originHost, settings.originHost), AVP(Code.originRealm, settings.originRealm)]
    // What relays put in comes back as it was.
    return avps + message.avps.filter { $0.code == Code.proxyInfo && $0.vendor == 0 }
  }

  /// What every answer to a CCR says of it, by which its network finds what it asked; as it came, where it came.
  private func echo(of message: DiameterMessage) -> [AVP] {
    guard message.command == Command.creditControl else { return [] }
    var avps = [AVP(Code.authApplication, Application.creditControl)]
    for code in [Code.requestType, Code.requestNumber] { if let said = message[code], said.number32 != nil { avps.append(said) } }
    if let part = message[Code.subSession], part.number64 != nil { avps.append(part) }
    return avps
  }

  /// The answer to a message that is not as it must be.
  func refusal(_ fault: DiameterFault, of message: DiameterMessage) -> DiameterMessage {
    var avps = head(message, fault.result.rawValue)
    // Of one whose attributes could not be read nothing is known.
    if !message.avps.isEmpty { avps += echo(of: message) }
    avps.append(AVP(Code.errorMessage, isMandatory: false, bytes: Array(fault.message.utf8)))
    if let failed = fault.failed { avps.append(AVP(Code.failedAVP, [failed])) }
    // Errors of the protocol itself carry the error bit.
    return message.answer(avps, isError: (3_000..<4_000).contains(fault.result.rawValue))
  }
}
