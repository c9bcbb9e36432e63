import Bootstrap
import Documents
import Invoicing
import Operations
import Primitives

/// A simulation as text for the terminal.
enum SimulationText {
  static func text(_ answer: Simulations.Answer, page: String?) -> String {
    let report = answer.report
    var lines = [
      "Simulated \(answer.request.catalog) over bills that closed within \(answer.request.over.start) to \(answer.request.over.lastDay)"
        + (answer.request.segment.map { ", segment \($0)" } ?? "") + (answer.request.pricedOn.map { ", priced as on \($0)" } ?? "")
        + ": \(report.accounts) accounts, \(report.bills) bills. Nothing was written."
    ]
    for currency in report.currencies { lines += part(currency, answer.offerings) }
    if report.notPriced.accounts > 0 {
      lines += ["", "\(report.notPriced.accounts) accounts could not be priced and stand in no sum:"]
      for reason in report.notPriced.reasons.prefix(20) {
        lines.append("  \(reason.accounts): \(reason.code): \(reason.message) (\(reason.examples.map(\.reference).joined(separator: ", "))\(reason.accounts > reason.examples.count ? ", …" : ""))")
      }
      if report.notPriced.reasons.count > 20 { lines.append("  … and \(report.notPriced.reasons.count - 20) more reasons; --json lists them all") }
    }
    if let next = answer.nextPrices {
      lines += ["", "Nobody pays anything else: within the period the draft's prices are those billed. Its next prices begin on \(next); --priced-on \(next) tries them."]
    }
    if let page { lines += ["", "The report with charts: \(page)"] }
    return lines.joined(separator: "\n")
  }

  private static func part(_ report: CurrencyReport, _ names: [OfferingCode: LocalizedText]) -> [String] {
    let currency = report.currency
    var lines = ["", "\(currency)"]
    lines.append(
      TextTable(["", "before", "after", "difference", ""], rightAligned: [1, 2, 3, 4]).text([
        ["net revenue"] + row(report.net, currency), ["customers pay"] + row(report.gross, currency),
      ]))
    lines += ["", "\(report.winners) accounts pay less, \(report.accounts - report.winners - report.losers) the same, \(report.losers) more."]
    lines += ["", "Net revenue by offering"]
    lines.append(
      TextTable(["offering", "accounts", "before", "after", "difference", ""], rightAligned: [1, 2, 3, 4, 5]).text(
        report.offerings.map { [name($0.offering, names), "\($0.accounts)"] + row($0.net, currency) }))
    lines += ["", "Accounts by the change of what they pay"]
    lines.append(
      TextTable(["change", "accounts", "together"], rightAligned: [0, 1, 2]).text(
        report.bands.filter { $0.accounts > 0 }.map { [$0.band.text, "\($0.accounts)", signed($0.difference, currency)] }))
    let shocks = report.shocks.filter { $0.accounts > 0 }
    if !shocks.isEmpty {
      lines += ["", "Bill shock: " + shocks.map { "\($0.accounts) with a bill at least \($0.shock.rawValue) % dearer" }.joined(separator: ", ") + "."]
    }
    if !report.mostAffected.isEmpty { lines += ["", "Most affected"] }
    for entry in report.mostAffected {
      lines.append("  \(entry.reference)  \(entry.name)  \(money(entry.beforeMinor, currency)) → \(money(entry.afterMinor, currency))  \(signed(minor: entry.differenceMinor, currency))")
      lines += entry.lines.prefix(3).flatMap { DifferenceText.lines($0, currency, indent: "    ") }
      if entry.lines.count > 3 { lines.append("    … and \(entry.lines.count - 3) more lines; --json and --html tell them all") }
    }
    return lines
  }

  private static func row(_ change: CurrencyReport.Change, _ currency: Currency) -> [String] {
    [
      amount(change.before, currency), amount(change.after, currency), signed(change.difference, currency),
      change.before.isZero ? "" : percent(change),
    ]
  }

  static func percent(_ change: CurrencyReport.Change) -> String {
    let rounded = (change.difference * 100 / change.before.magnitude).rounded(1, .halfUp)
    return (rounded.isPositive ? "+" : "") + "\(rounded) %"
  }

  static func name(_ offering: OfferingCode?, _ names: [OfferingCode: LocalizedText]) -> String {
    guard let offering else { return "discounts and other" }
    return names[offering]?.text("en") ?? offering.text
  }

  static func amount(_ amount: Exact, _ currency: Currency) -> String {
    amount.decimalText(maximumDigits: currency.minorDigits, minimumDigits: currency.minorDigits)
  }

  static func signed(_ amount: Exact, _ currency: Currency) -> String { (amount.isPositive ? "+" : "") + self.amount(amount, currency) }
  static func signed(minor: Int64, _ currency: Currency) -> String { (minor > 0 ? "+" : "") + money(minor, currency) }
}

/// One thing billed differently, with the steps of both sides.
enum DifferenceText {
  static func lines(_ difference: LineDifference, _ currency: Currency, indent: String) -> [String] {
    var found = [
      "\(indent)\(difference.name.text("en")), \(difference.key.period.start) to \(difference.key.period.lastDay): "
        + "\(money(difference.before.amountMinor, currency)) → \(money(difference.after.amountMinor, currency))  "
        + SimulationText.signed(minor: difference.amountMinor, currency)
    ]
    for (word, side) in [("before", difference.before), ("after ", difference.after)] where side.lines > 0 {
      let steps = side.explanation.steps.map { "\(ExplanationWords.sentence($0, currency: currency, language: .en)) = \($0.amount)" }
      found.append("\(indent)  \(word)  " + steps.prefix(6).joined(separator: "; ") + (steps.count > 6 ? "; …" : ""))
    }
    return found
  }
}
