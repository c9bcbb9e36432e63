import Documents
import Invoicing
import Parties
import Primitives
import Rating

extension Gallery {
  static let addresses = ReaderAddresses(root: "/b/TOKEN")
  static let spring = ReaderMessage(
    title: Fixtures.text("Your discount ends in May", "Su descuento termina en mayo", "5월에 할인이 종료됩니다", "Reducerea dvs. se termină în mai"),
    text: Fixtures.text(
      "SPRING26 takes 10 % off your fibre until 31 May. After that it costs €50 a month.", "SPRING26 descuenta un 10 % de su fibra hasta el 31 de mayo. Después cuesta 50 € al mes.",
      "SPRING26 할인(10%)은 5월 31일까지 적용됩니다. 이후 월 €50입니다.", "SPRING26 reduce cu 10 % abonamentul de fibră până la 31 mai. Apoi costă 50 € pe lună."),
    link: .init(words: Fixtures.text("See other plans", "Ver otras tarifas", "다른 요금제 보기", "Vedeți alte abonamente"), href: "https://florin.example/plans"))

  static func lastBills(_ invoice: Invoice, open: Int64) -> [ReaderBill] {
    let amounts: [Int64] = [7450, 7450, 8130, 7990, 9120, 7450, 8845, 8845, 10_230, 9470, 8712]
    var bills: [ReaderBill] = []
    for (index, amount) in amounts.enumerated() {
      let issued = Day("2025-05-01")!.adding(months: index, anchorDay: 1)
      bills.append(
        ReaderBill(
          number: "ES-2026-0000\(10 + index * 7)", href: "/b/TOKEN\(index)", issuedOn: issued, dueOn: issued.adding(days: 14), grossMinor: amount,
          openMinor: index == 10 ? 2000 : 0))
    }
    bills.append(
      ReaderBill(
        number: invoice.number ?? "", href: "/b/TOKEN", issuedOn: invoice.issuedOn, dueOn: invoice.dueOn, grossMinor: invoice.grossMinor, openMinor: open, isThis: true))
    return bills
  }

  /// The family's bill as its reader sees it: a transfer is awaited, a credit note came meanwhile.
  static func reader(_ language: ReaderLanguage) -> ReaderBillView {
    var bill = family(language)
    bill.payment = PaymentDetails(method: .transfer)
    let gross = bill.invoice.grossMinor
    return ReaderBillView(
      bill: bill, today: Day("2026-04-09")!, openMinor: gross, bills: lastBills(bill.invoice, open: gross),
      movements: [
        AccountMovement(kind: .invoice, document: DocumentLink(number: "ES-2026-000123", href: "/b/TOKEN"), day: Day("2026-04-01")!, amountMinor: gross, owedMinor: gross + 2000),
        AccountMovement(kind: .payment, document: DocumentLink(number: "2026-0317"), day: Day("2026-03-14")!, amountMinor: -6712, owedMinor: 2000),
        AccountMovement(kind: .creditNote, document: DocumentLink(number: "ES-2026-CN-000004", href: "/b/CREDIT"), day: Day("2026-03-09")!, amountMinor: -500, owedMinor: 8712),
      ],
      messages: [spring], addresses: addresses, places: ReaderPlaces(questions: "facturas@florin.example"), hasEInvoice: true, linkEndsOn: Day("2026-07-01")!)
  }

  /// A company's: several users, nothing to compare with, paid.
  static func readerOfACompany(_ language: ReaderLanguage) -> ReaderBillView {
    let bill = company(language)
    return ReaderBillView(bill: bill, today: Day("2026-04-20")!, openMinor: 0, addresses: addresses, places: ReaderPlaces(questions: "facturas@florin.example"))
  }

  /// In won, late, with a page to pay at.
  static func readerInKorea(_ language: ReaderLanguage) -> ReaderBillView {
    let bill = korean(language)
    return ReaderBillView(
      bill: bill, today: Day("2026-04-20")!, openMinor: 30_000, bills: lastBills(bill.invoice, open: 30_000).suffix(3), addresses: addresses,
      places: ReaderPlaces(questions: "facturas@florin.example", pay: "https://pay.florin.example/KR-000042"))
  }

  /// National calls, the second stretch of their events.
  static func readerLine(_ language: ReaderLanguage) -> ReaderLineView {
    let bill = family(language)
    let line = bill.invoice.lines[5]
    var evidence = bill.evidence[6] ?? LineEvidence()
    evidence.eventCount = 112
    return ReaderLineView(
      bill: bill, line: line, evidence: evidence, eventsBefore: 50, usage: usage()[0], addresses: addresses, places: ReaderPlaces(questions: "facturas@florin.example"))
  }

  /// Too many lines for one page.
  static func readerOfMany(_ language: ReaderLanguage) -> ReaderBillView {
    let lines = (0..<320).map { index in
      let isRecurring = index % 3 == 0
      let charge = Fixtures.charge(
        isRecurring ? .recurring : .usage, isRecurring ? fibre : calls, subscription: Int64(1 + index / 160), quantity: Exact(60 + index), unit: isRecurring ? "" : "s",
        minor: Int64(100 + index))
      return Fixtures.Entry(charge)
    }
    var bill = Fixtures.view(Fixtures.invoice(lines), language)
    bill.subscriptions = [
      SubscriptionID(1): SubscriptionName(name: fibre, reference: "SUB-1001"), SubscriptionID(2): SubscriptionName(name: mobile, subject: "+34 612 345 678", reference: "SUB-1002"),
    ]
    return ReaderBillView(bill: bill, today: Day("2026-04-09")!, openMinor: bill.invoice.grossMinor, addresses: addresses)
  }
}
