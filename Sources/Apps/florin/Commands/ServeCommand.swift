import ArgumentParser
import Bootstrap
import Foundation
import Primitives

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the HTTP API of a home.",
    discussion: """
      Describes itself at /docs (to read) and /openapi.json (for programs). Every answered request is a line of JSON on
      standard error. Settings come from --config, from the environment (FLORIN_PORT …) and from the command line; the later
      wins, and every mistake in them is told at once. SIGINT and SIGTERM stop it once requests under way are answered; on
      SIGHUP the certificate and its key are read again.
      """)
  @Option(help: "The address to listen on; 127.0.0.1 when nothing says otherwise.") var host: String?
  @Option(help: "The port, 8080 when nothing says otherwise; 0 lets the system choose.") var port: String?
  @Option(help: "How many requests read the database at the same time; two for each core when nothing says otherwise.") var readers: String?
  @Option(help: "How many connections are open at the same time; 2048 when nothing says otherwise.") var connections: String?
  @Option(help: "How long requests under way are given when the service is stopped; 10 when nothing says otherwise.") var stopSeconds: String?
  @Option(help: "A PEM file: the server's certificate, then those that vouch for it. With it, the service speaks TLS.") var tlsCertificate: String?
  @Option(help: "A PEM file with the key of the certificate.") var tlsKey: String?
  @Option(help: "Networks of yours that webhooks may reach, such as 10.20.0.0/16, with commas between; none when nothing says otherwise.") var webhookNetworks: String?
  @Option(help: "A PEM file of certificates that webhooks trust beside the system's.") var webhookTrust: String?
  @Option(help: "What this installation calls itself in events; urn:florin when nothing says otherwise.") var webhookSource: String?
  @Option(help: "The file with the key that seals the secrets of webhooks; secrets.key in the home when nothing says otherwise.") var secretsKeyFile: String?
  @Option(help: "Whose tokens are taken, as YAML or JSON: [{name: corp, issuer: https://login.example, audience: florin, roles: {desk: billing}}].") var issuers: String?
  @Option(help: "How people sign in, as YAML or JSON: {issuer: corp, clientId: florin-web, publicAddress: https://billing.example}.") var signIn: String?
  @Option(help: "Networks of yours in which issuers may be asked, with commas between; none when nothing says otherwise.") var issuerNetworks: String?
  @Option(help: "A PEM file of certificates that issuers are trusted by beside the system's.") var issuerTrust: String?
  @Option(help: "The port on which networks charge over Diameter, usually 3868; none when nothing says otherwise.") var diameterPort: String?
  @Option(help: "The address on which that port is opened; 127.0.0.1 when nothing says otherwise.") var diameterHost: String?
  @Option(help: "The name of this Diameter node, with its realm: ocs.billing.example.") var diameterName: String?
  @Option(help: "Realms whose messages are for this Diameter node beside those for its own, with commas between; none when nothing says otherwise.") var diameterRealms: String?
  @Option(help: "What names who uses something over Diameter, the first that counts first; e164, imsi, sip-uri, nai, private when nothing says otherwise.") var diameterSubject: String?
  @Option(help: "What rating groups are called in the catalog: 10=data,20=video.") var ratingGroups: String?
  @Option(help: "The port on which they do over TLS, usually 5658; none when nothing says otherwise.") var diameterTlsPort: String?
  @Option(help: "A PEM file: the certificate that networks see, then those that vouch for it.") var networkCertificate: String?
  @Option(help: "A PEM file with the key of that certificate.") var networkKey: String?
  @Option(help: "A PEM file of certificates that vouch for networks; with it, who shows none is not let in over TLS.") var networkTrust: String?
  @Option(help: "The port on which networks charge over Nchf (5G, HTTP/2); none when nothing says otherwise.") var nchfPort: String?
  @Option(help: "The address on which that port is opened; 127.0.0.1 when nothing says otherwise.") var nchfHost: String?
  @Option(help: "Whose tokens let networks in, as YAML or JSON: [{name: nrf, issuer: NRF, audience: CHF, keys: nrf.jwks}].") var nchfIssuers: String?
  @Option(help: "What names who uses something over Nchf: gpsi, supi or any; any when nothing says otherwise.") var nchfSubject: String?
  @Option(help: "Networks of yours in which networks' functions are told things, such as 10.50.0.0/16; none when nothing says otherwise.") var notifyNetworks: String?
  @Option(help: "How long a quota may lie unused before a network gives it back; nothing is said when nothing says otherwise.") var quotaHoldingSeconds: String?
  @Option(help: "When so many per cent of a quota are left, a network asks for more; nothing is said when nothing says otherwise.") var quotaThresholdPercent: String?
  @Option(help: "The port to which networks send RADIUS accounting, usually 1813; none when nothing says otherwise.") var radiusPort: String?
  @Option(help: "The address on which that port is opened; 127.0.0.1 when nothing says otherwise.") var radiusHost: String?
  @Option(help: "Who may send accounting, as YAML or JSON: [{name: bras, network: 10.40.0.0/24, secretFile: bras.secret}].") var radiusClients: String?
  @Option(help: "What counters are charged as: data=octets, online=seconds; data=octets when nothing says otherwise.") var radiusServices: String?
  @Option(help: "Which attribute names who uses it: user-name, calling-station-id or imsi; user-name when nothing says otherwise.") var radiusSubject: String?
  @Option(
    help: """
      A YAML file that says these: `host`, `port`, `readers`, `connections`, `stopSeconds`, `tlsCertificate`, `tlsKey`, `webhookNetworks`, `webhookTrust`,
      `webhookSource`, `secretsKeyFile`, `issuers`, `issuerNetworks`, `issuerTrust`, `signIn`, `diameterPort`, `diameterHost`,
      `diameterName`, `diameterRealms`, `diameterSubject`, `ratingGroups`, `diameterTlsPort`, `networkCertificate`, `networkKey`, `networkTrust`, `nchfPort`, `nchfHost`,
      `nchfIssuers`, `nchfSubject`, `notifyNetworks`, `quotaHoldingSeconds`, `quotaThresholdPercent`, `radiusPort`, `radiusHost`, `radiusClients`, `radiusServices`, `radiusSubject`.
      """) var config: String?
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let flags = [
        "host": host, "port": port, "readers": readers, "connections": connections, "stopSeconds": stopSeconds, "tlsCertificate": tlsCertificate,
        "tlsKey": tlsKey, "webhookNetworks": webhookNetworks, "webhookTrust": webhookTrust, "webhookSource": webhookSource, "secretsKeyFile": secretsKeyFile,
        "issuers": issuers, "issuerNetworks": issuerNetworks, "issuerTrust": issuerTrust, "signIn": signIn,
        "diameterPort": diameterPort, "diameterHost": diameterHost, "diameterName": diameterName, "diameterRealms": diameterRealms,
        "diameterSubject": diameterSubject, "ratingGroups": ratingGroups,
        "diameterTlsPort": diameterTlsPort, "networkCertificate": networkCertificate, "networkKey": networkKey, "networkTrust": networkTrust,
        "nchfPort": nchfPort, "nchfHost": nchfHost, "nchfIssuers": nchfIssuers, "nchfSubject": nchfSubject, "notifyNetworks": notifyNetworks,
        "quotaHoldingSeconds": quotaHoldingSeconds, "quotaThresholdPercent": quotaThresholdPercent,
        "radiusPort": radiusPort, "radiusHost": radiusHost, "radiusClients": radiusClients, "radiusServices": radiusServices, "radiusSubject": radiusSubject,
      ].compactMapValues(\.self)
      let settings = try ServiceConfiguration.read(file: config, environment: ProcessInfo.processInfo.environment, flags: flags, home: options.home)
      let installation = try Installation(folder: options.home)
      let service = Service(installation, settings: settings)
      if settings.issuers.issuers.isEmpty, try AccessKeys(installation).list().isEmpty {
        complain("No access key yet: `florin key create NAME --staff --home \(options.home)` makes one.")
      }
      try await service.run { print("API: \($0)docs  (stop with Ctrl-C)") }
    }
  }
}
