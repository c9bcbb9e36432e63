import Documents
import Invoicing
import Parties
import Primitives
import Rating
import Taxation

/// Bills to measure the making of PDFs with: each number is another customer with other amounts, as in a run.
enum PaperWorld {
  /// What fills a page, and a little more: a document of so many pages has at least as many.
  static let recordsOnAPage = 52
  private static let start = Day(number: 20_513)
  private static let period = ServicePeriod(start: start, end: start.adding(days: 31))
  private static let given = ["Ana María", "Ștefan", "Zoë", "김민준", "شركة الاتصالات العربية", "John", "Elena", "이서연"]
  private static let family = ["López García", "Popescu", "Müller", "서울 지점", "الرياض", "O’Neill", "Ionescu", "부산 지점"]

  private static let seller = SellerEntity(
    code: "bench", legalName: "Florin Telecom España, S.L.", taxIdentifier: "ESB12345678",
    address: PostalAddress(lines: ["Calle de Alcalá 45"], city: "Madrid", postcode: "28014", country: "ES"), invoiceNumberPrefix: "B-",
    zoneName: "UTC", iban: "ES9121000418450200051332", email: "facturas@florin.example")

  private static func account(_ number: Int) -> BillingAccount {
    BillingAccount(
      id: BillingAccountID(Int64(number)), reference: "A\(number)", customer: CustomerID(1), name: "\(given[number % 8]) \(family[number / 8 % 8]) \(number)",
      seller: "bench", currency: .eur, zoneName: "UTC", language: "en", segment: "residential",
      address: PostalAddress(lines: ["Carrer de Mallorca \(number % 900)"], city: "Barcelona", postcode: "08013", country: "ES"), taxStanding: .taxable,
      cycle: .calendarMonth)
  }

  /// 20 lines in five subscriptions, as the benchmark of bill runs issues them, unless another number is wanted.
  static func invoice(_ number: Int, lines count: Int = 20) -> InvoiceView {
    let key = TaxKey(treatment: .standard, percent: 21)
    let lines = (0..<count).map { index in
      let quantity = 1 + (number &* 31 + index * 17) % 9000
      let minor = Int64(quantity * (100 + index * 7) / 100)
      let amount = Money(amountMinor: minor, currency: .eur)
      return InvoiceLine(
        number: index + 1, usedBy: nil,
        charge: RatedCharge(
          kind: index % 4 == 0 ? .recurring : .usage, subscription: SubscriptionID(Int64(index / 4 + 1)),
          terms: ChargeTerms(
            offering: nil, price: PriceCode("price-\(index)"), name: LocalizedText("Usage of metric \(index % 4)"), unit: "MB", taxInclusive: false,
            taxCategory: "telecom", revenueAccount: "8400"),
          period: period, quantity: Exact(quantity), amount: amount, explanation: Explanation([ExplanationStep(.flat, amount: amount.exact)])),
        netMinor: minor, taxKey: key)
    }
    let net = lines.reduce(Int64(0)) { $0 + $1.netMinor }
    let tax = (net * 21 + 50) / 100
    let invoice = Invoice(
      seller: "bench", number: "B-\(number)", account: BillingAccountID(Int64(number)), currency: .eur, issuedOn: period.end,
      dueOn: period.end.adding(days: 14), billingPeriod: period, lines: lines, taxes: [TaxBreakdown(key: key, baseMinor: net, taxMinor: tax)],
      netMinor: net, taxMinor: tax, grossMinor: net + tax)
    var view = InvoiceView(invoice: invoice, seller: seller, account: account(number), language: .en)
    for id in 1...5 {
      view.subscriptions[SubscriptionID(Int64(id))] = SubscriptionName(
        name: LocalizedText("Plan \(id)"), subject: "+34 612 \(100_000 + number % 900_000)", reference: "S\(id)")
    }
    view.payment = PaymentDetails(method: .transfer)
    return view
  }

  static func record(_ number: Int) -> UsageRecord {
    let names = ["National calls", "국내 통화", "مكالمات دولية", "Date mobile"]
    return UsageRecord(
      name: LocalizedText(names[number & 3]),
      note: UsageNote(
        at: Instant(microseconds: 1_772_323_200_000_000 + Int64(number % 2_600_000) * 1_000_000), quantity: Exact(37 + number &* 61 % 2400), unit: "s",
        about: "+34 91 555 \(1000 + number % 9000)", id: "switch-\(number % 9)/\(884_201 + number)"))
  }

  static func series(_ number: Int) -> UsageSeries {
    UsageSeries(
      name: "National calls", unit: "s", period: period,
      points: (0..<31).map { day in
        UsageSeries.Point(day: start.adding(days: day), quantity: Exact((day * day * 7 + day * 37 + number) % 23 * 83))
      }, previousTotal: 14_400)
  }

  /// The same invoice as its reader's page: compared with the bill before, three charts, twelve bills, a code to pay with.
  static func reader(_ number: Int) -> ReaderBillView {
    var bill = invoice(number)
    let gross = bill.invoice.grossMinor
    bill.previous = PreviousBill(number: "B-\(number)-1", issuedOn: start, grossMinor: gross - 1234)
    bill.changes = [
      BillChange(.usage(before: 14_400, after: 25_230, unit: "s"), name: "National calls", amountMinor: 900), BillChange(.newItem, name: "Plan 3", amountMinor: 1000),
      BillChange(.discountStarted, name: "SPRING", amountMinor: -666),
    ]
    bill.usage = [series(number), series(number + 1), series(number + 2)]
    let addresses = ReaderAddresses(root: "/b/AQAAAAEBAAAAAAAAAAAAAwAAAAAAAAAHAAYdQ0i4AAAABh1DSLgAAA")
    return ReaderBillView(
      bill: bill, today: period.end.adding(days: 3), openMinor: gross,
      bills: (0..<12).map { index in
        let issued = period.end.adding(days: (index - 11) * 30)
        return ReaderBill(
          number: "B-\(number)-\(12 - index)", href: addresses.root, issuedOn: issued, dueOn: issued.adding(days: 14), grossMinor: index == 11 ? gross : 4000 + Int64(index * number % 900),
          openMinor: index == 11 ? gross : 0, isThis: index == 11)
      }, messages: [ReaderMessage(title: "Your discount ends in May", text: "After that it costs €50 a month.")], addresses: addresses,
      places: ReaderPlaces(questions: "facturas@florin.example"), hasEInvoice: true, linkEndsOn: period.end.adding(days: 90))
  }

  /// One of its lines, with fifty events and a chart.
  static func readerLine(_ number: Int) -> ReaderLineView {
    let view = reader(number)
    let events = (0..<50).map { record(number &* 50 + $0).note }
    return ReaderLineView(
      bill: view.bill, line: view.bill.invoice.lines[1], evidence: LineEvidence(events: events, eventCount: 312), usage: series(number), addresses: view.addresses, places: view.places)
  }
}
