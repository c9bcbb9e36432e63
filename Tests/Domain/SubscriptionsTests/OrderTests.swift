import Catalog
import Primitives
import Subscriptions
import Testing

@Suite struct OrderTests {
  static func order(_ line: OrderLine) -> Order {
    Order(key: "O-1", customer: "C-1", account: "A-1", channel: "web", placedOn: World.start, lines: [line])
  }
  static func line(_ offering: OfferingCode, _ edit: (inout OrderLine) -> Void = { _ in }) -> OrderLine {
    var line = OrderLine(offering: offering, startsOn: World.start)
    edit(&line)
    return line
  }
  static let agreement = PriceAgreement(price: "basic.monthly", effective: EffectivePeriod(from: World.start), change: .replace(5))

  static let rows: [(OrderLine, [ProblemCode])] = [
    (line("basic"), []),
    (line("basic") { $0.options = [OptionChoice(offering: "extra")] }, []),
    (line("basic") { $0.agreements = [agreement] }, []),
    (line("duo"), []),
    (line("basik"), [.orderUnknownOffering]),
    (line("extra"), [.orderNotAPlan]),
    (line("works"), [.orderIneligible]),
    (line("web-only"), [.orderIneligible]),
    (line("basic") { $0.quantity = -1 }, [.orderQuantity]),
    (line("basic") { $0.quantity = Exact(1_000_000_000_000_000_000) }, [.orderQuantity]),
    (line("basic") { $0.quantity = Exact(1_000_000_000) }, []),
    (line("basic") { $0.endsOn = World.start.adding(days: -1) }, [.orderEndsBeforeStart]),
    (line("basic") { $0.endsOn = World.start }, []),
    (line("basic") { $0.termMonths = 0 }, [.orderTerm]),
    (line("basic") { $0.options = [OptionChoice(offering: "other")] }, [.orderOptionNotAllowed]),
    (line("basic") { $0.options = [OptionChoice(offering: "extra"), OptionChoice(offering: "extra")] }, [.orderOverlap]),
    (line("basic") { $0.promotions = ["spring"] }, [.orderUnknownPromotion]),
    (line("plus") { $0.agreements = [agreement] }, [.orderUnknownPrice]),
    (line("basik") { $0.quantity = 0 }, [.orderQuantity, .orderUnknownOffering]),
  ]

  @Test(arguments: rows.indices) func problems(_ row: Int) {
    let (line, codes) = Self.rows[row]
    let problems = Self.order(line).problems(catalog: AmendmentTests.catalog, segment: "consumer", currency: .eur)
    #expect(problems.map(\.code) == codes)
    #expect(problems.allSatisfy { !$0.remedy.isEmpty && !$0.message.isEmpty })
  }

  @Test func aCurrencyWithoutPriceIsToldBeforeTheOrderIsPlaced() {
    let problems = Self.order(Self.line("basic")).problems(catalog: AmendmentTests.catalog, segment: "consumer", currency: .krw)
    #expect(problems.map(\.code) == [.orderNoPrice])
  }

  @Test func aRepeatIsTheSameAndAChangeIsNamed() {
    let first = Self.order(Self.line("basic"))
    var later = first
    later.placedOn = World.start.adding(days: 3)
    #expect(first.compared(with: nil) == .new)
    #expect(later.compared(with: first) == .same)
    later.lines[0].quantity = 2
    later.account = "A-2"
    #expect(later.compared(with: first) == .changed(fields: ["account", "lines[0].quantity"]))
  }

  @Test func aQuoteHoldsForItsDays() throws {
    let quote = Quote(
      reference: "Q-1", customer: "C-1", account: "A-1", channel: "web", quotedOn: try day("2026-01-10"),
      validUntil: try day("2026-02-09"), lines: [Self.line("basic")])
    #expect(quote.accept(key: "K", on: try day("2026-01-09")) == .notYetValid(from: try day("2026-01-10")))
    #expect(quote.accept(key: "K", on: try day("2026-02-09")) == .expired(on: try day("2026-02-09")))
    guard case .ordered(let order) = quote.accept(key: "K", on: try day("2026-02-08")) else {
      Issue.record("not ordered")
      return
    }
    #expect(order.lines == quote.lines)
    #expect(order.key == "K")
  }

  @Test func anOrderBecomesAnActiveSubscription() throws {
    let line = Self.line("basic") {
      $0.options = [OptionChoice(offering: "extra", quantity: 3)]
      $0.termMonths = 12
      $0.endsOn = try? day("2026-12-01")
      $0.agreements = [Self.agreement]
    }
    let facts = Self.order(line).subscriptionFacts(user: CustomerID(1), payer: World.first, catalog: AmendmentTests.catalog)[0]
    let subscription = try #require(Subscription.replay(id: SubscriptionID(7), facts))
    #expect(subscription.reference == "O-1-1")
    #expect(subscription.state == .active)
    #expect(subscription.items.map(\.quantity) == [1, 3])
    #expect(subscription.items[0].agreements == [Self.agreement])
    #expect(subscription.termEndsOn == Day(2027, 1, 10))
    #expect(subscription.endsOn == Day(2026, 12, 1))
  }
}
