import Catalog
import Primitives
import Subscriptions
import Testing

/// Each row fails one rule later than the row above, in the order of `AmendmentRefusal`.
@Suite struct AmendmentTests {
  static let catalog = CatalogIndex(
    Catalog(
      code: "shop",
      offerings: [
        World.offering("basic", options: ["extra", "closed"], [World.price("basic.monthly", .recurring(RecurringTerms()), [World.version(1000)])]),
        World.offering("plus", options: ["extra"], [World.price("plus.monthly", .recurring(RecurringTerms()), [World.version(2000)])]),
        World.offering("bare", .plan, []),
        World.offering("works", segments: ["business"], []),
        World.offering("web-only", channels: ["partner"], []),
        World.offering("old", effective: EffectivePeriod(from: Day(number: 0), to: Day(2026, 2, 1)), []),
        World.offering("extra", .option, []),
        World.offering("other", .option, []),
        World.offering("duo", .bundle, includes: ["plus", "bare"], []),
      ],
      promotions: [
        Promotion(
          code: "spring", name: "Spring", effective: EffectivePeriod(from: Day(2026, 3, 1) ?? .open), reduction: .percent(10),
          scope: .account)
      ]))

  struct Row: Sendable, CustomTestStringConvertible {
    var day: String
    var change: Amendment.Change
    var refusal: AmendmentRefusal?
    init(_ day: String, _ change: Amendment.Change, _ refusal: AmendmentRefusal?) {
      (self.day, self.change, self.refusal) = (day, change, refusal)
    }
    var testDescription: String { "\(day) \(change)" }
  }

  static func d(_ text: String) -> Day { Day(text) ?? .open }
  static let rows = [
    Row("2026-02-01", .activate, .alreadyActive),
    Row("2026-06-01", .changeQuantity(of: .plan, to: 2), .ended(on: d("2026-06-01"))),
    Row("2026-01-09", .changeQuantity(of: .plan, to: 2), .beforeStart(d("2026-01-10"))),
    Row("2026-01-11", .changeQuantity(of: .plan, to: 2), .beforeEarliest(d("2026-01-12"))),
    Row("2026-02-01", .changeQuantity(of: .offering("plus"), to: 2), .notHeld(on: d("2026-02-01"))),
    Row("2026-02-01", .changeQuantity(of: .plan, to: 0), .quantityNotAllowed(limit: QuantityLimit.most)),
    Row("2026-02-01", .changeQuantity(of: .plan, to: Exact(1_000_000_000_000_000_000)), .quantityNotAllowed(limit: QuantityLimit.most)),
    Row("2026-02-01", .changeQuantity(of: .plan, to: -1), .quantityNotAllowed(limit: QuantityLimit.most)),
    Row("2026-02-01", .changeQuantity(of: .plan, to: 1), .nothingChanges),
    Row("2026-02-01", .changeQuantity(of: .plan, to: 2), nil),
    Row("2026-02-01", .changeOffering(of: .plan, to: "none", agreements: []), .unknownOffering("none")),
    Row("2026-02-01", .changeOffering(of: .plan, to: "old", agreements: []), .ineligible("old", .noLongerOffered(since: d("2026-02-01")))),
    Row("2026-02-01", .changeOffering(of: .plan, to: "works", agreements: []), .ineligible("works", .segment(allowed: ["business"]))),
    Row("2026-02-01", .changeOffering(of: .plan, to: "web-only", agreements: []), .ineligible("web-only", .channel(allowed: ["partner"]))),
    Row("2026-02-01", .changeOffering(of: .plan, to: "extra", agreements: []), .notAPlan("extra")),
    Row("2026-02-01", .changeOffering(of: .plan, to: "bare", agreements: []), .optionNotAllowed("extra", by: "bare")),
    Row("2026-02-01", .changeOffering(of: .plan, to: "basic", agreements: []), .nothingChanges),
    Row("2026-02-01", .changeOffering(of: .plan, to: "plus", agreements: []), nil),
    Row("2026-02-01", .addOption("plus", quantity: 1, agreements: []), .notAnOption("plus")),
    Row("2026-02-01", .addOption("other", quantity: 1, agreements: []), .optionNotAllowed("other", by: "basic")),
    Row("2026-02-01", .addOption("extra", quantity: 1, agreements: []), .alreadyHeld("extra")),
    Row("2026-01-15", .addOption("extra", quantity: 1, agreements: []), .alreadyHeld("extra")),
    Row("2026-02-01", .removeOption(.plan), .notAnOption("basic")),
    Row("2026-02-01", .removeOption(.offering("extra")), nil),
    Row("2026-02-01", .move(to: BillingAccountID(9)), .unknownAccount),
    Row("2026-02-01", .move(to: World.first), .nothingChanges),
    Row("2026-02-01", .move(to: World.second), nil),
    Row("2026-02-01", .resume, .notSuspended),
    Row("2026-03-25", .suspend, .alreadySuspended(from: d("2026-03-20"))),
    Row("2026-02-01", .suspend, .alreadySuspended(from: d("2026-03-20"))),
    Row("2026-03-25", .resume, nil),
    Row("2026-07-01", .cancel, .alreadyEnding(on: d("2026-06-01"))),
    Row("2026-05-01", .cancel, nil),
    Row("2026-02-01", .cancelAtTermEnd, nil),
    Row("2026-02-01", .withdrawCancellation, nil),
    Row("2026-02-01", .attachPromotion("autumn"), .unknownPromotion("autumn")),
    Row("2026-02-01", .attachPromotion("spring"), .promotionNotOffered("spring")),
    Row("2026-03-01", .attachPromotion("spring"), nil),
  ]

  /// `basic` from 10 January with `extra` from 20 January, suspended from 20 March, ending on 1 June.
  static func subscription() -> Subscription? {
    let facts: [SubscriptionFact.Change] = [
      .itemOpened(SubscriptionItem(number: 2, offering: "extra", from: d("2026-01-20"))),
      .suspended(from: d("2026-03-20")), .endSet(on: d("2026-06-01")),
    ]
    return Subscription.replay(
      id: SubscriptionID(7), World.ordered() + facts.map { SubscriptionFact(recordedOn: World.start, $0) })
  }

  @Test(arguments: rows) func refusals(_ row: Row) throws {
    var context = World.context(Self.catalog)
    context.earliest = try day("2026-01-12")
    let subscription = try #require(Self.subscription())
    switch subscription.amending(Amendment(on: try day(row.day), row.change), in: context) {
    case .refused(let refusal): #expect(refusal == row.refusal)
    case .amended(let next, let facts, _):
      #expect(row.refusal == nil)
      #expect(!facts.isEmpty)
      #expect(next != subscription)
    }
  }

  @Test func aDraftOnlyWaitsForItsActivation() throws {
    let facts = World.ordered().dropLast()
    let draft = try #require(Subscription.replay(id: SubscriptionID(7), Array(facts)))
    #expect(draft.state(on: World.start) == .draft)
    let context = World.context(Self.catalog)
    #expect(draft.amending(Amendment(on: World.start, .suspend), in: context) == .refused(.draft))
    let later = try day("2026-01-20")
    guard case .amended(let active, _, _) = draft.amending(Amendment(on: later, .activate), in: context) else {
      Issue.record("refused")
      return
    }
    #expect(active.startsOn == later)
    #expect(active.payer(on: later) == World.first)
  }

  @Test func statesFollowTheDays() throws {
    let subscription = try #require(Self.subscription())
    let table = ["2026-01-01": Subscription.State.active, "2026-03-19": .active, "2026-03-20": .suspended, "2026-06-01": .ended]
    for (text, state) in table { #expect(subscription.state(on: try day(text)) == state) }
  }

  @Test func aBundleOpensAndClosesWhatItIncludes() throws {
    let order = Order(
      key: "O", customer: "C", account: "A", channel: "web", placedOn: World.start,
      lines: [OrderLine(offering: "duo", startsOn: World.start)])
    let facts = try #require(order.subscriptionFacts(user: CustomerID(1), payer: World.first, catalog: Self.catalog).first)
    let subscription = try #require(Subscription.replay(id: SubscriptionID(7), facts))
    #expect(subscription.items.map(\.offering) == ["duo", "plus", "bare"])
    let change = Amendment(on: try day("2026-02-01"), .changeOffering(of: .plan, to: "basic", agreements: []))
    guard case .amended(let after, _, _) = subscription.amending(change, in: World.context(Self.catalog)) else {
      Issue.record("refused")
      return
    }
    #expect(after.items.filter { $0.to == nil }.map(\.offering) == ["basic"])
  }
}
