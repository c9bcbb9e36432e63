import HTTPAPI
import Operations
import Parties
import Primitives
import Store
import Usage

extension FlorinAPI {
  var usageEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/accounts/{account}/usage", chapter: "Usage", name: "listUsage", "List what an account used",
        about: "Billed or not, by subscription and type, the events of each in the order they happened.",
        parameters: [
          .path("account", "The account's reference."), .query("from", .day, required: true, "The first day, in the account's time zone."),
          .query("until", .day, required: true, "The first day that does not belong to it any more; at most 366 days later."),
        ] + Endpoint.Parameter.paging,
        answers: [.json(.page(FlorinAPI.usedEvent), "Usage events.")],
        for: Who.accounts, work: .reading { request in
          let account = try account(request.text("account"), request)
          let events = try usage(of: account, from: request.day("from"), until: request.day("until"))
          let page = PageOf(ofAll: events, after: try request.after(), limit: request.limit)
          return .page(PageOf(try named(page.items), next: page.next), FlorinAPI.usedEvent, request)
        }),
      Endpoint(
        .get, "/v1/usage/batches", chapter: "Usage", name: "listUsageBatches", "List imports of usage", about: "Newest first; the last thousand.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(FlorinAPI.batch), "Imports.")],
        for: Who.usageFiles, work: .reading { request in
          let batches = try UsageImports(installation).batches(limit: 1000)
          return .page(PageOf(ofAll: batches, after: try request.after(), limit: request.limit), FlorinAPI.batch, request)
        }),
      Endpoint(
        .get, "/v1/usage/rejects", chapter: "Usage", name: "listRejectedUsage", "List records that were refused",
        about: "Each with its line, its problem and the remedy, in the order of import and line; the first ten thousand.",
        parameters: [
          .query("batch", .integer(1...Int(Int32.max)), "Only this import's."),
          .query("state", .choice(StoredReject.State.allCases.map(\.rawValue)), "Only those; open when left out."),
        ] + Endpoint.Parameter.paging,
        answers: [.json(.page(FlorinAPI.reject), "Refused records.")],
        for: Who.usageFiles, work: .reading { request in
          let state = request.text("state").flatMap(StoredReject.State.init(rawValue:)) ?? .open
          let rejects = try UsageImports(installation).rejects(batch: request.integer("batch").map(Int64.init), states: [state], limit: 10_000)
          return .page(PageOf(ofAll: rejects, after: try request.after(), limit: request.limit), FlorinAPI.reject, request)
        }),
    ]
  }

  /// An event with its subscription and what it is called where it came from.
  struct UsedEvent: Sendable {
    var type: String
    var event: MeteredUsage
    var subscription: SubscriptionID
    var label: SubscriptionLabel?
    var identity: EventIdentityText?
  }

  static let usedEvent = Shape<UsedEvent>(
    "UsageEvent", "One accepted usage event.",
    [
      .textIfAny("source", "Where it came from.") { $0.identity?.source }, .textIfAny("id", "What it is called there.") { $0.identity?.id },
      .text("type") { $0.type }, .textIfAny("subscription") { $0.label?.reference }, .textIfAny("subject") { $0.label?.subject },
      .instant("at") { $0.event.at }, .decimal("quantity") { $0.event.quantity },
      .init("attributes", .map(.anyOfType("string")), "What prices may look at.") { used, _, name, json in
        json.key(name)
        json.object { for (key, value) in used.event.attributes.sorted(by: { $0.key < $1.key }) { $0.field(named: key, value) } }
      },
    ])

  static let batch = Shape<UsageBatch>(
    "UsageBatch", "One import: read = accepted + duplicate + rejected.",
    [
      .number("batch", "Its number.") { Int($0.id) }, .text("file") { FlorinAPI.fileName($0.file) }, .choice("format", UsageBatch.Format.allCases.map(\.rawValue)) { $0.format.rawValue },
      .instant("startedAt") { $0.startedAt }, .instant("finishedAt", "Missing while it goes on.") { $0.finishedAt },
      .number("read") { $0.counts.read }, .number("accepted") { $0.counts.accepted }, .number("duplicate") { $0.counts.duplicate },
      .number("rejected") { $0.counts.rejected }, .number("changed", "Among the duplicates: other content.") { $0.counts.changed },
      .number("held", "Among the accepted: not yet claimed by a subscription.") { $0.counts.held },
    ])

  static let reject = Shape<StoredReject>(
    "RejectedUsage", "A record that was refused.",
    [
      .number("reject", "Its number.") { Int($0.id) }, .number("batch") { Int($0.batch) }, .text("file") { FlorinAPI.fileName($0.file) }, .number("line") { Int($0.record.line) },
      .choice("state", StoredReject.State.allCases.map(\.rawValue)) { $0.state.rawValue }, .object("problem", ProblemDocument.entry) { reject in
        var problem = reject.record.problem
        problem.place = problem.place.map { .init(file: "", line: $0.line, column: $0.column) }
        return problem
      },
      .text("raw", "The record as it came.") { String(decoding: $0.record.raw, as: UTF8.self) },
    ])

  /// Without the folder, which is the machine's business.
  static func fileName(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

  private func usage(of account: BillingAccount, from: Day?, until: Day?) throws -> [UsedEvent] {
    guard let from, let until, from < until, until.number - from.number <= 366 else {
      throw Rejection(
        Problem(.wrongPeriod, path: "until", "the days \(from?.description ?? "") to \(until?.description ?? "") are no period of 1 to 366 days", remedy: "let `until` be a later day, at most 366 days after `from`"))
    }
    let zone = Zones.zone(account.zoneName) ?? .utc
    return try store.usage(of: account.id, within: InstantRange(start: zone.start(of: from), end: zone.start(of: until))).flatMap { group in
      group.events.map { UsedEvent(type: group.type, event: $0, subscription: group.subscription) }
    }
  }

  private func named(_ events: [UsedEvent]) throws -> [UsedEvent] {
    let labels = try store.subscriptionLabels(Set(events.map(\.subscription)).sorted())
    let identities = try store.eventIdentities(events.map(\.event.event))
    return events.map { event in
      var named = event
      (named.label, named.identity) = (labels[event.subscription], identities[event.event.event])
      return named
    }
  }
}

extension ProblemCode {
  static let wrongPeriod = ProblemCode("http.wrong-period")
}
