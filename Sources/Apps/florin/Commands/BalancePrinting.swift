import Balances
import Bootstrap
import Operations
import Primitives

/// Customer balances on a terminal or as JSON.
struct BalancePrinting {
  let installation: Installation
  let json: Bool

  init(_ installation: Installation, json: Bool) {
    self.installation = installation
    self.json = json
  }

  func show(_ stored: StoredBalance, movements: [StoredMovement]? = nil) {
    if json {
      var text = JSONText()
      write(stored, movements: movements, into: &text)
      return print(text.string)
    }
    let balance = stored.balance
    let money = BalanceUnit.money(balance.currency)
    let now = installation.clock.now()
    print("Balance \(balance.reference) · \(balance.kind.rawValue) · account \(stored.accountReference)")
    print(
      "\(money.exact(balance.amount(of: money, at: now))) \(balance.currency), available \(money.exact(balance.available(of: money, at: now)))"
        + (balance.creditLimitMinor > 0 ? ", credit limit \(money.exact(balance.creditLimitMinor))" : ""))
    print(
      stored.subscriptions.isEmpty
        ? "For all subscriptions that the account pays for." : "For \(stored.subscriptions.count) subscriptions: \(stored.subscriptions.prefix(10).joined(separator: ", "))\(stored.subscriptions.count > 10 ? ", …" : "")")
    print("")
    print(
      TextTable(["bucket", "unit", "amount", "reserved", "available", "valid from", "valid until", "priority", "factor", "not for"], rightAligned: [0, 2, 3, 4, 7, 8]).text(
        inOrder(balance).map { bucket in
          let unit = bucket.terms.unit
          return [
            "\(bucket.number)", unit.text, "\(unit.exact(bucket.amount))", "\(unit.exact(bucket.reserved))",
            bucket.terms.isValid(at: now) ? "\(unit.exact(bucket.available))" : "", "\(bucket.terms.validFrom)", bucket.terms.validTo.map { "\($0)" } ?? "", "\(bucket.terms.priority)", "\(bucket.terms.factor)",
            bucket.terms.blockers.map(\.text).joined(separator: " "),
          ]
        }))
    if let movements, !movements.isEmpty {
      print("")
      table(movements)
    }
  }

  /// As they are spent: units before money, then the written order.
  private func inOrder(_ balance: CustomerBalance) -> [BalanceBucket] {
    var units: [BalanceUnit] = []
    for bucket in balance.buckets where !units.contains(bucket.terms.unit) { units.append(bucket.terms.unit) }
    units.sort { ($0.isMoney ? 1 : 0, $0.text) < ($1.isMoney ? 1 : 0, $1.text) }
    return units.flatMap { balance.order(of: $0) }.compactMap { balance[$0] }
  }

  func list(_ balances: [StoredBalance]) {
    if json {
      var text = JSONText()
      text.array { list in for stored in balances { write(stored, movements: nil, into: &list) } }
      return print(text.string)
    }
    if balances.isEmpty { return print("No balance yet: `florin balance open` opens one.") }
    let now = installation.clock.now()
    print(
      TextTable(["number", "balance", "account", "kind", "amount", "available", "", "buckets"], rightAligned: [0, 4, 5, 7]).text(
        balances.map { stored in
          let money = BalanceUnit.money(stored.balance.currency)
          return [
            "\(stored.balance.id)", stored.balance.reference, stored.accountReference, stored.balance.kind.rawValue,
            "\(money.exact(stored.balance.amount(of: money, at: now)))", "\(money.exact(stored.balance.available(of: money, at: now)))",
            stored.balance.currency.code, "\(stored.balance.buckets.count)",
          ]
        }))
  }

  func changed(_ changed: ChangedBalances) {
    if json {
      var text = JSONText()
      text.object { json in
        json.field("repeated", changed.repeated)
        json.key("movements")
        json.array { list in for movement in changed.movements { write(movement, into: &list) } }
        json.key("balances")
        json.array { list in for stored in changed.balances { write(stored, movements: nil, into: &list) } }
      }
      return print(text.string)
    }
    if changed.repeated { print("Done before; nothing was changed.") }
    table(changed.movements)
  }

  func expired(_ expired: ExpiredBalances) {
    if json {
      var text = JSONText()
      text.array { list in for movement in expired.movements { write(movement, into: &list) } }
      return print(text.string)
    }
    if !expired.movements.isEmpty { table(expired.movements) } else if expired.untreated.isEmpty { print("Nothing is over.") }
  }

  private func table(_ movements: [StoredMovement]) {
    print(
      TextTable(["movement", "balance", "bucket", "kind", "amount", "after", "", "at", "cause", "reason"], rightAligned: [0, 2, 4, 5]).text(
        movements.map { row in
          [
            "\(row.id)", row.balanceReference, "\(row.movement.bucket)", row.movement.kind.rawValue, "\(row.unit.exact(row.movement.amount))",
            "\(row.unit.exact(row.movement.after))", row.unit.text, "\(row.at)", row.cause, row.reason,
          ]
        }))
  }

  private func write(_ stored: StoredBalance, movements: [StoredMovement]?, into text: inout JSONText) {
    let balance = stored.balance
    let money = BalanceUnit.money(balance.currency)
    let now = installation.clock.now()
    text.object { json in
      json.field("reference", balance.reference)
      json.field("account", stored.accountReference)
      json.field("kind", balance.kind.rawValue)
      json.field("currency", balance.currency.code)
      json.field("money", money.exact(balance.amount(of: money, at: now)))
      json.field("available", money.exact(balance.available(of: money, at: now)))
      json.field("creditLimit", money.exact(balance.creditLimitMinor))
      json.field("openedAt", stored.openedAt)
      json.key("subscriptions")
      json.array { list in for reference in stored.subscriptions { list.value(reference) } }
      json.key("buckets")
      json.array { list in for bucket in inOrder(balance) { write(bucket, at: now, into: &list) } }
      if let movements {
        json.key("movements")
        json.array { list in for movement in movements { write(movement, into: &list) } }
      }
    }
  }

  private func write(_ bucket: BalanceBucket, at now: Instant, into text: inout JSONText) {
    let (terms, unit) = (bucket.terms, bucket.terms.unit)
    text.object { json in
      json.field("number", bucket.number)
      json.field("unit", unit.text)
      json.field("amount", unit.exact(bucket.amount))
      json.field("reserved", unit.exact(bucket.reserved))
      json.field("available", unit.exact(bucket.available(at: now)))
      json.field("floor", unit.exact(terms.floor))
      json.field("validFrom", terms.validFrom)
      json.field("validTo", terms.validTo)
      json.field("priority", terms.priority)
      json.field("factor", terms.factor)
      json.key("blockers")
      json.array { list in for blocker in terms.blockers { list.value(blocker.text) } }
      json.field("rolloverDays", terms.rollover?.days)
      json.field("rolloverAtMost", terms.rollover?.atMost.map { unit.exact($0) })
    }
  }

  private func write(_ row: StoredMovement, into text: inout JSONText) {
    text.object { json in
      json.field("movement", row.id)
      json.field("balance", row.balanceReference)
      json.field("bucket", row.movement.bucket)
      json.field("kind", row.movement.kind.rawValue)
      json.field("unit", row.unit.text)
      json.field("amount", row.unit.exact(row.movement.amount))
      json.field("after", row.unit.exact(row.movement.after))
      json.field("at", row.at)
      json.field("cause", row.cause)
      json.field("reason", row.reason.isEmpty ? nil : row.reason)
      json.field("entry", row.entry)
    }
  }
}
