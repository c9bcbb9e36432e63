import Charging

/// What a network says of one service: a `Multiple-Services-Credit-Control`, those of one rating group together, or the message itself.
struct AskedService: Sendable {
  /// As it came; `nil` where none did.
  private(set) var ratingGroup: UInt32?
  /// `Service-Identifier`, in the order in which they came.
  private(set) var identifiers: [UInt32]
  private(set) var units: ServiceUnits

  /// - Parameter units: what is asked for and was used, of the number that charging knows the service by.
  init(_ avps: [AVP], units: (UInt32) throws(DiameterFault) -> ServiceUnits) throws(DiameterFault) {
    func numbers(_ code: UInt32) throws(DiameterFault) -> [UInt32] {
      var found: [UInt32] = []
      for avp in avps where avp.code == code && avp.vendor == 0 {
        guard let number = avp.number32 else { throw DiameterFault(.invalidAVPLength, "attribute \(code) is no number of 32 bits", failed: avp) }
        if !found.contains(number) { found.append(number) }
      }
      return found
    }
    ratingGroup = try numbers(Code.ratingGroup).first
    identifiers = try numbers(Code.serviceIdentifier)
    // What has no rating group is known by its identifier; their order means nothing.
    self.units = try units(ratingGroup ?? identifiers.min() ?? 0)
  }

  /// Whether the other one is the same to charging.
  func isSame(as other: AskedService) -> Bool { units.ratingGroup == other.units.ratingGroup && units.service == other.units.service }

  /// Takes what is said of the same service in another place: it is one quota, and what is granted is set aside once.
  mutating func add(_ other: AskedService) {
    ratingGroup = ratingGroup ?? other.ratingGroup
    for identifier in other.identifiers where !identifiers.contains(identifier) { identifiers.append(identifier) }
    units.used += other.units.used
    // Nothing is asked for when it is 0; as much as is usual when nothing is said.
    if units.requested == 0 {
      units.requested = other.units.requested
    } else if other.units.requested != 0 {
      units.requested = units.requested.flatMap { mine in other.units.requested.map { min(mine + $0, ServiceUnits.mostUsed) } }
    }
  }

  /// What names it in the answer, as it came.
  var names: [AVP] { identifiers.map { AVP(Code.serviceIdentifier, $0) } + (ratingGroup.map { [AVP(Code.ratingGroup, $0)] } ?? []) }
}
