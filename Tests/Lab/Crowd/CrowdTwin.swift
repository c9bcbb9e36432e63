import Balances
import Charging
import Operations
import Primitives
import Synchronization

/// What an account should have, kept as plainly as can be: sums of what was answered, each looked at by itself.
final class CrowdTwin: Sendable {
  struct Debit: Sendable {
    var name: String
    var cents: Int64
    var octets: Int64
  }

  private struct Account {
    var cents = CrowdWorld.moneyCents + CrowdWorld.bonusCents
    var octets = CrowdWorld.octets
    /// What may still be given back.
    var debits: [Debit] = []
  }

  private let accounts: [Mutex<Account>.Box]
  private let wrong = Mutex<[String]>([])

  init(accounts: Int) { self.accounts = (0..<accounts).map { _ in Mutex<Account>.Box(Account()) } }

  /// What was found wrong, the first of it.
  var breaches: [String] { wrong.withLock { $0 } }

  func blame(_ words: @autoclosure () -> String, unless isRight: Bool) {
    if isRight { return }
    let words = words()
    wrong.withLock { if $0.count < 20 { $0.append(words) } }
  }

  func paidIn(_ cents: Int64, _ account: Int) { accounts[account - 1].value.withLock { $0.cents += cents } }

  /// What an account that nobody else asks for can pay of a service.
  func canPay(_ account: Int, _ use: CrowdUse) -> Bool {
    accounts[account - 1].value.withLock { one in
      let octets = use.isData ? min(one.octets, use.units) : 0
      return use.cents(of: use.units - octets) <= one.cents
    }
  }

  /// Takes in what was charged, when it is what the units cost.
  ///
  /// - Parameter debit: its name, when it may be given back.
  func charged(_ charged: ChargedService?, _ use: CrowdUse, _ account: Int, debit: String? = nil) {
    guard let charged else { return blame("account \(account): \(use.units) of \(use.service) were charged without saying what", unless: use.units == 0) }
    let cents = use.cents(of: use.units - charged.unitsFromBuckets)
    blame(
      "account \(account): \(use.units) of \(use.service), \(charged.unitsFromBuckets) of the balance's own, cost \(charged.grossMinor) cents, not \(cents)",
      unless: charged.units == use.units && charged.grossMinor == cents && charged.netMinor * CrowdWorld.grossCents == cents * CrowdWorld.netCents
        && charged.uncollectedMinor == 0 && (use.isData || charged.unitsFromBuckets == 0))
    accounts[account - 1].value.withLock {
      $0.cents -= cents
      $0.octets -= charged.unitsFromBuckets
      if let debit, $0.debits.count < 8 { $0.debits.append(Debit(name: debit, cents: cents, octets: charged.unitsFromBuckets)) }
    }
  }

  /// A debit that was not asked back yet; nobody else is given it.
  func takeDebit(_ account: Int) -> Debit? { accounts[account - 1].value.withLock { $0.debits.popLast() } }

  func gaveBack(_ debit: Debit, _ account: Int) {
    accounts[account - 1].value.withLock {
      $0.cents += debit.cents
      $0.octets += debit.octets
    }
  }

  /// Compares an account with what Florin keeps of it.
  func compare(_ stored: StoredBalance, _ account: Int) {
    let (cents, octets) = accounts[account - 1].value.withLock { ($0.cents, $0.octets) }
    let money = stored.balance.buckets.filter(\.terms.unit.isMoney)
    let kept = (money.reduce(0) { $0 + $1.amount }, stored.balance.buckets.first { $0.terms.unit == .octets }?.amount ?? 0)
    blame("account \(account) holds \(kept.0) cents and \(kept.1) octets, not \(cents) and \(octets)", unless: kept == (cents, octets))
    for bucket in stored.balance.buckets {
      blame("account \(account): bucket \(bucket.number) holds \(bucket.amount), of which \(bucket.reserved) stay set aside", unless: bucket.amount >= 0 && bucket.reserved == 0)
    }
  }
}

/// So much of a service.
struct CrowdUse: Sendable {
  var service: String
  var units: Int64

  var isData: Bool { service == "data" }
  func cents(of units: Int64) -> Int64 { units * CrowdWorld.grossCents }
  var asked: ServiceUnits { ServiceUnits(service: service, used: units) }
}

extension Mutex where Value: ~Copyable {
  /// A lock that an array can hold.
  final class Box: Sendable where Value: Sendable {
    let value: Mutex<Value>
    init(_ initial: consuming sending Value) { value = Mutex(initial) }
  }
}
