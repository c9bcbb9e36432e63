import Primitives
import Seeds
import Testing

@testable import Balances

/// Random lives of a customer balance beside a twin that keeps nothing but plain numbers.
@Suite struct LawTests {
  /// Counts every bucket by hand: what was moved, and who has set aside how much of it.
  private struct Twin {
    var moved: [Int: Int64] = [:]
    var aside: [Int: [Int: Int64]] = [:]

    mutating func note(_ movements: [BalanceMovement]) { for movement in movements { moved[movement.bucket, default: 0] += movement.amount } }
    func reserved(_ bucket: Int) -> Int64 { aside.values.reduce(0) { $0 + ($1[bucket] ?? 0) } }
  }

  @Test(arguments: Seed.some) func neverBelowTheFloorAndEverySumHolds(_ seed: Seed) throws {
    var random = seed
    var now = Instant(seconds: 1_000)
    let credit: Int64 = random.flip() ? 0 : 500
    var balance = CustomerBalance.opened(
      reference: "b", account: BillingAccountID(1), currency: .eur, kind: credit > 0 ? .hybrid : .prepaid, creditLimitMinor: credit, at: now)
    var twin = Twin()
    var sessions: [Int: [Consumption.Part]] = [:]
    func pick() -> (unit: BalanceUnit, purpose: SpendingPurpose) {
      (random.pick([.money(.eur), .octets, .seconds]), SpendingPurpose(service: random.pick(["data", "voice"]), destination: random.pick([nil, "+88", "+40"])))
    }
    for step in 0..<120 {
      now = now.adding(seconds: Int64(random.number(0...40)))
      switch random.number(0...5) {
      case 0:
        let terms = BucketTerms(
          unit: random.pick([.money(.eur), .octets, .seconds]), validFrom: now.adding(seconds: Int64(random.number(-50...50))),
          validTo: random.flip() ? nil : now.adding(seconds: Int64(random.number(60...900))), priority: random.number(1...3),
          factor: random.pick([.one, Exact("2")!, Exact("0.5")!, Exact("1.37")!]), blockers: random.pick([[], [.service("voice")], [.destination("+88")]]),
          rollover: random.flip() ? nil : Rollover(atMost: 40, days: 1))
        if case .done(let change) = balance.puttingIn(Int64(random.number(1...300)), as: .topUp, under: random.flip() ? nil : terms, at: now) {
          balance = change.balance
          twin.note(change.movements)
        }
      case 1:
        let bucket = random.pick(balance.buckets)
        if case .done(let change) = balance.adjusting(bucket.number, by: Int64(random.number(-200...200)), at: now) {
          balance = change.balance
          twin.note(change.movements)
        }
      case 2:
        let change = balance.expiring(at: now)
        balance = change.balance
        twin.note(change.movements)
      case 3:
        // Something begins: what it needs is set aside.
        let (unit, purpose) = pick()
        let wanted = Int64(random.number(1...250))
        let granted = balance.consumption(of: wanted, in: unit, for: purpose, at: now)
        #expect(granted.covered <= wanted, "\(seed) step \(step)")
        balance.reserve(granted.parts)
        sessions[step] = granted.parts
        twin.aside[step] = Dictionary(granted.parts.map { ($0.bucket, $0.taken) }, uniquingKeysWith: +)
      default:
        // Something ends: what it used is taken, the rest let go.
        guard let (session, parts) = sessions.randomElement(using: &random) else { continue }
        let granted = parts.reduce(0) { $0 + $1.covered }
        let used = Int64(random.number(0...Int(granted + 20)))
        let (unit, purpose) = (parts.first.flatMap { balance[$0.bucket]?.terms.unit } ?? .octets, pick().purpose)
        let spent = balance.consumption(of: used, in: unit, for: purpose, at: now, reserved: parts)
        #expect(spent.covered <= used && spent.covered >= min(used, granted), "\(seed) step \(step): what was granted is there")
        balance.release(parts)
        var change = BalanceChange(balance)
        change.consume(spent.parts)
        balance = change.balance
        twin.note(change.movements)
        sessions[session] = nil
        twin.aside[session] = nil
      }
      for bucket in balance.buckets {
        #expect(bucket.amount == twin.moved[bucket.number] ?? 0, "\(seed) step \(step) bucket \(bucket.number)")
        #expect(bucket.reserved == twin.reserved(bucket.number), "\(seed) step \(step) bucket \(bucket.number)")
        #expect(bucket.amount - bucket.reserved >= bucket.terms.floor, "\(seed) step \(step) bucket \(bucket.number)")
      }
    }
  }

  /// The order is that of a brute search: again and again the best bucket that is left.
  @Test(arguments: Seed.some) func theOrderIsTheWrittenOne(_ seed: Seed) {
    var random = seed
    let now = Instant(seconds: 1_000)
    let buckets = (1...random.number(1...7)).map { number in
      BalanceBucket(
        number: number,
        terms: BucketTerms(
          unit: .octets, validFrom: Instant(seconds: Int64(random.number(900...1_050))),
          validTo: random.flip() ? nil : Instant(seconds: Int64(random.number(950...1_100))), priority: random.number(1...3),
          blockers: random.flip() ? [] : [.service("voice")]),
        amount: Int64(random.number(0...20)))
    }
    let balance = CustomerBalance(reference: "b", account: BillingAccountID(1), currency: .eur, kind: .prepaid, buckets: buckets)
    let purpose = SpendingPurpose(service: random.pick(["voice", "data"]))
    let wanted = Int64(random.number(1...60))
    var left = buckets.filter { bucket in
      bucket.terms.validFrom <= now && (bucket.terms.validTo.map { $0 > now } ?? true) && (bucket.terms.blockers.isEmpty || purpose.service == "data")
    }
    var expected: [String] = []
    var missing = wanted
    while missing > 0, !left.isEmpty {
      var best = 0
      for index in left.indices.dropFirst() {
        let (a, b) = (left[index], left[best])
        let sooner = (a.terms.validTo ?? Instant(microseconds: .max), b.terms.validTo ?? Instant(microseconds: .max))
        if a.terms.priority != b.terms.priority ? a.terms.priority < b.terms.priority : sooner.0 < sooner.1 { best = index }
      }
      let bucket = left.remove(at: best)
      let taken = min(missing, bucket.amount)
      if taken > 0 { expected.append("\(bucket.number):\(taken)/\(taken)") }
      missing -= taken
    }
    let consumption = balance.consumption(of: wanted, in: .octets, for: purpose, at: now)
    #expect(ConsumptionTests.text(consumption) == expected.joined(separator: " "), "\(seed)")
  }
}
