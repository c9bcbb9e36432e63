import Bootstrap
import Invoicing
import Operations
import Parties
import Primitives

/// A difference document, printed as it is computed: account by account, then the totals.
struct ReratePrinting {
  let json: Bool
  let show: Int
  private var shown = 0
  private var left = 0

  init(json: Bool, show: Int) {
    self.json = json
    self.show = show
  }

  mutating func account(_ account: ReratedAccount) {
    guard case .differs(let lines, _) = account.result, !lines.isEmpty || json else { return }
    if json {
      print(shown == 0 ? "{\"accounts\":[" : ",", terminator: "")
      print(text(account, lines))
    } else if shown < show {
      printPlain(account, lines)
    } else {
      left += 1
      return
    }
    shown += 1
  }

  func end(_ totals: RerateTotals, _ request: Reratings.Request, _ booked: Rerate.Booked?) {
    if json { return print((shown == 0 ? "{\"accounts\":[" : "") + "]," + RerateJSON.totals(totals, request, booked).dropFirst()) }
    if left > 0 { print("… and \(left) more accounts; --show \(shown + left) or --json prints them all\n") }
    print(
      "Priced again: bills from \(request.period.start) to \(request.period.lastDay) and later, \(totals.accounts) accounts; \(totals.differingAccounts) differ"
        + (totals.onlyCounters > 0 ? ", \(totals.onlyCounters) only in what their next bill goes on from" : "") + ".")
    for total in totals.currencies {
      let reasons = zip(RerateReason.allCases, total.byReason).filter { !$0.1.isZero }
        .map { "\($0.0.rawValue) \(SimulationText.signed($0.1, total.currency))" }
      print(
        "  \(total.currency)  \(total.accounts) accounts, \(total.lines) lines: \(SimulationText.signed(total.more, total.currency)) more, "
          + "\(SimulationText.signed(total.less, total.currency)) less, together \(SimulationText.signed(total.difference, total.currency)) (\(reasons.joined(separator: ", ")))")
    }
    print(ReratePrinting.words(booked))
    if totals.notPriced.accounts > 0 { print("\(totals.notPriced.accounts) accounts could not be priced and were left as they are:") }
    for reason in totals.notPriced.reasons.prefix(20) {
      print("  \(reason.accounts): \(reason.code): \(reason.message) (\(reason.examples.map(\.reference).joined(separator: ", "))\(reason.accounts > reason.examples.count ? ", …" : ""))")
    }
  }

  private static func words(_ booked: Rerate.Booked?) -> String {
    guard let booked else { return "Nothing was booked; --apply books it." }
    guard let id = booked.rerating else { return "There was nothing to book." }
    let left = booked.leftOut.isEmpty ? "" : " \(booked.leftOut.count) accounts were billed meanwhile, or booked under this key before, and left as they are: run it again, under a new key."
    return "Booked as re-rating \(id): the differences stand on the accounts' next invoices.\(left)"
  }

  private func printPlain(_ account: ReratedAccount, _ lines: [ReratedLine]) {
    let currency = account.account.currency
    let sum = lines.reduce(Int64(0)) { $0 &+ $1.difference.amountMinor }
    print("\(account.account.reference)  \(account.account.name)  \(SimulationText.signed(minor: sum, currency)) \(currency)")
    for line in lines {
      let reasons = line.reasons.map { line.reasons.count == 1 ? $0.reason.rawValue : "\($0.reason.rawValue) \(SimulationText.signed(minor: $0.amountMinor, currency))" }
      var text = DifferenceText.lines(line.difference, currency, indent: "  ")
      text[0] += "  (\(reasons.joined(separator: ", ")))"
      print(text.joined(separator: "\n"))
    }
    print("")
  }

  private func text(_ account: ReratedAccount, _ lines: [ReratedLine]) -> String {
    var json = JSONText()
    let currency = account.account.currency
    json.object { json in
      json.field("account", account.account.reference)
      json.field("name", account.account.name)
      json.field("currency", currency.code)
      json.field("difference", money(lines.reduce(Int64(0)) { $0 &+ $1.difference.amountMinor }, currency))
      json.key("lines")
      json.array { list in
        for line in lines {
          list.object { json in
            DifferenceJSON.write(line.difference, currency, &json)
            json.key("reasons")
            json.array { reasons in
              for part in line.reasons {
                reasons.object {
                  $0.field("reason", part.reason.rawValue)
                  $0.field("amount", money(part.amountMinor, currency))
                }
              }
            }
          }
        }
      }
    }
    return json.string
  }
}

/// The totals of a difference document as the fields behind its accounts.
enum RerateJSON {
  static func totals(_ totals: RerateTotals, _ request: Reratings.Request, _ booked: Rerate.Booked?) -> String {
    var json = JSONText()
    json.object { json in
      json.key("period")
      json.value(request.period)
      json.field("catalog", request.catalog)
      json.field("accountsPricedAgain", totals.accounts)
      json.field("accountsDiffering", totals.differingAccounts)
      json.field("accountsWithOtherCounters", totals.onlyCounters)
      json.field("booked", booked?.rerating?.rawValue)
      json.field("leftOut", booked?.leftOut.count)
      json.key("totals")
      json.array { list in for total in totals.currencies { list.object { write(total, &$0) } } }
      json.key("notPriced")
      json.array { list in
        for reason in totals.notPriced.reasons {
          list.object {
            $0.field("code", reason.code)
            $0.field("message", reason.message)
            $0.field("accounts", reason.accounts)
            $0.key("examples")
            $0.array { for example in reason.examples { $0.value(example.reference) } }
          }
        }
      }
    }
    return json.string
  }

  private static func write(_ total: RerateTotals.InCurrency, _ json: inout JSONText) {
    json.field("currency", total.currency.code)
    json.field("accounts", total.accounts)
    json.field("lines", total.lines)
    json.field("more", SimulationText.amount(total.more, total.currency))
    json.field("less", SimulationText.amount(total.less, total.currency))
    json.field("difference", SimulationText.amount(total.difference, total.currency))
    json.key("byReason")
    json.object {
      for (reason, amount) in zip(RerateReason.allCases, total.byReason) { $0.field(named: reason.rawValue, SimulationText.amount(amount, total.currency)) }
    }
  }
}
