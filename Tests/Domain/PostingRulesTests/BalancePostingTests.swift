import Accounting
import Balances
import PostingRules
import Primitives
import Testing

/// What each kind of movement of money is booked as.
@Suite struct BalancePostingTests {
  private func entry(_ kind: BalanceMovement.Kind, _ amount: Int64, of customerKind: CustomerBalance.Kind = .prepaid, bucket: Int = 1) -> JournalEntry? {
    var balance = CustomerBalance.opened(reference: "b", account: BillingAccountID(7), currency: .eur, kind: customerKind, at: Instant(seconds: 0))
    balance.buckets.append(BalanceBucket(number: 2, terms: BucketTerms(unit: .octets, validFrom: Instant(seconds: 0))))
    let change = BalanceChange(balance, movements: [BalanceMovement(bucket: bucket, kind: kind, amount: amount, after: amount)])
    return BalancePosting.entry(change, seller: "es", bookedOn: Day(number: 20_000))
  }

  @Test(arguments: [
    (BalanceMovement.Kind.topUp, 500, "top-up", ["1360 500", "1710 -500"]),
    (.bonus, 500, "balance-adjustment", ["8700 500", "1710 -500"]),
    (.adjustment, -500, "balance-adjustment", ["8700 -500", "1710 500"]),
    (.transferOut, -500, "balance-transfer", ["1361 -500", "1710 500"]),
    (.transferIn, 500, "balance-transfer", ["1361 500", "1710 -500"]),
    (.expiry, -500, "balance-expiry", ["8410 -500", "1710 500"]),
  ] as [(BalanceMovement.Kind, Int64, String, [String])])
  func books(_ kind: BalanceMovement.Kind, _ amount: Int64, _ occasion: String, _ expected: [String]) throws {
    let entry = try #require(self.entry(kind, amount))
    #expect(entry.isBalanced)
    #expect(entry.accountsMissing(from: .standard) == [])
    #expect(entry.occasion.rawValue == occasion)
    #expect(entry.postings.map { "\($0.ledgerAccount) \($0.amountMinor)" } == expected)
  }

  @Test func whatIsNoMoneyOrOnlyAGuardStandsInNoBook() {
    for kind in [BalanceMovement.Kind.rolloverIn, .rolloverOut, .consumption, .refund] { #expect(entry(kind, 5) == nil) }
    #expect(entry(.topUp, 500, bucket: 2) == nil)
    #expect(entry(.adjustment, 500, of: .postpaid) == nil)
  }
}
