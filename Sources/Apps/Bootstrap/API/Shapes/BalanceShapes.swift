import Balances
import HTTPAPI
import Operations
import Primitives

/// A customer balance as it is at an instant.
struct BalanceDocument: Sendable {
  var stored: StoredBalance
  var now: Instant

  var balance: CustomerBalance { stored.balance }
}

/// One of its buckets, at the same instant.
struct BucketDocument: Sendable {
  var bucket: BalanceBucket
  var now: Instant
}

/// What a command did to customer balances.
struct MovedDocument: Sendable {
  var balance: BalanceDocument
  var movements: [StoredMovement]
}

enum BalanceShapes {
  static let bucket = Shape<BucketDocument>(
    "BalanceBucket", "An amount of one unit under one set of terms.",
    [
      .number("number", "Within its balance.") { $0.bucket.number }, .text("unit", "A currency, or a unit of a service.") { $0.bucket.terms.unit.text },
      .decimal("amount", "The sum of its movements.") { $0.bucket.terms.unit.exact($0.bucket.amount) },
      .decimal("reserved", "What of it is set aside for what is going on.") { $0.bucket.terms.unit.exact($0.bucket.reserved) },
      .decimal("available", "What may be taken now, down to the floor; 0 before it begins and once it is over.") { $0.bucket.terms.unit.exact($0.bucket.available(at: $0.now)) },
      .decimal("floor", "How far below zero it may go.") { $0.bucket.terms.unit.exact($0.bucket.terms.floor) },
      .instant("validFrom") { $0.bucket.terms.validFrom }, .instant("validTo", "From then on it is over.") { $0.bucket.terms.validTo },
      .number("priority", "Smaller ones are spent first.") { $0.bucket.terms.priority },
      .decimal("factor", "How much of it one unit of service takes.") { $0.bucket.terms.factor },
      .texts("blockers", "What it may not be spent on.") { $0.bucket.terms.blockers.map(\.text) },
      .numberIfAny("rolloverDays", "The rest goes on for so many days, once.") { $0.bucket.terms.rollover?.days },
      .decimalIfAny("rolloverAtMost") { document in document.bucket.terms.rollover?.atMost.map { document.bucket.terms.unit.exact($0) } },
    ])

  static let balance = Shape<BalanceDocument>(
    "Balance", "What an account has to spend.",
    [
      .text("reference", "The operator's own key.") { $0.balance.reference }, .text("account") { $0.stored.accountReference },
      .choice("kind", CustomerBalance.Kind.allCases.map(\.rawValue)) { $0.balance.kind.rawValue }, .text("currency") { $0.balance.currency.code },
      .decimal("money", "In buckets that are valid now, set aside or not.") { document in
        let money = BalanceUnit.money(document.balance.currency)
        return money.exact(document.balance.amount(of: money, at: document.now))
      },
      .decimal("available", "What of it may still be spent, credit included.") { document in
        let money = BalanceUnit.money(document.balance.currency)
        return money.exact(document.balance.available(of: money, at: document.now))
      },
      .decimal("creditLimit") { BalanceUnit.money($0.balance.currency).exact($0.balance.creditLimitMinor) },
      .texts("subscriptions", "Those that may draw on it; none: all that the account pays for.") { $0.stored.subscriptions },
      .instant("openedAt") { $0.stored.openedAt }, .list("buckets", bucket) { document in document.balance.buckets.map { BucketDocument(bucket: $0, now: document.now) } },
    ])

  static let movement = Shape<StoredMovement>(
    "BalanceMovement", "One change of one bucket. Never changed itself.",
    [
      .number("movement", "Its number.") { Int($0.id) }, .text("balance") { $0.balanceReference }, .number("bucket") { $0.movement.bucket },
      .choice("kind", BalanceMovement.Kind.allCases.map(\.rawValue)) { $0.movement.kind.rawValue }, .text("unit") { $0.unit.text },
      .decimal("amount", "More when above zero, less when below.") { $0.unit.exact($0.movement.amount) },
      .decimal("after", "What the bucket held then.") { $0.unit.exact($0.movement.after) }, .instant("at") { $0.at },
      .text("cause", "The key of the command, or the charging session and request.") { $0.cause }, .text("reason") { $0.reason },
      .numberIfAny("entry", "The journal entry that books it.") { $0.entry.map { Int($0) } },
    ])

  static let moved = Shape<MovedDocument>(
    "ChangedBalance", "What was moved, and the balance after it.",
    [.object("balance", balance) { $0.balance }, .list("movements", movement) { $0.movements }])
}
