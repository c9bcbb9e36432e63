import ChargingGateway
import Operations
import Primitives

/// How networks are spoken to.
extension ServiceConfiguration {
  /// How the gateway names itself, and what rating groups are called in the catalog.
  static func diameter(_ said: [Setting: [Said]], _ problems: inout [Problem]) -> DiameterSettings {
    var settings = DiameterSettings()
    for one in said[.diameterName] ?? [] {
      let isName = one.text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
      guard isName, let dot = one.text.firstIndex(of: "."), dot != one.text.startIndex, !one.text.hasSuffix(".") else {
        problems.append(
          Problem(.wrongSetting, at: one.place, path: one.path, "\"\(one.text)\" is no name of a Diameter node", remedy: "write a host with its realm in small letters, such as ocs.billing.example"))
        continue
      }
      settings.originHost = one.text
      settings.originRealm = String(one.text[one.text.index(after: dot)...])
    }
    for one in said[.diameterRealms] ?? [] {
      settings.otherRealms = one.text.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    }
    for one in said[.diameterSubject] ?? [] {
      let words = one.text.split(separator: ",").map { $0.filter { $0 != " " } }
      let types = words.compactMap { word in SubscriptionType.allCases.first { $0.word == word } }
      guard !types.isEmpty, types.count == words.count, Set(types).count == types.count else {
        problems.append(
          Problem(
            .wrongSetting, at: one.place, path: one.path, "\"\(one.text)\" is no diameterSubject",
            remedy: "write one or several of \(SubscriptionType.allCases.map(\.word).joined(separator: ", ")), each once, the one that counts first"))
        continue
      }
      settings.subjects = types
    }
    for one in said[.ratingGroups] ?? [] {
      settings.ratingGroups = [:]
      for pair in one.text.split(separator: ",") {
        let parts = pair.split(separator: "=", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard parts.count == 2, let group = UInt32(parts[0]), !parts[1].isEmpty else {
          problems.append(Problem(.wrongSetting, at: one.place, path: one.path, "\"\(pair)\" names no rating group", remedy: "write 10=data, 20=video: rating groups with the types of usage that prices know"))
          continue
        }
        settings.ratingGroups[group] = parts[1]
      }
    }
    return settings
  }

  /// Who may send accounting, and what it is charged as.
  static func radius(_ said: [Setting: [Said]], _ problems: inout [Problem]) -> RadiusSettings {
    var (clients, services, subject): ([RadiusClient], [RadiusService], SubjectSource) = ([], [RadiusService("data", .octets)], .userName)
    for one in said[.radiusClients] ?? [] { if let node = one.node { clients = RadiusClientsDocument.read(node, &problems) } }
    for one in said[.radiusServices] ?? [] {
      services = []
      for pair in one.text.split(separator: ",") {
        let parts = pair.split(separator: "=", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard parts.count == 2, let counter = RadiusService.Counter(rawValue: parts[1]), !parts[0].isEmpty, !services.contains(where: { $0.name == parts[0] }) else {
          problems.append(
            Problem(
              .wrongSetting, at: one.place, path: one.path, "\"\(pair)\" names no service and its counter",
              remedy: "write data=octets, online=seconds: types of usage that prices know, each once, with \(RadiusService.Counter.allCases.map(\.rawValue).joined(separator: ", "))"))
          continue
        }
        services.append(RadiusService(parts[0], counter))
      }
    }
    for one in said[.radiusSubject] ?? [] {
      guard let source = SubjectSource(rawValue: one.text) else {
        problems.append(
          Problem(
            .wrongSetting, at: one.place, path: one.path, "\"\(one.text)\" is no radiusSubject",
            remedy: "write one of \(SubjectSource.allCases.map(\.rawValue).joined(separator: ", "))"))
        continue
      }
      subject = source
    }
    if let port = said[.radiusPort]?.last, said[.radiusClients] == nil {
      problems.append(
        Problem(
          .wrongSetting, at: port.place, path: port.path, "nobody may send accounting to this port: there is no `radiusClients`",
          remedy: "name those who may, such as [{name: bras, network: 10.40.0.0/24, secretFile: bras.secret}]"))
    }
    return RadiusSettings(clients: clients, services: services, subject: subject)
  }

  /// Who may charge over Nchf, and where networks are told things.
  static func nchf(_ said: [Setting: [Said]], _ problems: inout [Problem]) -> Service.NchfDoor {
    var door = Service.NchfDoor(host: said[.nchfHost]?.last?.text ?? "127.0.0.1", port: 0)
    for one in said[.nchfIssuers] ?? [] { if let node = one.node { door.issuers.issuers = IssuerDocument.read(node, hasRoles: false, &problems) } }
    // What is wrong with settings that others have, too, is told once, there.
    var again: [Problem] = []
    door.issuers.networks = networks(said[.issuerNetworks] ?? [], &again)
    door.issuers.trustFile = said[.issuerTrust]?.last?.text
    door.reach = AddressGuard(allowed: networks(said[.notifyNetworks] ?? [], &problems))
    door.trustFile = said[.networkTrust]?.last?.text
    for one in said[.nchfSubject] ?? [] {
      guard let subject = NchfSettings.Subject(rawValue: one.text) else {
        problems.append(
          Problem(.wrongSetting, at: one.place, path: one.path, "\"\(one.text)\" is no nchfSubject", remedy: "write one of \(NchfSettings.Subject.allCases.map(\.rawValue).joined(separator: ", "))"))
        continue
      }
      door.settings.subject = subject
    }
    if said[.networkCertificate] != nil, said[.networkKey] != nil {
      // Offered within TLS: HTTP/2 and nothing else.
      door.certificate = networkCertificate(said, protocols: ["h2"], &again)
    }
    if let port = said[.nchfPort]?.last, door.issuers.issuers.isEmpty, said[.networkTrust] == nil, !["127.0.0.1", "::1", "localhost"].contains(door.host) {
      problems.append(
        Problem(
          .wrongSetting, at: port.place, path: port.path, "whoever reaches this port could charge: there are neither `nchfIssuers` nor `networkTrust`",
          remedy: "name whose tokens are taken, or whose certificates are; or listen on 127.0.0.1"))
    }
    return door
  }

  /// What the gateways show of themselves over TLS, and whom they let in.
  static func networkCertificate(_ said: [Setting: [Said]], protocols: [String], _ problems: inout [Problem]) -> GatewayCertificate? {
    let (file, key, trust) = (said[.networkCertificate]?.last, said[.networkKey]?.last, said[.networkTrust]?.last)
    if let file, let key {
      do throws(Rejection) { return try GatewayCertificate(certificate: file.text, key: key.text, trust: trust?.text, protocols: protocols) } catch {
        problems += error.problems
        return nil
      }
    }
    if let only = file ?? key ?? trust ?? said[.diameterTlsPort]?.last {
      let missing = file == nil ? Setting.networkCertificate : .networkKey
      problems.append(
        Problem(
          .wrongSetting, at: only.place, path: only.path, "TLS needs a certificate and its key, and there is no `\(missing.rawValue)`",
          remedy: "name both files: `networkCertificate` and `networkKey`"))
    }
    return nil
  }
}
