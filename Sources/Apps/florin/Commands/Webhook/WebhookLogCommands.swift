import ArgumentParser
import Bootstrap
import Operations
import Primitives

extension WebhookCommand {
  struct Ping: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Send a test event now; exits with 1 when it is not heard.")
    @Argument(help: "The webhook's id.") var id: String
    @OptionGroup var options: Options

    func run() async throws {
      try await answering(json: options.home.json) {
        let delivery = try await options.webhooks.ping(id)
        WebhookPrinting.show([delivery], json: options.home.json)
        if delivery.state != .delivered { throw Exits.refused }
      }
    }
  }

  struct Deliveries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what a webhook was sent, the newest first.")
    @Argument(help: "The webhook's id.") var id: String
    @Option(help: "Only these: waiting, delivered, given-up.") var state: WebhookDelivery.State?
    @Option(help: "How many.") var limit = 50
    @OptionGroup var options: Options

    func run() async throws {
      try await answering(json: options.home.json) {
        WebhookPrinting.show(try options.webhooks.deliveries(id, DeliveryFilter(state: state, limit: max(0, limit))), json: options.home.json)
      }
    }
  }

  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Queue events once more: one, or all of a time.", discussion: "A running `florin serve` sends them. Receivers know repeats by webhook-id, which stays the same.")
    @Argument(help: "The webhook's id.") var id: String
    @Option(help: "One event, by its name.") var event: String?
    @Option(help: "All events from this instant on, such as 2026-03-01T00:00:00Z.") var since: String?
    @Option(help: "Only those before this instant.") var until: String?
    @OptionGroup var options: Options

    func validate() throws {
      if (event == nil) == (since == nil) { throw ValidationError("either --event or --since") }
      for text in [since, until].compactMap(\.self) where Instant(text) == nil { throw ValidationError("\"\(text)\" is no instant: write it like 2026-03-01T00:00:00Z") }
    }

    func run() async throws {
      try await answering(json: options.home.json) {
        let count = try options.webhooks.replay(id, event: event, since: since.flatMap { Instant($0) }, until: until.flatMap { Instant($0) })
        print(options.home.json ? "{\"queued\":\(count)}" : "\(count) \(count == 1 ? "event waits" : "events wait") to be sent.")
      }
    }
  }

  struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what happened, as webhooks are told of it.")
    @Option(help: "Only this type, several times for several.") var type: [WebhookEventType] = []
    @Option(help: "From this instant on.") var since: String?
    @Option(help: "How many.") var limit = 50
    @OptionGroup var options: Options

    func validate() throws {
      if let since, Instant(since) == nil { throw ValidationError("\"\(since)\" is no instant: write it like 2026-03-01T00:00:00Z") }
    }

    func run() async throws {
      try await answering(json: options.home.json) {
        let events = try options.webhooks.events(WebhookEventFilter(types: Set(type), since: since.flatMap { Instant($0) }, limit: max(0, limit)))
        if options.home.json {
          var json = JSONText()
          json.array { list in for event in events { WebhookPrinting.write(event, into: &list) } }
          return print(json.string)
        }
        if events.isEmpty { return print("Nothing was recorded: events are recorded while there is a webhook, by a running `florin serve`.") }
        print(TextTable(["event", "type", "subject", "time"]).text(events.map { [$0.name, $0.type.rawValue, $0.subject, "\($0.recordedAt)"] }))
      }
    }
  }
}
