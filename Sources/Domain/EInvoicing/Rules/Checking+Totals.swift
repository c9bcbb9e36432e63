import Primitives

extension Checking {
  /// The sums of the document: BR-12 to BR-15, BR-CO-10 to BR-CO-16, BR-DEC-09 to BR-DEC-18.
  mutating func totalRules() {
    let t = document.totals
    require(t.lines != nil, "BR-12", "BT-106", "the sum of the lines is missing", "add up the lines' net amounts")
    require(t.withoutVAT != nil, "BR-13", "BT-109", "the total without VAT is missing", "say it")
    require(t.withVAT != nil, "BR-14", "BT-112", "the total with VAT is missing", "say it")
    require(t.payable != nil, "BR-15", "BT-115", "the amount due is missing", "say it")
    if let lines = t.lines {
      let sum = document.lines.reduce(Exact.zero) { $0 + ($1.net ?? .zero) }
      require(lines == sum, "BR-CO-10", "BT-106", "the lines come to \(sum), and \(lines) is written", "write the sum of the lines")
    }
    checkSum(document.allowances, t.allowances, "BR-CO-11", "BT-107", "allowances")
    checkSum(document.charges, t.charges, "BR-CO-12", "BT-108", "charges")
    let net = (t.lines ?? .zero) - (t.allowances ?? .zero) + (t.charges ?? .zero)
    if let written = t.withoutVAT {
      require(
        written == net, "BR-CO-13", "BT-109", "lines less allowances plus charges are \(net), and \(written) is written", "write \(net)")
    }
    let taxes = document.vatBreakdown.reduce(Exact.zero) { $0 + ($1.tax ?? .zero) }
    if let vat = t.vat {
      require(vat == taxes, "BR-CO-14", "BT-110", "the VAT by rate comes to \(taxes), and \(vat) is written", "write \(taxes)")
    }
    if let written = t.withVAT, let withoutVAT = t.withoutVAT {
      let sum = withoutVAT + (t.vat ?? .zero)
      require(written == sum, "BR-CO-15", "BT-112", "net and VAT come to \(sum), and \(written) is written", "write \(sum)")
    }
    if let payable = t.payable, let withVAT = t.withVAT {
      let due = withVAT - (t.prepaid ?? .zero) + (t.rounding ?? .zero)
      require(payable == due, "BR-CO-16", "BT-115", "the total less what was paid is \(due), and \(payable) is written", "write \(due)")
    }
    checkDecimals(t.lines, "BR-DEC-09", "BT-106")
    checkDecimals(t.allowances, "BR-DEC-10", "BT-107")
    checkDecimals(t.charges, "BR-DEC-11", "BT-108")
    checkDecimals(t.withoutVAT, "BR-DEC-12", "BT-109")
    checkDecimals(t.vat, "BR-DEC-13", "BT-110")
    checkDecimals(t.withVAT, "BR-DEC-14", "BT-112")
    checkDecimals(t.vatInAccountingCurrency, "BR-DEC-15", "BT-111")
    checkDecimals(t.prepaid, "BR-DEC-16", "BT-113")
    checkDecimals(t.rounding, "BR-DEC-17", "BT-114")
    checkDecimals(t.payable, "BR-DEC-18", "BT-115")
  }

  private mutating func checkSum(_ parts: [AllowanceCharge], _ total: Exact?, _ rule: String, _ place: String, _ what: String) {
    if parts.isEmpty, total == nil { return }
    let sum = parts.reduce(Exact.zero) { $0 + ($1.amount ?? .zero) }
    require(
      total == sum, rule, place, "the \(what) come to \(sum), and \(total.map(\.description) ?? "nothing") is written", "write \(sum)")
  }
}
