import Charging

/// Units as one `Requested-Service-Unit` or `Used-Service-Unit` says them, each kind by itself.
struct SaidUnits {
  /// What can be counted.
  enum Kind: Sendable, CaseIterable { case octets, seconds, events }

  private var counts: [Kind: Int64] = [:]

  subscript(kind: Kind) -> Int64? { counts[kind] }

  /// - Parameter isWish: units that are asked for, which may be more than can be counted: as many as can are asked for then. So many
  ///   cannot have been used, and whoever reports them, or has them charged at once, is told.
  init(_ group: AVP, isWish: Bool, _ room: inout Int) throws(DiameterFault) {
    func count(_ avp: AVP) throws(DiameterFault) -> Int64 {
      guard let said = avp.number64 ?? avp.number32.map({ UInt64($0) }), isWish || said <= UInt64(ServiceUnits.mostUsed) else {
        throw DiameterFault(.invalidAVPValue, "no number of units", failed: AVP(group.code, [avp]))
      }
      return Int64(min(said, UInt64(ServiceUnits.mostUsed)))
    }
    var (hasTotal, parts): (Bool, Int64?) = (false, nil)
    for avp in try group.group(&room, depth: 2) where avp.vendor == 0 {
      switch avp.code {
      case Code.totalOctets:
        counts[.octets] = try count(avp)
        hasTotal = true
      case Code.inputOctets, Code.outputOctets: parts = try count(avp) + (parts ?? 0)
      case Code.time: counts[.seconds] = try count(avp)
      case Code.specificUnits: counts[.events] = try count(avp)
      case Code.money: throw DiameterFault(.invalidAVPValue, "units are charged here, and their price is known here; no money is taken", failed: AVP(group.code, [avp]))
      default: break
      }
    }
    if !hasTotal, let parts { counts[.octets] = isWish ? min(parts, ServiceUnits.mostUsed) : parts }
  }
}

/// All that one service is said to want and to have used: of several kinds, one counts.
struct SaidUsage {
  private var reports: [SaidUnits] = []
  private var wish: SaidUnits?

  /// - Parameter isEvent: what is asked for is charged at once.
  init(_ avps: [AVP], isEvent: Bool, _ room: inout Int) throws(DiameterFault) {
    for avp in avps where avp.vendor == 0 {
      if avp.code == Code.used { reports.append(try SaidUnits(avp, isWish: false, &room)) }
      if avp.code == Code.requested, wish == nil { wish = try SaidUnits(avp, isWish: !isEvent, &room) }
    }
  }

  /// Whether anything is said of a kind.
  func says(_ kind: SaidUnits.Kind) -> Bool { wish?[kind] != nil || reports.contains { $0[kind] != nil } }

  /// What was used of a kind, before a change of tariff and after it.
  func used(_ kind: SaidUnits.Kind?) -> Int64 {
    guard let kind else { return 0 }
    return reports.reduce(0) { $0 + ($1[kind] ?? 0) }
  }

  /// What is asked for of a kind: nothing when it is 0, as much as is usual when it is `nil`.
  func requested(_ kind: SaidUnits.Kind?) -> Int64? {
    guard let wish else { return 0 }
    return kind.flatMap { wish[$0] }
  }
}
