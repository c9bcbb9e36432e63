import Invoicing
import Operations
import Parties
import Primitives
import Rating
import Store
import Taxation

/// An invoice as a story shows it: what stands on each line, how its amount came about, and the totals.
struct StoryPage {
  let store: Store

  func lines(of issued: IssuedInvoice) throws -> [String] {
    let invoice = issued.invoice
    let account = try reference(invoice.account)
    var rows: [String] = [
      "\(invoice.number ?? "?") to \(account), \(invoice.issuedOn), for \(words(invoice.billingPeriod)), due \(invoice.dueOn)"
    ]
    for line in invoice.lines {
      let charge = line.charge
      var what = charge.name.text("en")
      if let user = line.usedBy { what += " [\(try reference(user))]" }
      if charge.kind == .credit { what = "Back: " + what }
      if charge.kind == .trueUp { what += ", missing to the promise" }
      let amount = Money(amountMinor: charge.amount.amountMinor, currency: invoice.currency).exact.description
      rows.append("  " + pad(what, 44) + pad(words(charge.period), 26) + String(repeating: " ", count: max(0, 10 - amount.count)) + amount)
      rows += how(charge).map { "      " + $0 }
    }
    func money(_ minor: Int64) -> String { Money(amountMinor: minor, currency: invoice.currency).exact.description }
    let taxes = invoice.taxes.map { tax in
      let rate = tax.key.treatment == .standard ? "\(tax.key.percent) %" : "\(tax.key.treatment)"
      return "tax \(rate) of \(money(tax.baseMinor)) \(money(tax.taxMinor))"
    }
    rows.append("  net \(money(invoice.netMinor)), \(taxes.joined(separator: ", ")), to pay \(money(invoice.grossMinor)) \(invoice.currency)")
    return rows
  }

  /// A credit note: what it gives back of which line of the invoice.
  func lines(of issued: IssuedCreditNote) throws -> [String] {
    let note = issued.note
    guard let invoice = try store.invoice(issued.invoice)?.invoice else { return [] }
    func money(_ minor: Int64) -> String { Money(amountMinor: minor, currency: note.currency).exact.description }
    var rows = ["\(note.number ?? "?") to \(try reference(note.account)), \(note.issuedOn), for \(note.invoiceNumber): \(note.reason)"]
    for line in note.lines {
      let name = invoice.lines.first { $0.number == line.invoiceLine }?.charge.name.text("en") ?? ""
      let amount = money(line.netMinor)
      rows.append("  " + pad("line \(line.invoiceLine), \(name)", 70) + String(repeating: " ", count: max(0, 10 - amount.count)) + amount)
      if line.explanation.steps.count > 1 || line.explanation.steps.first?.kind == .percent {
        rows += line.explanation.steps.map { step in
          let share = step.quantity.flatMap { whole in step.unitPrice.map { "\(whole) × \($0) = " } } ?? ""
          return "      \(step.kind.rawValue): \(share)\(step.amount)"
        }
      }
    }
    let taxes = note.taxes.map { tax in
      let rate = tax.key.treatment == .standard ? "\(tax.key.percent) %" : "\(tax.key.treatment)"
      return "tax \(rate) of \(money(tax.baseMinor)) \(money(tax.taxMinor))"
    }
    rows.append("  net \(money(note.netMinor)), \(taxes.joined(separator: ", ")), given back \(money(note.grossMinor)) \(note.currency)")
    let notes = try store.creditNotes(of: issued.invoice).map(\.note)
    let left = CreditedSoFar(invoice, notes: notes).leftMinor
    rows.append("  \(money(left)) of \(money(invoice.grossMinor)) is left of \(note.invoiceNumber)")
    return rows
  }

  private func reference(_ id: BillingAccountID) throws -> String { try store.account(id)?.reference ?? "?" }

  /// First and last day, as people say it.
  private func words(_ period: ServicePeriod) -> String {
    let last = period.end.adding(days: -1)
    return period.start == last ? "\(last)" : "\(period.start) to \(last)"
  }

  /// The steps, unless there is one only and it says nothing more than the amount.
  private func how(_ charge: RatedCharge) -> [String] {
    let steps = charge.explanation.steps
    if steps.count == 1, let step = steps.first, step.numerator == step.denominator, step.quantity ?? 1 == 1 { return [] }
    return steps.map { step in
      var text = step.kind.rawValue
      if let label = step.label { text += " \(label)" }
      text += ":"
      if let quantity = step.quantity { text += " \(quantity)" }
      if let price = step.unitPrice { text += (step.quantity == nil ? " " : " × ") + "\(price)" }
      if let numerator = step.numerator, let denominator = step.denominator { text += " × \(numerator)/\(denominator)" }
      if let period = step.period, period != charge.period { text += " (\(words(period)))" }
      return text + " = \(step.amount)"
    }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
