import Accounting
import Primitives

/// Models about dividing one amount: discounts over lines, shares of parties, corrections, currencies.
enum SplitScenarios {
  /// `discount_allocation`: a discount over lines by largest remainder, never more than the lines.
  static func discount(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let lines = reader.minors("lines_minor")
    let discount = reader.number("discount_minor")?.minorUnits(digits: 0, mode: .halfUp)
    guard let lines, let discount, reader.problems.isEmpty else { throw reader.missing() }
    let weights = lines.map { Exact(unscaled: $0, scale: 0) }
    let most = weights.reduce(Exact.zero, +).minorUnits(digits: 0, mode: .down) ?? .max
    let parts = Allocation.largestRemainder(min(discount, most), over: weights)
    return ScenarioResult(
      [("net_lines_minor", .minors(zip(lines, parts).map { $0 - $1 })), ("discount_lines_minor", .minors(parts))],
      explanation: Explanation(
        lines.map { ExplanationStep(.flat, amount: Exact(unscaled: $0, scale: 0)) }
          + parts.map { ExplanationStep(.discount, amount: Exact(unscaled: 0 &- $0, scale: 0)) }))
  }

  /// `usage_rebill_delta`: usage priced and rounded, less what was billed of it; nothing when that is all.
  static func rebill(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    guard let price = reader.number("unit_price"), let units = reader.number("units"), let billed = reader.number("already_billed") else {
      throw reader.missing()
    }
    let whole = (price * units).cents
    let more = whole - billed
    return ScenarioResult(
      [("additional", more.isZero ? .none : .number(more))],
      explanation: Explanation([
        ExplanationStep(.units, quantity: units, unitPrice: price, amount: whole), ExplanationStep(.alreadyBilled, amount: -billed),
      ]))
  }

  /// `currency_exchange`: an amount at a rate, rounded once to the other currency's smallest unit; both sides or none.
  static func exchange(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    let given = money("amount", &reader)
    let spread = inputs["spread"] == nil ? nil : money("spread", &reader)
    let words = reader.text("rate").map { $0.split(separator: " ").map(String.init) } ?? []
    guard let given, words.count >= 2, let rate = Exact(words[0]), let currency = Currency(words[1]) else {
      if reader.problems.isEmpty { reader.refuse("rate", "this is not a rate", remedy: "write it like `82.42135 INR per USD`") }
      throw reader.missing()
    }
    guard let exchange = CurrencyExchange(given, at: rate, to: currency, spread: spread), reader.problems.isEmpty else {
      if reader.problems.isEmpty { reader.refuse("amount", "the amounts cannot be exchanged", remedy: "give the spread in the currency of the amount") }
      throw reader.missing()
    }
    return ScenarioResult([
      ("\(given.currency.code.lowercased())_debit_minor", .minors(exchange.debitsMinor)),
      ("\(currency.code.lowercased())_credit_minor", .number(Exact(unscaled: exchange.received.amountMinor, scale: 0))), ("atomic", .flag(true)),
    ])
  }

  /// `100.00 USD`.
  private static func money(_ key: String, _ reader: inout SourceReader) -> Money? {
    guard let text = reader.text(key) else { return nil }
    let words = text.split(separator: " ").map(String.init)
    if words.count == 2, let amount = Exact(words[0]), let currency = Currency(words[1]), let money = Money(rounding: amount, to: currency) {
      return money
    }
    reader.refuse(key, "\"\(text)\" is not an amount of a currency", remedy: "write it like `100.00 USD`")
    return nil
  }

  /// `split_allocation`: an amount over shares; each is rounded down and the units left go to the first shares.
  static func split(_ inputs: SourceNode) throws(Rejection) -> ScenarioResult {
    var reader = SourceReader(inputs)
    guard let amount = reader.number("amount_minor")?.minorUnits(digits: 0, mode: .halfUp) else { throw reader.missing() }
    let key = ["shares", "to", "source_shares"].first { inputs[$0] != nil } ?? "shares"
    guard let node = reader.required(key) else { throw reader.missing() }
    let texts = reader.list(node).compactMap { reader.text($0) }
    let shares = texts.compactMap { SplitShare($0) }
    if shares.count != texts.count || shares.isEmpty {
      reader.refuse(key, "these are not shares", remedy: "write shares such as `12.5% to platform`, `1/2` or `remaining to seller`")
    }
    try reader.finish()
    let named = shares.reduce(Exact.zero) { $0 + ($1.weight ?? .zero) }
    let parts = Allocation.firstTakesRest(amount, over: shares.map { $0.weight ?? (.one - named) })
    var values: [(key: String, value: ScenarioValue)] = [("parts", .minors(parts))]
    for (share, part) in zip(shares, parts) {
      for (name, taken) in share.taken(of: part) { values.append((name, .number(Exact(unscaled: taken, scale: 0)))) }
    }
    return ScenarioResult(
      values, explanation: Explanation(zip(texts, parts).map { ExplanationStep(.fixed, label: $0, amount: Exact(unscaled: $1, scale: 0)) }))
  }
}

/// One share in words: how much, and who takes it.
struct SplitShare {
  /// `nil`: what the others leave.
  var weight: Exact?
  /// In order; each takes at most its limit, the last without one takes the rest.
  var takers: [(name: String, mostMinor: Int64?)] = []

  /// `12.5% to platform`, `1/2`, `remaining`, `20% kept`, `60% to: at most 10 b, remaining c`.
  init?(_ text: String) {
    let words = text.split { " :,".contains($0) }.map(String.init)
    guard let first = words.first else { return nil }
    if first != "remaining" {
      let ratio = first.split(separator: "/").map { Exact(String($0)) }
      if first.hasSuffix("%"), let percent = Exact(first.dropLast()) {
        weight = percent * .hundredth
      } else if ratio.count == 2, let upper = ratio[0], let lower = ratio[1], !lower.isZero {
        weight = upper / lower
      } else {
        return nil
      }
    }
    var limit: Int64?
    var rest = words.dropFirst()
    while let word = rest.popFirst() {
      switch word {
      case "to", "at", "remaining": continue
      case "most":
        guard let number = rest.popFirst(), let value = Int64(number) else { return nil }
        limit = value
      default:
        takers.append((word, limit))
        limit = nil
      }
    }
  }

  func taken(of part: Int64) -> [(String, Int64)] {
    var left = part
    return takers.map { taker in
      let taken = taker.mostMinor.map { min($0, left) } ?? left
      left -= taken
      return (taker.name, taken)
    }
  }
}
