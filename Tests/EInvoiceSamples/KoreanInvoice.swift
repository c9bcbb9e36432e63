public import EInvoicing
import Primitives
import Seeds

extension VariedInvoice {
  /// A document of a seller in Korea: taxed, zero-rated or exempt; to a business, a person or somebody abroad; now and then a credit note.
  public static func korean(_ seed: UInt64) -> EInvoice {
    var making = VariedMaking(seed: Seed(seed &* 977 &+ 13), number: Int(seed % 100_000), profile: .en16931)
    let day = making.day()
    var document = EInvoice(number: "KR-\(seed % 100_000)", issuedOn: day, currency: "KRW")
    let address = TradeAddress(line1: "세종대로 110", city: "서울", postcode: "04524", country: "KR")
    document.seller = TradeParty(
      name: "플로린 텔레콤", vatIdentifier: "220-81-62517", taxRegistration: "41000001", address: address,
      contact: TradeContact(name: "홍길동", telephone: "02-120", email: "tax@example.kr"))
    document.buyer = TradeParty(name: "김민준", legalRegistration: SchemedIdentifier("1248100998"), address: address, contact: TradeContact(name: "김철수"))
    switch making.seed.number(0...2) {
    case 0: break
    case 1: (document.buyer.legalRegistration, document.buyer.contact) = (SchemedIdentifier("900101-1234568"), nil)
    default: (document.buyer.legalRegistration, document.buyer.contact, document.buyer.address) = (nil, nil, TradeAddress(city: "Lima", country: "PE"))
    }
    let rate = making.seed.pick([VATRate(.standard, percent: 10), VATRate(.standard, percent: 10), VATRate(.zeroRated, percent: 0), VATRate(.exempt, percent: 0)])
    var net = Exact.zero
    for index in 1...making.seed.number(1...(making.oneIn(8) ? 150 : 12)) {
      let amount = Exact(making.seed.number(-500...90_000))
      net = net + amount
      let quantity = Exact(making.seed.number(1...6066))
      document.lines.append(
        TradeLine(
          identifier: String(index), quantity: amount.isNegative ? -quantity : quantity, unit: "C62", net: amount,
          period: TradePeriod(firstDay: day.adding(days: -30), lastDay: day.adding(days: -1)),
          price: TradePrice(net: amount.magnitude, baseQuantity: quantity, baseUnit: "C62"), vat: rate, item: TradeItem(name: "통화료 \(index)")))
    }
    document.totals.lines = net
    if making.oneIn(3) {
      document.allowances = [AllowanceCharge(amount: 50, vat: rate, reason: "할인")]
      document.totals.allowances = 50
      net = net - 50
    }
    let tax = (net * (rate.percent ?? .zero) / 100).rounded(0, .halfUp)
    document.vatBreakdown = [VATBreakdown(base: net, tax: tax, rate: rate, exemptionReason: rate.category == .exempt ? "부가가치세법 제26조" : nil)]
    (document.totals.withoutVAT, document.totals.vat, document.totals.withVAT, document.totals.payable) = (net, tax, net + tax, net + tax)
    if net.isPositive, making.oneIn(4) {
      document.typeCode = .creditNote
      document.precedingInvoices = [PrecedingInvoice(number: "KR-7", issuedOn: day.adding(days: -9))]
      document.notes = [DocumentNote(text: making.seed.pick(["03 환입", "단가 조정"]))]
    }
    return document
  }
}
