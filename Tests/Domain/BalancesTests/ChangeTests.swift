import Primitives
import Testing

@testable import Balances

/// Paying in, correcting, transferring, expiring: one table per decision, refusals in their order.
@Suite struct ChangeTests {
  static let now = ConsumptionTests.now

  static func text(_ decision: BalanceDecision) -> String {
    switch decision {
    case .done(let change): text(change)
    case .refused(let refusal): "\(refusal)"
    }
  }

  static func text(_ change: BalanceChange) -> String {
    change.movements.map { "\($0.kind.rawValue) \($0.bucket):\($0.amount)=\($0.after)" }.joined(separator: " ")
  }

  static func balance(_ buckets: [String], kind: CustomerBalance.Kind = .prepaid, reference: String = "b") -> CustomerBalance {
    var balance = ConsumptionTests.balance(buckets)
    balance.kind = kind
    balance.reference = reference
    return balance
  }

  @Test(arguments: [
    (CustomerBalance.Kind.prepaid, ["EUR 10"], 5, "top-up 1:5=15"),
    (.hybrid, ["EUR -10 floor=-50"], 5, "top-up 1:5=-5"),
    (.postpaid, ["EUR 10"], 0, "postpaid"),
    (.prepaid, ["EUR 10"], 0, "notPositive"),
    (.prepaid, ["EUR 10"], -1, "notPositive"),
    (.prepaid, ["EUR 999999999999999"], 2, "tooLarge"),
    (.prepaid, ["EUR 999999999999999"], 1, "top-up 1:1=1000000000000000"),
  ] as [(CustomerBalance.Kind, [String], Int64, String)])
  func putsIn(_ kind: CustomerBalance.Kind, _ buckets: [String], _ amount: Int64, _ expected: String) {
    #expect(Self.text(Self.balance(buckets, kind: kind).puttingIn(amount, as: .topUp, at: Self.now)) == expected)
  }

  /// What is paid in under the same terms goes to one bucket, once both have begun; under others, to a new one.
  @Test func bucketsOfTheSameTermsTakeIn() throws {
    var balance = Self.balance(["EUR 0"])
    let pack = BucketTerms(unit: .octets, validFrom: Self.now, validTo: Instant(seconds: 9_000))
    var later = pack
    later.validFrom = Instant(seconds: 2_000)
    var longer = pack
    longer.validTo = Instant(seconds: 9_001)
    var begun = pack
    begun.validFrom = Instant(seconds: 2_001)
    let paidIn = [(pack, Self.now, 2), (later, Self.now, 3), (longer, Self.now, 4), (pack, Self.now, 2), (later, Self.now, 3), (begun, begun.validFrom, 2)]
    for (terms, at, bucket) in paidIn {
      guard case .done(let change) = balance.puttingIn(10, as: .topUp, under: terms, at: at) else { return #expect(Bool(false)) }
      #expect(change.movements.map(\.bucket) == [bucket])
      balance = change.balance
    }
    #expect(balance.buckets.map(\.amount) == [0, 30, 20, 10])
    var over = pack
    over.validTo = Self.now
    #expect(balance.puttingIn(1, as: .topUp, under: over, at: Self.now) == .refused(.bucketOver(5, Self.now)))
  }

  @Test(arguments: [
    (["EUR 10"], 1, 5, "adjustment 1:5=15"),
    (["EUR 10"], 1, -10, "adjustment 1:-10=0"),
    (["EUR 10"], 1, -11, "notEnough(available: 10, Balances.BalanceUnit.money(EUR))"),
    (["EUR 10 floor=-5"], 1, -15, "adjustment 1:-15=-5"),
    (["EUR 10 reserved=4"], 1, -7, "notEnough(available: 6, Balances.BalanceUnit.money(EUR))"),
    // As far below zero as a number goes, which has no opposite.
    (["EUR 10"], 1, .min, "notEnough(available: 10, Balances.BalanceUnit.money(EUR))"),
    (["EUR 10 floor=-5"], 1, -1_000_000_000_000_001, "notEnough(available: 15, Balances.BalanceUnit.money(EUR))"),
    (["EUR 10"], 2, 5, "unknownBucket(2)"),
    (["EUR 10"], 1, 0, "notPositive"),
    (["EUR 10", "octets 5 until=900"], 2, 5, "bucketOver(2, 1970-01-01T00:15:00Z)"),
    (["EUR 10", "octets 5 until=900"], 2, -5, "adjustment 2:-5=0"),
  ] as [([String], Int, Int64, String)])
  func adjusts(_ buckets: [String], _ number: Int, _ amount: Int64, _ expected: String) {
    #expect(Self.text(Self.balance(buckets).adjusting(number, by: amount, at: Self.now)) == expected)
  }

  @Test(arguments: [
    (["EUR 10"], 1, 4, "transfer-out 1:-4=6 | transfer-in 1:4=14"),
    (["EUR 10"], 1, 11, "notEnough(available: 10, Balances.BalanceUnit.money(EUR))"),
    // Credit is not given away.
    (["EUR 10 floor=-50"], 1, 11, "notEnough(available: 10, Balances.BalanceUnit.money(EUR))"),
    (["EUR 10", "octets 7 until=5000"], 2, 7, "transfer-out 2:-7=0 | transfer-in 2:7=7"),
    (["EUR 10", "octets 7 until=900"], 2, 7, "bucketOver(2, 1970-01-01T00:15:00Z)"),
    (["EUR 10"], 1, 0, "notPositive"),
    (["EUR 10"], 3, 1, "unknownBucket(3)"),
  ] as [([String], Int, Int64, String)])
  func transfers(_ buckets: [String], _ number: Int, _ amount: Int64, _ expected: String) {
    let other = Self.balance(["EUR 10"], reference: "other")
    switch Self.balance(buckets).transferring(amount, from: number, to: other, sameBooks: true, at: Self.now) {
    case .refused(let refusal): #expect("\(refusal)" == expected)
    case .done(let here, let there): #expect("\(Self.text(here)) | \(Self.text(there))" == expected)
    }
  }

  /// A postpaid one has its whole limit before the first use of a bill cycle, and what is left of it after.
  @Test func limitsAreThereInEachBillCycle() {
    var balance = CustomerBalance.opened(
      reference: "b", account: BillingAccountID(1), currency: .eur, kind: .postpaid, creditLimitMinor: 500, at: Instant(seconds: 0))
    #expect(balance.available(of: .money(.eur), at: Self.now) == 500)
    balance.buckets.append(ConsumptionTests.bucket(2, "EUR -200 floor=-500 from=900 until=2000"))
    #expect(balance.available(of: .money(.eur), at: Self.now) == 300)
    #expect(balance.available(of: .money(.eur), at: Instant(seconds: 2000)) == 500)
  }

  @Test func transfersStayWithinOneSetOfBooks() {
    let (here, there) = (Self.balance(["EUR 10"]), Self.balance(["EUR 10"], reference: "other"))
    #expect(here.transferring(1, to: there, sameBooks: false, at: Self.now) == .refused(.otherBooks))
    #expect(here.transferring(1, to: here, sameBooks: true, at: Self.now) == .refused(.itself))
    var foreign = there
    foreign.currency = .ron
    #expect(here.transferring(1, to: foreign, sameBooks: true, at: Self.now) == .refused(.otherBooks))
    #expect(here.transferring(1, to: Self.balance([], kind: .postpaid), sameBooks: true, at: Self.now) == .refused(.postpaid))
  }

  @Test(arguments: [
    (["octets 10 until=1001"], nil, ""),
    (["octets 10 until=1000"], nil, "expiry 1:-10=0"),
    (["octets 10 until=1000 reserved=4"], nil, "expiry 1:-6=4"),
    (["octets 10 until=1000 reserved=10"], nil, ""),
    (["octets 10 until=1000"], Rollover(days: 1), "rollover-out 1:-10=0 rollover-in 2:10=10"),
    (["octets 10 until=1000"], Rollover(atMost: 3, days: 1), "rollover-out 1:-3=7 rollover-in 2:3=3 expiry 1:-7=0"),
    (["octets 10 until=1000"], Rollover(atMost: 30, days: 1), "rollover-out 1:-10=0 rollover-in 2:10=10"),
  ] as [([String], Rollover?, String)])
  func expires(_ buckets: [String], _ rollover: Rollover?, _ expected: String) {
    var balance = Self.balance(buckets)
    balance.buckets[0].terms.rollover = rollover
    let change = balance.expiring(at: Self.now)
    #expect(Self.text(change) == expected)
    if rollover != nil {
      #expect(change.balance[2]?.terms.validTo == Instant(seconds: 1_000 + 86_400))
      #expect(change.balance[2]?.terms.rollover == nil)
      #expect(change.balance.expiring(at: Self.now).movements.isEmpty)
    }
  }

  /// What may go on is so much of a bucket, not of each time something of it ends: 10, of which 3 may, and 5 are set aside for a session.
  @Test func soMuchGoesOnOnce() {
    var balance = Self.balance(["octets 10 until=1000 reserved=5"])
    balance.buckets[0].terms.rollover = Rollover(atMost: 3, days: 1)
    let first = balance.expiring(at: Self.now)
    #expect(Self.text(first) == "rollover-out 1:-3=7 rollover-in 2:3=3 expiry 1:-2=5")
    // The session ends having used 1, so 4 are left.
    balance = first.balance
    balance.buckets[0].reserved = 0
    balance.buckets[0].amount = 4
    #expect(Self.text(balance.expiring(at: Self.now, wentOn: [1: 3])) == "expiry 1:-4=0")
    #expect(Self.text(balance.expiring(at: Self.now, wentOn: [1: 1])) == "rollover-out 1:-2=2 rollover-in 2:2=5 expiry 1:-2=0")
    // Without a most all of it goes on, whenever it is let go of.
    balance.buckets[0].terms.rollover = Rollover(days: 1)
    #expect(Self.text(balance.expiring(at: Self.now, wentOn: [1: 3])) == "rollover-out 1:-4=0 rollover-in 2:4=7")
  }

  /// Earlier versions took less than nothing for the most that may go on: nothing goes on then, and no bucket is opened for it.
  @Test(arguments: [-5, .min, 0] as [Int64]) func nothingGoesOnWhereNothingMay(_ atMost: Int64) {
    var balance = Self.balance(["octets 10 until=1000"])
    balance.buckets[0].terms.rollover = Rollover(atMost: atMost, days: 1)
    let change = balance.expiring(at: Self.now)
    #expect(Self.text(change) == "expiry 1:-10=0" && change.balance.buckets.count == 1)
  }
}
