import Foundation
import Primitives

/// What re-ratings booked, as it is stored, beside the clerk's own.
extension Play {
  /// Nothing is priced again where nothing was billed.
  func notPriced(_ words: Words) throws -> [String] {
    let asked = try asked(words)
    let billed = clerk.bills.filter { $0.from < asked.days.end && asked.days.start < $0.through }
    return billed.isEmpty ? [] : ["refused: \(billed[0].payer) was billed within \(asked.days), but nothing can be priced again"]
  }

  mutating func priced(_ words: Words) throws -> [String] {
    if let told = story.toldOfPrices.first(where: { $0.contains("cannot be priced") }) { return ["rerate: \(told)"] }
    let said = try saidRows().dropFirst(saidCount)
    saidCount += said.count
    let booked = try correctionRows().dropFirst(clerk.correctionCount)
    return clerk.priced(try asked(words), Array(said), Array(booked))
  }

  private func asked(_ words: Words) throws -> Clerk.PricedAgain {
    let price = words.fields["price"]?.split(separator: ":").last.flatMap { Decimals.thousandths(String($0)) }
    return Clerk.PricedAgain(
      days: ServicePeriod(start: try words.day("from"), end: try words.day("to")), unitMicros: price.map { $0 * 100 },
      books: words.plain.contains("book"), key: try words.field("key"))
  }

  private func saidRows() throws -> [Said] {
    var names: [Int: String] = [:]
    for row in try auditor.rows("SELECT id, reference FROM subscription") { names[Int(row[0]) ?? 0] = row[1] }
    return try auditor.rows(
      "SELECT a.reference, p.reference, r.from_day, r.through_day, r.state FROM rerating_account r JOIN billing_account a ON a.id = r.account_id JOIN billing_account p ON p.id = r.payer_id ORDER BY r.id"
    ).map { row in
      Said(
        account: row[0], payer: row[1], from: day(row[2]), through: day(row[3]),
        recurring: try JSONDecoder().decode(StoredDays.self, from: Data(row[4].utf8)).billed.filter { $0.kind != "adjustment" }.map {
          Said.Recurring(
            subscription: names[$0.subscription] ?? "?", price: $0.price, isCredit: $0.kind == "credit",
            period: ServicePeriod(start: Day(number: $0.days[0]), end: Day(number: $0.days[1])),
            quantity: Int($0.quantity.wholeUnits(.down) ?? 0), amountMinor: $0.amountMinor)
        })
    }
  }

  private func correctionRows() throws -> [BookedCorrection] {
    try auditor.rows(
      "SELECT p.reference, COALESCE(u.reference, p.reference), s.reference, c.price, c.period_start, c.amount_minor FROM correction_charge c JOIN billing_account p ON p.id = c.account_id LEFT JOIN billing_account u ON u.id = c.used_by JOIN subscription s ON s.id = c.subscription_id ORDER BY c.id"
    ).map { row in
      BookedCorrection(payer: row[0], account: row[1], subscription: row[2], price: row[3], on: day(row[4]), amountMinor: Int(row[5]) ?? 0)
    }
  }

  private func day(_ text: String) -> Day { Day(number: Int32(text) ?? 0) }

  private struct StoredDays: Decodable {
    struct Billed: Decodable {
      var subscription: Int
      var price: String
      var kind: String
      var days: [Int32]
      var quantity: Exact
      var amountMinor: Int
    }

    var billed: [Billed]
  }
}
