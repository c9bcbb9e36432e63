import EInvoicing
import Primitives
import Seeds

extension VariedMaking {
  private func money(_ minor: Int64, _ document: EInvoice) -> Exact { Exact(unscaled: minor, scale: document.currency == "KRW" ? 0 : 2) }

  mutating func lines(_ document: inout EInvoice, _ rates: [VATRate]) {
    for index in 1...seed.number(1...9) {
      let rate = index <= rates.count ? rates[index - 1] : seed.pick(rates)
      var line = TradeLine(identifier: "\(index)", vat: rate)
      line.item = TradeItem(
        name: seed.pick(["Fibre 50", "National calls", "Datos móviles & más", "전기 요금", "Abonament <lunar>"]), description: maybe("Description"),
        sellerIdentifier: maybe("phone.calls"), buyerIdentifier: oneIn(4) ? "B1" : nil,
        standardIdentifier: oneIn(4) ? SchemedIdentifier("05411234567894", scheme: "0160") : nil,
        classifications: oneIn(4) ? [.init("81161700", list: "TST", version: maybe("19.05")), .init("84", list: "HS")] : [],
        originCountry: oneIn(5) ? "ES" : nil, attributes: oneIn(4) ? [.init(name: "Speed", value: "50 Mbit/s"), .init(name: "Tariff", value: "A")] : [])
      line.note = maybe("for +34 600 100 100")
      line.object = oneIn(4) ? SchemedIdentifier("600100100", scheme: maybe("AVE")) : nil
      line.orderLine = oneIn(4) ? "10" : nil
      line.buyerAccounting = oneIn(4) ? "4711" : nil
      if seed.flip() {
        let start = Day(number: 20_400 + Int32(seed.number(0...100)))
        line.period = TradePeriod(firstDay: start, lastDay: seed.number(0...5) == 0 ? start : start.adding(days: seed.number(0...31)))
      }
      price(&line, document)
      document.lines.append(line)
    }
  }

  /// Quantity, price, allowances and charges that come to the line's amount to the last cent.
  private mutating func price(_ line: inout TradeLine, _ document: EInvoice) {
    let isNegative = oneIn(6)
    let gross = Int64(seed.number(0...500_000))
    var net = money(gross, document)
    switch seed.number(0...2) {
    case 0:
      line.quantity = 1
      line.unit = "C62"
      line.price = TradePrice(net: net)
    case 1:
      let quantity = Exact(seed.number(2...40))
      line.quantity = quantity
      line.unit = "MON"
      line.price = TradePrice(net: net)
      if seed.flip() {
        line.price.discount = money(Int64(seed.number(0...300)), document)
        line.price.gross = net + (line.price.discount ?? .zero)
      }
      net = net * quantity
    default:
      line.quantity = Exact(unscaled: Int64(seed.number(1...9_999_999_999)), scale: seed.number(0...6))
      line.unit = seed.pick(["SEC", "E34", "KWH"])
      line.price = TradePrice(net: net, baseQuantity: line.quantity, baseUnit: line.unit)
    }
    if isNegative {
      line.quantity = line.quantity.map { -$0 }
      net = -net
    }
    if oneIn(4) {
      let base = money(Int64(seed.number(1...10_000)) * 100, document)
      let percent = Exact(seed.number(1...15))
      let amount = (base * percent * Exact(unscaled: 1, scale: 2)).rounded(document.currency == "KRW" ? 0 : 2, .halfUp)
      let isComputed = document.currency != "KRW" && seed.flip()
      line.allowances = [AllowanceCharge(amount: amount, base: isComputed ? base : nil, percent: isComputed ? percent : nil, reason: "Discount", reasonCode: maybe("95"))]
      net -= amount
    }
    if oneIn(6) {
      let amount = money(Int64(seed.number(1...900)), document)
      line.charges = [AllowanceCharge(amount: amount, reason: "Handling", reasonCode: "FC")]
      net += amount
    }
    line.net = net
  }

  mutating func spreads(_ document: inout EInvoice, _ rates: [VATRate]) {
    if oneIn(3) {
      for _ in 1...seed.number(1...3) {
        document.allowances.append(
          AllowanceCharge(amount: money(Int64(seed.number(1...9000)), document), vat: seed.pick(rates), reason: "Campaign", reasonCode: maybe("95")))
      }
    }
    if oneIn(4) {
      document.charges = [AllowanceCharge(amount: money(Int64(seed.number(1...9000)), document), vat: seed.pick(rates), reason: "Paper bill", reasonCode: maybe("FC"))]
    }
  }

  mutating func close(_ document: inout EInvoice) {
    let digits = document.currency == "KRW" ? 0 : 2
    var rows: [VATBreakdown] = []
    func add(_ amount: Exact, _ rate: VATRate?) {
      guard let rate else { return }
      if let known = rows.firstIndex(where: { $0.rate == rate }) {
        rows[known].base = (rows[known].base ?? .zero) + amount
      } else {
        rows.append(VATBreakdown(base: amount, tax: nil, rate: rate))
      }
    }
    for line in document.lines { add(line.net ?? .zero, line.vat) }
    for each in document.allowances { add(-(each.amount ?? .zero), each.vat) }
    for each in document.charges { add(each.amount ?? .zero, each.vat) }
    for index in rows.indices {
      let tax = (rows[index].base ?? .zero) * (rows[index].rate.percent ?? .zero) * Exact(unscaled: 1, scale: 2)
      rows[index].tax = tax.rounded(digits, .halfUp)
      switch rows[index].rate.category {
      case .exempt: rows[index].exemptionReason = "Exempt by article 132"
      case .reverseCharge: (rows[index].exemptionReason, rows[index].exemptionCode) = ("Reverse charge", "VATEX-EU-AE")
      case .intraCommunity: rows[index].exemptionCode = "VATEX-EU-IC"
      case .export: rows[index].exemptionCode = "VATEX-EU-G"
      case .outsideScope: (rows[index].exemptionReason, rows[index].exemptionCode) = ("Not subject to VAT", "VATEX-EU-O")
      default: break
      }
    }
    document.vatBreakdown = rows
    var totals = DocumentTotals()
    let net = document.lines.reduce(Exact.zero) { $0 + ($1.net ?? .zero) }
    totals.lines = net
    let allowances = document.allowances.reduce(Exact.zero) { $0 + ($1.amount ?? .zero) }
    let charges = document.charges.reduce(Exact.zero) { $0 + ($1.amount ?? .zero) }
    if !document.allowances.isEmpty { totals.allowances = allowances }
    if !document.charges.isEmpty { totals.charges = charges }
    totals.withoutVAT = net - allowances + charges
    totals.vat = rows.reduce(Exact.zero) { $0 + ($1.tax ?? .zero) }
    if document.vatCurrency != nil {
      totals.vatInAccountingCurrency = ((totals.vat ?? .zero) * Exact(unscaled: 49753, scale: 4)).rounded(2, .halfUp)
    }
    totals.withVAT = (totals.withoutVAT ?? .zero) + (totals.vat ?? .zero)
    var payable = totals.withVAT ?? .zero
    if oneIn(4) {
      totals.prepaid = money(Int64(seed.number(1...20_000)), document)
      payable -= totals.prepaid ?? .zero
    }
    if document.currency == "EUR", oneIn(5) {
      let rounding = Exact(unscaled: Int64(seed.number(-2...2)), scale: 2)
      totals.rounding = rounding
      payable += rounding
    }
    totals.payable = payable
    document.totals = totals
  }
}
