public import Primitives

/// What others may be told of. Each follows from a fact that is in the books for good.
public enum WebhookEventType: String, Sendable, Hashable, CaseIterable, Comparable {
  case invoiceIssued = "invoice.issued"
  case creditNoteIssued = "credit-note.issued"
  case invoiceCancelled = "invoice.cancelled"
  case subscriptionCreated = "subscription.created"
  case subscriptionChanged = "subscription.changed"
  case billRunFinished = "bill-run.finished"
  case usageRejected = "usage.rejected"
  case usageHeld = "usage.held"
  case catalogPublished = "catalog.published"
  case balanceLow = "balance.low"
  case limitReached = "balance.limit"
  /// Sent when somebody asks for it, to see whether an endpoint hears.
  case ping = "webhook.ping"

  public static func < (a: WebhookEventType, b: WebhookEventType) -> Bool { a.rawValue < b.rawValue }

  /// Those that endpoints choose from.
  public static let choices = allCases.filter { $0 != .ping }

  /// What it says, for documentation.
  public var about: String {
    switch self {
    case .invoiceIssued: "An invoice was issued."
    case .creditNoteIssued: "A credit note was issued."
    case .invoiceCancelled: "An invoice was taken back whole; it may be billed again under another number."
    case .subscriptionCreated: "A subscription was ordered."
    case .subscriptionChanged: "A subscription was amended."
    case .billRunFinished: "A bill run has decided all of its accounts."
    case .usageRejected: "Usage records were refused; they wait to be corrected."
    case .usageHeld: "Usage was accepted that no subscription claims."
    case .catalogPublished: "A catalog was published."
    case .balanceLow: "Less is left of a balance than one of its controls names; with `topUp`, so much should be paid in."
    case .limitReached: "A limit of a balance is used up to a level that one of its controls names, lets nothing more be granted, or refuses what goes beyond it."
    case .ping: "A test."
    }
  }

  /// The event's name, which is its `webhook-id`: the same for every attempt and every replay.
  ///
  /// - Parameter number: of the fact.
  public func name(_ number: Int64) -> String { "\(rawValue.replacing(".", with: "_"))_\(number)" }
}

/// Something that happened, as others are told of it.
public struct WebhookEvent: Sendable, Hashable {
  /// Its place in the order in which events were recorded.
  public var id: Int64
  public var name: String
  public var type: WebhookEventType
  /// The address of what it is about below `/v1/`, such as `invoices/ES-000001`.
  public var subject: String
  /// When Florin took note of it, by the clock of its home.
  public var recordedAt: Instant
  /// What there is to say, as a JSON object.
  public var data: String

  public init(id: Int64, name: String, type: WebhookEventType, subject: String, recordedAt: Instant, data: String) {
    self.id = id
    self.name = name
    self.type = type
    self.subject = subject
    self.recordedAt = recordedAt
    self.data = data
  }

  public static let mediaType = "application/cloudevents+json"

  /// The event as CloudEvents 1.0 in structured JSON: equal events give equal bytes.
  ///
  /// - Parameter source: what the installation calls itself.
  public func cloudEvent(source: String) -> [UInt8] {
    var json = JSONText(reservingCapacity: data.utf8.count + 512)
    json.object {
      $0.field("specversion", "1.0")
      $0.field("id", name)
      $0.field("source", source)
      $0.field("type", type.rawValue)
      $0.field("subject", subject)
      $0.field("time", recordedAt)
      $0.field("datacontenttype", "application/json")
      $0.key("data")
      $0.raw(data)
    }
    return json.bytes
  }
}
