import EInvoicing
import Invoicing
import Primitives
import Rating

extension EInvoiceDraft {
  /// The lines of an invoice. Discounts are allowances of the document, because they lower more than one line; where an
  /// invoice has nothing else they stay lines, as it must have one.
  func write(_ lines: [InvoiceLine], to document: inout EInvoice) {
    let isSpread = lines.contains { $0.charge.kind != .discount }
    document.lines.reserveCapacity(lines.count)
    for line in lines {
      if isSpread, line.charge.kind == .discount {
        spread(line.charge, exact(line.netMinor), EInvoiceDraft.rate(line.taxKey), &document)
      } else {
        document.lines.append(self.line(line, number: line.number, net: exact(line.netMinor), isWhole: true))
      }
    }
  }

  /// The lines of a credit note, each for what it gives back of its line of the invoice.
  func write(_ lines: [CreditNoteLine], of invoice: Invoice, to document: inout EInvoice) {
    let billed = Dictionary(invoice.lines.map { ($0.number, $0) }) { first, _ in first }
    let isSpread = lines.contains { billed[$0.invoiceLine]?.charge.kind != .discount }
    for line in lines {
      guard let own = billed[line.invoiceLine] else { continue }
      if isSpread, own.charge.kind == .discount {
        spread(own.charge, exact(line.netMinor), EInvoiceDraft.rate(line.taxKey), &document)
      } else {
        document.lines.append(self.line(own, number: line.number, net: exact(line.netMinor), isWhole: line.netMinor == own.netMinor))
      }
    }
  }

  private func spread(_ charge: RatedCharge, _ net: Exact, _ rate: VATRate, _ document: inout EInvoice) {
    let name = charge.name.text(facts.language)
    let each = AllowanceCharge(amount: net.magnitude, vat: rate, reason: name.isEmpty ? charge.price.text : name)
    // A discount taken back with what it lowered is a charge.
    if net.isPositive { document.charges.append(each) } else { document.allowances.append(each) }
  }

  /// - Parameter isWhole: the line's own quantity was charged or given back; else one part of it.
  private func line(_ line: InvoiceLine, number: Int, net: Exact, isWhole: Bool) -> TradeLine {
    let charge = line.charge
    let period = charge.period.isEmpty ? nil : TradePeriod(firstDay: charge.period.start, lastDay: charge.period.lastDay)
    let (quantity, unit, price) = EInvoiceDraft.priced(net, isWhole ? charge.quantity : .one, isWhole ? charge.unit : "")
    let name = charge.name.text(facts.language)
    return TradeLine(
      identifier: String(number), object: charge.subscription.flatMap { facts.subjects[$0] }.map { SchemedIdentifier($0) },
      quantity: quantity, unit: unit, net: net, period: period, price: price, vat: EInvoiceDraft.rate(line.taxKey),
      item: TradeItem(
        name: name.isEmpty ? charge.price.text : name, description: line.usedBy.flatMap { facts.users[$0] },
        sellerIdentifier: charge.price.text))
  }

  /// A quantity and a price that multiply to the line to the last cent, with the signs the rules ask for.
  ///
  /// The price stands for one unit where it has a finite form of at most six decimals; else it is the line's amount for
  /// the whole quantity (BT-149), because tiers, allowances and roundings leave no honest price of one unit.
  static func priced(_ net: Exact, _ quantity: Exact, _ unit: String) -> (Exact, String, TradePrice) {
    let amount = net.magnitude
    let count = quantity.magnitude.isDecimal ? quantity.magnitude.reduced : quantity.magnitude.rounded(6, .halfEven).reduced
    let signed = net.isNegative ? -1 : 1
    guard !count.isZero else { return (Exact(signed), EInvoiceUnits.one, TradePrice(net: amount)) }
    let code = EInvoiceUnits.code(unit)
    let single = count == .one ? amount : amount / count
    if single.isDecimal, single.fractionDigits <= 6 { return (Exact(signed) * count, code, TradePrice(net: single)) }
    return (Exact(signed) * count, code, TradePrice(net: amount, baseQuantity: count, baseUnit: code))
  }
}
