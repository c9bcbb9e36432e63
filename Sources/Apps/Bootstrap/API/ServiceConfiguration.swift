import ChargingGateway
import Feeds
import HTTPAPI
import Messaging
import Operations
public import Primitives

extension ProblemCode {
  public static let wrongSetting = ProblemCode("config.wrong-value")
}

/// How the service is to run, as it is said: by a file, by the environment, on the command line. The later wins.
///
///     host: 127.0.0.1
///     port: 8080
///     readers: 4
///     connections: 2048
///     stopSeconds: 10
///     tlsCertificate: florin.pem
///     tlsKey: florin.key
///     webhookNetworks: 10.20.0.0/16, fd12::/16
///     webhookTrust: house-authority.pem
///     webhookSource: https://billing.example
///     secretsKeyFile: secrets.key
///     issuers: [{name: corp, issuer: https://login.example, audience: florin, roles: {billing-desk: billing}}]
///     issuerNetworks: 10.30.0.0/16
///     issuerTrust: house-authority.pem
///     diameterPort: 3868
///     diameterHost: 127.0.0.1
///     diameterName: ocs.billing.example
///     diameterRealms: epc.billing.example
///     diameterSubject: e164, imsi
///     ratingGroups: 10=data, 20=video
///     diameterTlsPort: 5658
///     networkCertificate: ocs.pem
///     networkKey: ocs.key
///     networkTrust: networks.pem
///     nchfPort: 8081
///     nchfHost: 127.0.0.1
///     nchfIssuers: [{name: nrf, issuer: 5b8c7a6e-0000-4000-8000-000000000001, audience: CHF, keys: nrf.jwks}]
///     nchfSubject: any
///     notifyNetworks: 10.50.0.0/16
///     quotaHoldingSeconds: 600
///     quotaThresholdPercent: 20
///     radiusPort: 1813
///     radiusHost: 127.0.0.1
///     radiusClients: [{name: bras, network: 10.40.0.0/24, secretFile: bras.secret}]
///     radiusServices: data=octets
///     radiusSubject: user-name
///     signIn: {issuer: corp, clientId: florin-web, clientSecretFile: client.secret, publicAddress: https://billing.example}
public struct ServiceConfiguration: Sendable {
  /// One thing that can be set.
  enum Setting: String, CaseIterable {
    case host, port, readers, connections, stopSeconds, tlsCertificate, tlsKey, webhookNetworks, webhookTrust, webhookSource, secretsKeyFile, issuers, issuerNetworks, issuerTrust, signIn, diameterPort, diameterHost, diameterName, diameterRealms, diameterSubject, ratingGroups, diameterTlsPort,
      networkCertificate, networkKey, networkTrust, nchfPort, nchfHost, nchfIssuers, nchfSubject, notifyNetworks, quotaHoldingSeconds, quotaThresholdPercent,
      radiusPort, radiusHost, radiusClients, radiusServices, radiusSubject

    /// `FLORIN_PORT`, `FLORIN_STOP_SECONDS`.
    var variable: String { "FLORIN_" + words.joined(separator: "_").uppercased() }

    /// `--port`, `--stop-seconds`.
    var flag: String { "--" + words.joined(separator: "-") }

    private var words: [String] {
      rawValue.reduce(into: [""]) { words, letter in
        if letter.isUppercase { words.append("") }
        words[words.count - 1] += letter.lowercased()
      }
    }

    /// Whether it has parts of its own; then a variable and a flag say it as YAML or JSON.
    var isDocument: Bool { [.issuers, .signIn, .radiusClients, .nchfIssuers].contains(self) }

    /// The numbers it may be; `nil` for a text.
    var range: ClosedRange<Int>? {
      switch self {
      case .host, .tlsCertificate, .tlsKey, .webhookNetworks, .webhookTrust, .webhookSource, .secretsKeyFile, .issuers, .issuerNetworks, .issuerTrust, .signIn, .diameterHost, .diameterName, .diameterRealms, .diameterSubject, .ratingGroups,
        .networkCertificate, .networkKey, .networkTrust, .nchfHost, .nchfIssuers, .nchfSubject, .notifyNetworks, .radiusHost, .radiusClients, .radiusServices, .radiusSubject: nil
      case .port, .diameterPort, .diameterTlsPort, .nchfPort, .radiusPort: 0...65_535
      case .readers: 1...256
      case .quotaHoldingSeconds: 1...86_400
      case .quotaThresholdPercent: 1...99
      case .connections: 1...100_000
      case .stopSeconds: 0...3_600
      }
    }
  }

  /// What a setting says, and where.
  struct Said {
    var text: String
    var path: String
    var place: Problem.Place?
    /// Of a setting with parts.
    var node: SourceNode?
  }

  /// Reads all three, and tells every mistake in them at once.
  ///
  /// - Parameters:
  ///   - file: path of a YAML or JSON file.
  ///   - flags: what the command line says, by the setting's name.
  public static func read(file: String?, environment: [String: String], flags: [String: String]) throws -> Service.Settings {
    var said: [Setting: [Said]] = [:]
    var problems: [Problem] = []
    if let file {
      var reader = SourceReader(try SourceDocument.parse(try TextFile.read(file), file: file))
      for setting in Setting.allCases {
        guard let node = reader.optional(setting.rawValue) else { continue }
        if setting.isDocument {
          said[setting, default: []].append(Said(text: "", path: node.path, place: node.place, node: node))
          continue
        }
        guard let text = reader.text(node) else { continue }
        said[setting, default: []].append(Said(text: text, path: node.path, place: node.place))
      }
      reader.refuseUnknownFields()
      problems += reader.problems
    }
    for setting in Setting.allCases {
      for (path, text) in [(setting.variable, environment[setting.variable]), (setting.flag, flags[setting.rawValue])] {
        guard let text else { continue }
        var one = Said(text: text, path: path)
        if setting.isDocument {
          do throws(Rejection) { one.node = try SourceDocument.parse(text, file: path) } catch {
            problems += error.problems
            continue
          }
        }
        said[setting, default: []].append(one)
      }
    }
    var numbers: [Setting: Int] = [:]
    for setting in Setting.allCases {
      guard let range = setting.range else { continue }
      // Also what a later one overrides must be right: it will count one day.
      for one in said[setting] ?? [] {
        if let number = Int(one.text), range.contains(number) {
          numbers[setting] = number
        } else {
          problems.append(
            Problem(
              .wrongSetting, at: one.place, path: one.path, "\"\(one.text)\" is no \(setting.rawValue)",
              remedy: "write a whole number from \(range.lowerBound) to \(range.upperBound)"))
        }
      }
    }
    let certificate = certificate(said, &problems)
    let webhooks = webhooks(said, &problems)
    let issuers = issuers(said, &problems)
    var signIn: SignInClient?
    for one in said[.signIn] ?? [] { if let node = one.node { signIn = SignInDocument.read(node, issuers: issuers.issuers, &problems) } }
    var names = diameter(said, &problems)
    let radius = radius(said, &problems)
    let networks = networkCertificate(said, protocols: [], &problems)
    var nchf = nchf(said, &problems)
    if !problems.isEmpty { throw Rejection(problems) }
    var settings = Service.Settings()
    let quota = QuotaTerms(holdingSeconds: numbers[.quotaHoldingSeconds].map { Int64($0) }, thresholdPercent: numbers[.quotaThresholdPercent].map { Int64($0) })
    names.quota = quota
    if let port = numbers[.nchfPort].flatMap({ UInt16(exactly: $0) }) {
      nchf.port = port
      nchf.settings.ratingGroups = names.ratingGroups
      nchf.settings.quota = quota
      settings.nchf = nchf
    }
    if let port = numbers[.diameterPort].flatMap({ UInt16(exactly: $0) }) {
      settings.diameter = Service.DiameterDoor(host: said[.diameterHost]?.last?.text ?? "127.0.0.1", port: port, settings: names)
    }
    if let port = numbers[.diameterTlsPort].flatMap({ UInt16(exactly: $0) }) {
      settings.diameterTLS = Service.DiameterDoor(host: said[.diameterHost]?.last?.text ?? "127.0.0.1", port: port, settings: names, certificate: networks)
    }
    if let port = numbers[.radiusPort].flatMap({ UInt16(exactly: $0) }) {
      settings.radius = Service.RadiusDoor(host: said[.radiusHost]?.last?.text ?? "127.0.0.1", port: port, settings: radius)
    }
    if let host = said[.host]?.last { settings.host = host.text }
    if let port = numbers[.port].flatMap({ UInt16(exactly: $0) }) { settings.port = port }
    if let readers = numbers[.readers] { settings.readers = readers }
    if let connections = numbers[.connections] { settings.limits.connections = connections }
    if let seconds = numbers[.stopSeconds] { settings.limits.stopSeconds = Int64(seconds) }
    settings.certificate = certificate
    settings.webhooks = webhooks
    settings.issuers = issuers
    settings.signIn = signIn
    return settings
  }

  private static func webhooks(_ said: [Setting: [Said]], _ problems: inout [Problem]) -> WebhookSettings {
    var settings = WebhookSettings()
    settings.networks = networks(said[.webhookNetworks] ?? [], &problems)
    settings.trustFile = said[.webhookTrust]?.last?.text
    settings.secretsKeyFile = said[.secretsKeyFile]?.last?.text
    for one in said[.webhookSource] ?? [] {
      // CloudEvents: a reference to a resource, which is no empty text; blanks have no place in one.
      if one.text.isEmpty || one.text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) {
        problems.append(Problem(.wrongSetting, at: one.place, path: one.path, "\"\(one.text)\" is no name for an installation", remedy: "write an address or a URN, such as https://billing.example"))
      }
      settings.source = one.text
    }
    return settings
  }

  private static func issuers(_ said: [Setting: [Said]], _ problems: inout [Problem]) -> IssuerSettings {
    var settings = IssuerSettings()
    for one in said[.issuers] ?? [] { if let node = one.node { settings.issuers = IssuerDocument.read(node, &problems) } }
    settings.networks = networks(said[.issuerNetworks] ?? [], &problems)
    settings.trustFile = said[.issuerTrust]?.last?.text
    if let file = settings.trustFile {
      do throws(Rejection) { _ = try HTTPClient(trust: file) } catch { problems += error.problems }
    }
    return settings
  }

  /// The networks that the last of them says.
  static func networks(_ said: [Said], _ problems: inout [Problem]) -> [Network] {
    var networks: [Network] = []
    for one in said {
      networks = []
      for text in one.text.split(separator: ",").map({ $0.filter { $0 != " " } }) where !text.isEmpty {
        if let network = Network(text) {
          networks.append(network)
        } else {
          problems.append(
            Problem(.wrongSetting, at: one.place, path: one.path, "\"\(text)\" is no network", remedy: "write networks like 10.20.0.0/16 or fd12::/16, with commas between"))
        }
      }
    }
    return networks
  }

  /// Both files of TLS, or neither.
  private static func certificate(_ said: [Setting: [Said]], _ problems: inout [Problem]) -> ServerCertificate? {
    switch (said[.tlsCertificate]?.last, said[.tlsKey]?.last) {
    case (nil, nil): return nil
    case (let file?, let key?):
      do throws(Rejection) { return try ServerCertificate(certificate: file.text, key: key.text) } catch {
        problems += error.problems
        return nil
      }
    case (let only?, nil), (nil, let only?):
      let missing = said[.tlsKey] == nil ? Setting.tlsKey : .tlsCertificate
      problems.append(
        Problem(
          .wrongSetting, at: only.place, path: only.path, "TLS needs a certificate and its key, and there is no `\(missing.rawValue)`",
          remedy: "name both files, or neither: then the service speaks no TLS"))
      return nil
    }
  }
}
