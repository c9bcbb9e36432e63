public import Parties
public import Primitives
import Rating
import Usage

/// An event that arrived after the bill it belongs to, or was corrected after it, and waits for a correction of that bill.
public struct WaitingUsage: Sendable, Hashable {
  public var event: Int64
  public var account: BillingAccountID
  public var at: Instant
  /// The round in which it, or its correction, was accepted; the latest one when no bill has passed it by yet.
  public var round: Int64
  /// Of an event that was corrected: by which one, and in which rounds both were accepted.
  public var corrected: Replaced?

  public struct Replaced: Sendable, Hashable {
    public var by: Int64
    public var acceptedIn: Int64
    public var correctedIn: Int64

    public init(by: Int64, acceptedIn: Int64, correctedIn: Int64) {
      self.by = by
      self.acceptedIn = acceptedIn
      self.correctedIn = correctedIn
    }
  }

  public init(event: Int64, account: BillingAccountID, at: Instant, round: Int64 = .max, corrected: Replaced? = nil) {
    self.round = round
    self.event = event
    self.account = account
    self.at = at
    self.corrected = corrected
  }
}

/// A standing invoice with the days of one account that it covers.
public struct CoveringInvoice: Sendable, Hashable {
  public var id: InvoiceID
  public var number: String
  public var payer: BillingAccountID
  public var period: ServicePeriod
  /// Usage accepted in later rounds was not looked at.
  public var usageThroughRound: Int64

  public init(id: InvoiceID, number: String, payer: BillingAccountID, period: ServicePeriod, usageThroughRound: Int64) {
    self.id = id
    self.number = number
    self.payer = payer
    self.period = period
    self.usageThroughRound = usageThroughRound
  }
}

/// Days of an account that a booked re-rating priced again.
public struct PricedAgain: Sendable, Hashable {
  public var period: ServicePeriod
  /// It took in all usage accepted up to this round.
  public var usageThroughRound: Int64
  public var invoicesThrough: InvoiceID

  public init(period: ServicePeriod, usageThroughRound: Int64, invoicesThrough: InvoiceID) {
    self.period = period
    self.usageThroughRound = usageThroughRound
    self.invoicesThrough = invoicesThrough
  }

  /// Whether it priced days of an invoice again, which then can no longer be cancelled.
  func covers(_ invoice: CoveringInvoice) -> Bool { invoice.id <= invoicesThrough && period.intersection(invoice.period) != nil }
}

/// One paying account whose invoices missed usage, and what has to be cancelled to bill it where it belongs.
public struct MissedUsage: Sendable, Hashable {
  public var payer: BillingAccountID
  public var reference: String
  public var events: Int
  public var firstAt: Instant
  public var lastAt: Instant
  /// The invoices to cancel and bill again, the earliest first: the one that missed the usage and all behind it. Empty
  /// when no invoice is there that could be cancelled.
  public var invoices: [CoveringInvoice]

  /// A re-rating priced some of these days again; the usage that came since is for another one to take in.
  public var wasPricedAgain: Bool

  /// Whether the invoices can be cancelled and billed again.
  public var canBeBilledAgain: Bool { !invoices.isEmpty && !wasPricedAgain }

  /// Whether correcting the account's latest invoice is enough.
  public var concernsLatestOnly: Bool { invoices.count == 1 }
}

/// Where late usage is read from.
public protocol LateUsageStore: Sendable {
  /// Late events that bills have left out by rule, by account and instant.
  func waitingUsage() throws -> [WaitingUsage]
  /// Every event that was corrected and belongs to an account.
  func correctedUsage() throws -> [WaitingUsage]
  /// Numbers of the invoices cancelled under keys that are this text and the number, in the order of their issue.
  func cancelledInvoices(under keyPrefix: String) throws -> [String]
  /// What booked re-ratings have priced again of an account.
  func pricedAgain(_ account: BillingAccountID) throws -> [PricedAgain]
  /// Standing invoices that cover an account, in the order of their issue.
  func standingInvoices(covering account: BillingAccountID) throws -> [CoveringInvoice]
}

/// Finds usage that waits for a correction, and which invoices it concerns.
public struct FindMissedUsage {
  let store: any LateUsageStore
  let runs: any BillRunStore
  let parties: any PartyStore
  let billing: AccountBilling

  public init(store: any LateUsageStore, runs: any BillRunStore, parties: any PartyStore, billing: AccountBilling) {
    self.store = store
    self.runs = runs
    self.parties = parties
    self.billing = billing
  }

  /// By paying account, in the order of their numbers.
  public func callAsFunction() throws -> [MissedUsage] {
    var late = try store.waitingUsage()
    let known = Set(late.map(\.event))
    late += try leftOutNow().filter { !known.contains($0.event) }
    let corrected = try store.correctedUsage()
    var found: [BillingAccountID: MissedUsage] = [:]
    for id in Set(late.map(\.account)).union(corrected.map(\.account)).sorted() {
      guard let account = try parties.account(id) else { continue }
      let zone = billing.context.pricing.zones[account.zoneName] ?? .utc
      let invoices = try store.standingInvoices(covering: id)
      let again = try store.pricedAgain(id)
      func isTakenIn(_ event: WaitingUsage) -> Bool {
        again.contains { $0.period.contains(zone.day(of: event.at)) && event.round <= $0.usageThroughRound }
      }
      var replacing: Set<Int64> = []
      for event in corrected where event.account == id && !isTakenIn(event) {
        guard let rounds = event.corrected, let first = FindMissedUsage.billedWrong(rounds, zone.day(of: event.at), in: invoices) else { continue }
        // What takes its place is billed with the same correction.
        replacing.insert(rounds.by)
        try add(event, invoices[first].payer, Array(invoices[first...]), again, to: &found)
      }
      for event in late where event.account == id && !replacing.contains(event.event) && !isTakenIn(event) {
        let first = FindMissedUsage.missing(zone.day(of: event.at), in: invoices)
        let payer = first.map { invoices[$0].payer } ?? account.consolidatedInto ?? id
        try add(event, payer, first.map { Array(invoices[$0...]) } ?? [], again, to: &found)
      }
    }
    return found.values.sorted { $0.payer < $1.payer }
  }

  /// The place of the invoice that covers a day, or else of the last one before it: cancelling that opens the day again.
  static func missing(_ day: Day, in invoices: [CoveringInvoice]) -> Int? {
    invoices.firstIndex { $0.period.contains(day) } ?? invoices.lastIndex { $0.period.end <= day }
  }

  /// The place of the invoice that billed an event as it was before its correction; `nil` when none did.
  static func billedWrong(_ rounds: WaitingUsage.Replaced, _ day: Day, in invoices: [CoveringInvoice]) -> Int? {
    guard let first = invoices.firstIndex(where: { day < $0.period.end && $0.usageThroughRound >= rounds.acceptedIn }) else { return nil }
    return invoices[first].usageThroughRound < rounds.correctedIn ? first : nil
  }

  private func add(
    _ event: WaitingUsage, _ payer: BillingAccountID, _ invoices: [CoveringInvoice], _ again: [PricedAgain],
    to found: inout [BillingAccountID: MissedUsage]
  ) throws {
    let wasPricedAgain = invoices.contains { invoice in again.contains { $0.covers(invoice) } }
    guard var known = found[payer] else {
      found[payer] = MissedUsage(
        payer: payer, reference: try parties.account(payer)?.reference ?? "", events: 1, firstAt: event.at, lastAt: event.at, invoices: invoices,
        wasPricedAgain: wasPricedAgain)
      return
    }
    known.events += 1
    known.firstAt = min(known.firstAt, event.at)
    known.lastAt = max(known.lastAt, event.at)
    known.wasPricedAgain = known.wasPricedAgain || wasPricedAgain
    if invoices.count > known.invoices.count { known.invoices = invoices }
    found[payer] = known
  }

  /// Late events that the next bill would leave out; no bill has written them down yet.
  private func leftOutNow() throws -> [WaitingUsage] {
    var found: [WaitingUsage] = []
    let candidates = try runs.planCandidates().filter { $0.consolidatedInto == nil && $0.holdsAnything }
    for start in stride(from: 0, to: candidates.count, by: 200) {
      let batch = candidates[start..<min(start + 200, candidates.count)].map {
        PendingAccount(ordinal: 0, account: $0.account, billThrough: $0.billedThrough, usageThroughRound: .max)
      }
      try runs.readFacts(batch, zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents) { _, facts in
        for member in [facts.payer] + facts.children {
          for event in member.usage.awaitingCorrection.flatMap(\.events) {
            found.append(WaitingUsage(event: event.event, account: member.account.id, at: event.at))
          }
        }
      }
    }
    return found
  }
}
