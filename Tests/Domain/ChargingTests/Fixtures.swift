import Balances
import Catalog
import Charging
import Primitives
import Rating

/// A small world: one subscription, one customer balance, prices by the name of the service.
struct Fixtures {
  static let start = Instant(seconds: 1_772_323_200)  // 2026-03-01T00:00:00Z
  static let period = ServicePeriod(start: Day(2026, 3, 1)!, end: Day(2026, 4, 1)!)

  static func tariff(
    _ price: PriceForm, meterUnit: String, perEvent: Bool = false, tax: String = "0", adjustments: [Adjustment] = [], inclusive: Bool = false,
    aggregation: Meter.Aggregation = .sum, valueField: String? = nil, agreement: AgreedPrice? = nil, subscribedOn: Day = Day(2026, 1, 1)!, from: Day = Day(2026, 1, 1)!, period: ServicePeriod = period
  ) -> ChargingTariff {
    let version = PriceVersion(
      effective: EffectivePeriod(from: from), currency: .eur, form: price, adjustments: adjustments, taxInclusive: inclusive)
    let meter = Meter(code: "m", name: LocalizedText("m"), eventType: "data", valueField: valueField, unit: meterUnit, aggregation: aggregation, dimensions: ["destination"])
    let rater = try! PriceRater(version, meter: meter, perEvent: perEvent, context: PriceContext())
    let terms = ChargeTerms(
      offering: "o", price: PriceCode("p-\(meterUnit)"), name: LocalizedText("p"), unit: meterUnit, taxInclusive: inclusive, taxCategory: "t", revenueAccount: "8401")
    return ChargingTariff(
      rater: rater, terms: terms, measure: UnitMeasure(meterUnit: meterUnit), period: period, zone: .utc, taxPercent: Exact(tax)!,
      agreement: agreement, subscribedOn: subscribedOn)
  }

  /// 0.01 for a thousand octets: a cent per kilobyte.
  static let data = tariff(.perUnit(PerUnit(unit: Exact("0.01")!)), meterUnit: "kB")

  var balance: CustomerBalance
  var sessions: [String: ChargingSession] = [:]
  var counters: [ChargingWork.CounterKey: ChargingCounter] = [:]
  var debits: [String: [ChargedService]] = [:]
  var charged: [ChargedService] = []
  var movements: [BalanceMovement] = []
  var forBill: [UsageForBill] = []
  var now = Fixtures.start.adding(seconds: 3_600)
  var policy = QuotaPolicy(octets: 10_000, seconds: 60, validitySeconds: 600, graceSeconds: 60)
  var controls: [SpendingControl] = []
  var counts: [CountKey: SpendingCount] = [:]
  var notices: [ControlNotice] = []
  /// Controls that told that little is left, since it was as much as they name.
  var toldLow: Set<String> = []
  var tariffs: [String: TariffOutcome] = ["data": .tariff(Fixtures.data)]
  /// What a service costs where that changes.
  var tariffThen: (@Sendable (ServiceUnits, Instant) -> TariffOutcome)?
  var denied: String?
  var cycle: @Sendable (Instant) -> (start: Instant, end: Instant) = { _ in (Fixtures.start, Zone.utc.start(of: Fixtures.period.end)) }

  init(money: Int64 = 0, kind: CustomerBalance.Kind = .prepaid, limit: Int64 = 0) {
    balance = CustomerBalance.opened(
      reference: "b", account: BillingAccountID(1), currency: .eur, kind: kind, creditLimitMinor: limit, at: Fixtures.start)
    balance.id = CustomerBalanceID(1)
    balance.buckets[0].amount = money
  }

  mutating func add(_ amount: Int64, _ terms: BucketTerms) {
    balance.buckets.append(BalanceBucket(number: balance.buckets.count + 1, terms: terms, amount: amount))
  }

  @discardableResult
  mutating func ask(_ kind: ChargingRequest.Kind, _ session: String = "s", _ number: Int64 = 0, _ services: [ServiceUnits], refunds: String? = nil) -> ChargingAnswer {
    let request = ChargingRequest(session: session, number: number, kind: kind, subject: "600", at: now, services: services, refunds: refunds)
    let (tariffs, tariffThen) = (tariffs, tariffThen)
    var work = ChargingWork(
      request, session: kind == .debit || kind == .quote || kind == .check ? nil : sessions[session], subscription: SubscriptionID(7), balance: balance, counters: counters,
      taken: refunds.flatMap { debits[$0] } ?? [], cycle: cycle,
      controls: ControlsInForce(controls, at: now, zone: .utc, cycle: cycle), counts: counts, toldLow: toldLow, policy: policy, denied: denied) { asked, at in
        tariffThen?(asked, at) ?? tariffs[asked.service] ?? .free
      }
    let answer = work.decide()
    if kind == .quote || kind == .check { return answer }
    balance = work.change.balance
    counters = work.counters
    counts = work.counts
    notices += work.notices
    for notice in work.notices where notice.kind == .low { toldLow.insert(notice.code) }
    for control in controls {
      if case .low(let low) = control.rule, !low.isBelow(in: balance, at: now) { toldLow.remove(control.code) }
    }
    charged += work.charged
    movements += work.change.movements
    forBill += work.forBill
    if kind == .debit, answer.result == .success { debits[session] = work.charged }
    if let refunds, answer.result == .success { debits[refunds] = nil }
    if kind != .debit, kind != .refund, let after = work.session { sessions[session] = after }
    return answer
  }

  /// `success granted=10000/600`.
  static func text(_ answer: ChargingAnswer) -> String {
    let parts = answer.services.map { service in
      var words = [service.result.word]
      if let charged = service.charged { words.append("took=\(charged.units):\(charged.unitsFromBuckets):\(charged.netMinor)+\(charged.taxMinor)") }
      if let granted = service.granted { words.append("granted=\(granted)/\(service.validitySeconds ?? 0)") }
      if service.isFinal { words.append("final") }
      return words.joined(separator: " ")
    }
    return parts.isEmpty ? answer.result.word : parts.joined(separator: " | ")
  }

  var money: Int64 { balance.buckets[0].amount }
  var reserved: [Int64] { balance.buckets.map(\.reserved) }
}

func units(_ used: Int64 = 0, _ requested: Int64? = nil, service: String = "data", group: Int64 = 0, to destination: String? = nil) -> ServiceUnits {
  ServiceUnits(ratingGroup: group, service: service, destination: destination, requested: requested, used: used)
}
