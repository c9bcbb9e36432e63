import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives

extension WebhookEventType: ExpressibleByArgument {}
extension SignatureScheme: ExpressibleByArgument {}
extension WebhookDelivery.State: ExpressibleByArgument {}

struct WebhookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook", abstract: "Tell other systems what happens.",
    discussion: """
      `florin serve` sends what happens to the addresses made here, signed as Standard Webhooks say, in order for each object,
      and again for three days where it is not heard. Docs/webhooks.md shows how receivers check signatures.

      EXAMPLES
        florin webhook create https://shop.example/florin --event invoice.issued --event credit-note.issued
        florin webhook ping k7m2p9x4ab
        florin webhook deliveries k7m2p9x4ab --state given-up
        florin webhook replay k7m2p9x4ab --since 2026-03-01T00:00:00Z
        florin webhook rotate k7m2p9x4ab
      """,
    subcommands: [
      Create.self, List.self, Show.self, Change.self, Rotate.self, Remove.self, Ping.self, Deliveries.self, Replay.self, Events.self,
    ])

  /// Where the webhooks are, and how they are sent.
  struct Options: ParsableArguments {
    @OptionGroup var home: HomeOptions
    @Option(help: "The file with settings that `florin serve` reads; the environment is read as well.") var config: String?

    /// Those of a home that is there.
    var webhooks: Webhooks { get throws { try webhooks(of: Installation(existing: home.home)) } }

    func webhooks(of installation: Installation) throws -> Webhooks {
      Webhooks(installation, try ServiceConfiguration.read(file: config, environment: ProcessInfo.processInfo.environment, flags: [:]).webhooks)
    }
  }

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a webhook, and show its secret once.", discussion: "Events: \(WebhookEventType.choices.map(\.rawValue).joined(separator: ", ")).")
    @Argument(help: "Where to send: an https address.") var url: String
    @Option(help: "What it is told of, several times for several; everything when left out.") var event: [WebhookEventType] = []
    @Option(help: "hmac: by a secret that both hold; ed25519: only Florin can sign.") var signature: SignatureScheme = .hmac
    @Option(help: "What it is for.") var note = ""
    @OptionGroup var options: Options

    func run() async throws {
      try await answering(json: options.home.json) {
        let (webhook, secret) = try await options.webhooks(of: Installation(folder: options.home.home)).create(.init(address: url, note: note, types: Set(event)), scheme: signature)
        WebhookPrinting.show(webhook, secret: secret, json: options.home.json)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the webhooks.")
    @OptionGroup var options: Options

    func run() async throws {
      try await answering(json: options.home.json) {
        let all = try options.webhooks.list()
        if options.home.json {
          var json = JSONText()
          json.array { list in for webhook in all { WebhookPrinting.write(webhook, secret: nil, into: &list) } }
          return print(json.string)
        }
        if all.isEmpty { return print("No webhook yet: `florin webhook create URL` makes one.") }
        print(
          TextTable(["id", "state", "address", "events", "note"]).text(
            all.map { [$0.publicID, $0.health.state.rawValue, $0.address, WebhookPrinting.types($0), $0.note] }))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a webhook, without its secret.")
    @Argument(help: "The webhook's id.") var id: String
    @OptionGroup var options: Options

    func run() async throws {
      try await answering(json: options.home.json) { WebhookPrinting.show(try options.webhooks.find(id), json: options.home.json) }
    }
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Change a webhook, put it out of use, or back into it.")
    @Argument(help: "The webhook's id.") var id: String
    @Option(help: "Where to send from now on.") var url: String?
    @Option(help: "What it is told of from now on, several times for several.") var event: [WebhookEventType] = []
    @Flag(help: "It is told of everything from now on.") var everything = false
    @Option(help: "What it is for.") var note: String?
    @Flag(help: "Send nothing any more.") var disable = false
    @Flag(help: "Send again.") var enable = false
    @OptionGroup var options: Options

    func validate() throws {
      if disable, enable { throw ValidationError("either --disable or --enable") }
      if everything, !event.isEmpty { throw ValidationError("either --everything or --event") }
    }

    func run() async throws {
      try await answering(json: options.home.json) {
        let webhooks = try options.webhooks
        let known = try webhooks.find(id)
        let types = everything ? [] : event.isEmpty ? known.types : Set(event)
        let changed = try await webhooks.change(
          id, to: .init(address: url ?? known.address, note: note ?? known.note, types: types), isDisabled: disable || !enable && known.health.state == .disabled)
        WebhookPrinting.show(changed, json: options.home.json)
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Put a new secret in force, and show it once.")
    @Argument(help: "The webhook's id.") var id: String
    @Option(help: "For so many hours the old one signs as well.") var keepHours: Int = 24
    @OptionGroup var options: Options

    func validate() throws {
      if !(0...720).contains(keepHours) { throw ValidationError("--keep-hours is from 0 to 720") }
    }

    func run() async throws {
      try await answering(json: options.home.json) {
        let (webhook, secret) = try options.webhooks.rotate(id, keepSeconds: Int64(keepHours) * 3600)
        WebhookPrinting.show(webhook, secret: secret, json: options.home.json)
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Forget a webhook with its secrets.")
    @Argument(help: "The webhook's id.") var id: String
    @OptionGroup var options: Options

    func run() async throws {
      try await answering(json: options.home.json) {
        try options.webhooks.remove(id)
        print(options.home.json ? "{\"removed\":\"\(id)\"}" : "Removed \(id).")
      }
    }
  }
}
