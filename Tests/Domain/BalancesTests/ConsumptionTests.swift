import Primitives
import Testing

@testable import Balances

/// The written order of consumption, one table per rule.
@Suite struct ConsumptionTests {
  static let now = Instant(seconds: 1_000)

  /// `unit amount [key=value …]`, with `until` and `from` in seconds.
  static func bucket(_ number: Int, _ text: String) -> BalanceBucket {
    let words = text.split(separator: " ").map(String.init)
    var terms = BucketTerms(unit: BalanceUnit(words[0])!, validFrom: Instant(seconds: 0))
    var reserved: Int64 = 0
    for word in words.dropFirst(2) {
      let (key, value) = (String(word.prefix { $0 != "=" }), String(word.drop { $0 != "=" }.dropFirst()))
      switch key {
      case "until": terms.validTo = Instant(seconds: Int64(value)!)
      case "from": terms.validFrom = Instant(seconds: Int64(value)!)
      case "priority": terms.priority = Int(value)!
      case "factor": terms.factor = Exact(value)!
      case "floor": terms.floor = Int64(value)!
      case "blocks": terms.blockers = [SpendingBlocker(value)!]
      case "reserved": reserved = Int64(value)!
      default: Issue.record("no such word: \(word)")
      }
    }
    return BalanceBucket(number: number, terms: terms, amount: Int64(words[1])!, reserved: reserved)
  }

  static func balance(_ buckets: [String]) -> CustomerBalance {
    CustomerBalance(
      reference: "b", account: BillingAccountID(1), currency: .eur, kind: .prepaid,
      buckets: buckets.enumerated().map { bucket($0.offset + 1, $0.element) })
  }

  /// `1:30/30 2:10/5` for what is taken and what it covers.
  static func text(_ consumption: Consumption) -> String {
    consumption.parts.map { "\($0.bucket):\($0.taken)/\($0.covered)" }.joined(separator: " ")
  }

  @Test(arguments: [
    // One bucket, down to its floor and no further.
    (["octets 100"], "octets", 40, "1:40/40"),
    (["octets 100"], "octets", 140, "1:100/100"),
    (["octets 100 reserved=70"], "octets", 40, "1:30/30"),
    (["EUR 100 floor=-50"], "EUR", 200, "1:150/150"),
    (["octets 0"], "octets", 1, ""),
    // Another unit pays for nothing.
    (["seconds 100"], "octets", 40, ""),
    // Smaller priority first, whatever ends when.
    (["octets 100 priority=20 until=2000", "octets 50 priority=10"], "octets", 80, "2:50/50 1:30/30"),
    // Sooner end first.
    (["octets 100", "octets 50 until=3000", "octets 10 until=2000"], "octets", 80, "3:10/10 2:50/50 1:20/20"),
    // Older first.
    (["octets 30", "octets 30"], "octets", 40, "1:30/30 2:10/10"),
    // Before its time and after its end it pays for nothing; at its first instant it does, at its last not.
    (["octets 100 from=1001"], "octets", 10, ""),
    (["octets 100 from=1000"], "octets", 10, "1:10/10"),
    (["octets 100 until=1000"], "octets", 10, ""),
    (["octets 100 until=1001"], "octets", 10, "1:10/10"),
    // A factor: two of the bucket for one used, and half of it.
    (["octets 100 factor=2", "octets 100"], "octets", 60, "1:100/50 2:10/10"),
    (["octets 101 factor=2"], "octets", 60, "1:100/50"),
    (["octets 100 factor=0.5"], "octets", 61, "1:31/61"),
    (["octets 10 factor=0.3"], "octets", 40, "1:10/33"),
    // 10^13 at a millionth each would pay for 10^19, more than 64 bits count (9.2 * 10^18): 5 * 10^12 of them take 5 * 10^6.
    (["octets 10000000000000 factor=0.000001", "octets 7"], "octets", 5_000_000_000_000, "1:5000000/5000000000000"),
    (["octets 10000000000000 factor=0.000001"], "octets", .max, "1:9223372036855/9223372036854775807"),
    // Nothing is asked for.
    (["octets 100"], "octets", 0, ""),
  ] as [([String], String, Int64, String)])
  func takes(_ buckets: [String], _ unit: String, _ quantity: Int64, _ expected: String) {
    let consumption = Self.balance(buckets).consumption(of: quantity, in: BalanceUnit(unit)!, for: SpendingPurpose(), at: Self.now)
    #expect(Self.text(consumption) == expected)
    #expect(consumption.covered == consumption.parts.reduce(0) { $0 + $1.covered })
  }

  @Test(arguments: [
    ("service:voice", SpendingPurpose(service: "voice"), true),
    ("service:voice", SpendingPurpose(service: "data"), false),
    ("service:voice", SpendingPurpose(), false),
    ("rating-group:10", SpendingPurpose(ratingGroup: 10), true),
    ("rating-group:10", SpendingPurpose(ratingGroup: 100), false),
    ("destination:+882", SpendingPurpose(destination: "+88216"), true),
    ("destination:+882", SpendingPurpose(destination: "+8"), false),
  ])
  func blocks(_ blocker: String, _ purpose: SpendingPurpose, _ isBlocked: Bool) throws {
    let balance = Self.balance(["octets 100 blocks=\(blocker)"])
    let consumption = balance.consumption(of: 10, in: .octets, for: purpose, at: Self.now)
    #expect(consumption.covered == (isBlocked ? 0 : 10))
    #expect(consumption.steps.map(\.outcome) == [isBlocked ? .blocked(try #require(SpendingBlocker(blocker))) : .took(10, covering: 10, wasReserved: false)])
  }

  /// What was set aside for it goes first, also from a bucket that is over meanwhile; what is set aside for others does not.
  @Test(arguments: [
    (["octets 100 until=500 reserved=60", "octets 100"], [(1, 60, 60)], 40, "1:40/40"),
    (["octets 100 until=500 reserved=60", "octets 100"], [(1, 60, 60)], 70, "1:60/60 2:10/10"),
    (["octets 100 reserved=100"], [(1, 60, 60)], 70, "1:60/60"),
    (["octets 100 reserved=60"], [(1, 60, 60)], 70, "1:70/70"),
    (["octets 100 factor=2 reserved=60"], [(1, 60, 30)], 10, "1:20/10"),
  ] as [([String], [(Int, Int64, Int64)], Int64, String)])
  func takesWhatWasSetAside(_ buckets: [String], _ reserved: [(Int, Int64, Int64)], _ quantity: Int64, _ expected: String) {
    let parts = reserved.map { Consumption.Part(bucket: $0.0, taken: $0.1, covered: $0.2) }
    let consumption = Self.balance(buckets).consumption(of: quantity, in: .octets, for: SpendingPurpose(), at: Self.now, reserved: parts)
    #expect(Self.text(consumption) == expected)
  }

  @Test func everyBucketLookedAtLeavesAStep() {
    let balance = Self.balance(["octets 5 until=900", "octets 0", "octets 9 from=1500", "octets 7", "octets 8"])
    let consumption = balance.consumption(of: 7, in: .octets, for: SpendingPurpose(), at: Self.now)
    #expect(
      consumption.steps == [
        ConsumptionStep(bucket: 1, .over(since: Instant(seconds: 900))), ConsumptionStep(bucket: 2, .empty),
        ConsumptionStep(bucket: 3, .notYetValid(from: Instant(seconds: 1500))),
        ConsumptionStep(bucket: 4, .took(7, covering: 7, wasReserved: false)),
      ])
  }

  @Test(arguments: [
    ("EUR", "EUR"), ("KRW", "KRW"), ("octets", "octets"), ("kilowatt-hour", "kilowatt-hour"), ("Octets", nil), ("eur", "eur"), ("", nil), ("-a", nil), ("a,b", nil),
  ] as [(String, String?)])
  func units(_ text: String, _ expected: String?) { #expect(BalanceUnit(text)?.text == expected) }

  @Test(arguments: [("12.34", "EUR", 1234), ("12.345", "EUR", nil), ("12", "KRW", 12), ("0.5", "octets", nil), ("7", "octets", 7), ("1e30", "octets", nil)] as [(String, String, Int64?)])
  func amounts(_ text: String, _ unit: String, _ expected: Int64?) throws {
    #expect(try #require(BalanceUnit(unit)).amount(try #require(Exact(text))) == expected)
  }
}
