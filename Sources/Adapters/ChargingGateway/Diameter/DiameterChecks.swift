/// What is looked at before anything of a request is charged.
enum DiameterChecks {
  /// Looks at every attribute, and into every group that is known: whether its sender lets it be passed over where it is not known, how
  /// deep it lies, and whether its lengths are right.
  ///
  /// - Throws: the first that may not be passed over, with the groups that it lies in around it.
  static func attributes(_ avps: [AVP]) throws(DiameterFault) {
    var room = AVP.mostInMessage
    try check(avps, depth: 1, areOurs: true, &room)
  }

  /// - Parameter areOurs: whether they are for this node; others' are only looked at for their lengths.
  private static func check(_ avps: [AVP], depth: Int, areOurs: Bool, _ room: inout Int) throws(DiameterFault) {
    if areOurs, let strange = avps.first(where: { $0.isMandatory && !isKnown($0) }) {
      throw DiameterFault(.avpUnsupported, "attribute \(strange.code)\(strange.vendor == 0 ? "" : " of vendor \(strange.vendor)") is not known", failed: strange)
    }
    for avp in avps where avp.vendor == 0 && Code.groups.contains(avp.code) {
      do throws(DiameterFault) {
        // What relays put in, and what somebody could not read, is not for this node.
        let areOurs = areOurs && avp.code != Code.proxyInfo && avp.code != Code.failedAVP
        try check(try avp.group(&room, depth: depth), depth: depth + 1, areOurs: areOurs, &room)
      } catch {
        guard error.result == .avpUnsupported, let failed = error.failed else { throw error }
        // So its sender sees which of several groups it is (RFC 6733, section 7.5).
        throw DiameterFault(error.result, error.message, failed: AVP(avp.code, [failed]))
      }
    }
  }

  private static func isKnown(_ avp: AVP) -> Bool { avp.vendor == 0 ? Code.known.contains(avp.code) : Code.vendors.contains(avp.vendor) }

  /// Whether a request of an application is for this node: what is for another realm, host or application is not charged here.
  static func destination(_ message: DiameterMessage, _ settings: DiameterSettings) throws(DiameterFault) {
    if let realm = message[Code.destinationRealm], !settings.isOurs(realm: realm.text) {
      throw DiameterFault(.realmNotServed, "another realm is meant (Destination-Realm); this one is \(settings.originRealm)", failed: realm)
    }
    if let host = message[Code.destinationHost], !settings.isOurs(host: host.text) {
      throw DiameterFault(.unableToDeliver, "another host is meant (Destination-Host); this one is \(settings.originHost)", failed: host)
    }
    guard let application = message[Code.authApplication] else { return }
    guard let number = application.number32 else {
      throw DiameterFault(.invalidAVPLength, "attribute \(application.code) is no number of 32 bits", failed: application)
    }
    guard number == Application.creditControl else {
      throw DiameterFault(.applicationUnsupported, "application \(number) is meant (Auth-Application-Id); only credit control (4) is spoken", failed: application)
    }
  }
}
