import Documents
import Invoicing
import Parties
import Primitives
import Rating
import Taxation

/// The invoices worth seeing, each with all that its page can show.
enum Gallery {
  static let fibre = Fixtures.text("Fibre 600", "Fibra 600", "광랜 600", "Fibră 600")
  static let mobile = Fixtures.text("Mobile Plus", "Móvil Plus", "모바일 플러스", "Mobil Plus")
  static let mobileOld = Fixtures.text("Mobile Basic", "Móvil Básico", "모바일 베이직", "Mobil Basic")
  static let calls = Fixtures.text("National calls", "Llamadas nacionales", "국내 통화", "Apeluri naționale")
  static let abroad = Fixtures.text("International calls", "Llamadas internacionales", "국제 통화", "Apeluri internaționale")
  static let data = Fixtures.text("Mobile data", "Datos móviles", "모바일 데이터", "Date mobile")
  static let messages = Fixtures.text("Messages", "Mensajes", "문자 메시지", "Mesaje")

  static func days(_ start: String, _ end: String) -> ServicePeriod {
    ServicePeriod(start: Day(start)!, end: Day(end)!)
  }

  /// A family: fibre with a discount, a change of plan on the 9th, calls with tiers, data beyond an allowance,
  /// a third party and a credit.
  static func family(_ language: ReaderLanguage, open: Bool = false) -> InvoiceView {
    typealias Step = ExplanationStep
    let x = Fixtures.exact
    let old = days("2026-03-01", "2026-03-09")
    let new = days("2026-03-09", "2026-04-01")
    let entries: [Fixtures.Entry] = [
      .init(Fixtures.charge(.recurring, fibre, price: "fibre-600-monthly", minor: 4500, steps: [
        Step(.flat, quantity: 1, unitPrice: 50, amount: 50), Step(.discount, label: "SPRING26", quantity: 50, unitPrice: x("-0.1"), amount: x("-5.00")),
      ])),
      .init(Fixtures.charge(.oneTime, Fixtures.text("Router delivery", "Envío del router", "공유기 배송", "Livrare router"), price: "router-delivery", minor: 990)),
      .init(Fixtures.charge(.credit, Fixtures.text("Outage on 14 March", "Avería del 14 de marzo", "3월 14일 장애 보상", "Întrerupere la 14 martie"), price: "fibre-600-monthly",
        period: days("2026-03-14", "2026-03-15"), minor: -145, steps: [
          Step(.credit, numerator: 1, denominator: 31, period: days("2026-03-14", "2026-03-15"), amount: x("-1.451612903226")),
          Step(.rounding, label: "2 half-up", amount: x("0.001612903226")),
        ])),
      .init(Fixtures.charge(.recurring, mobileOld, price: "mobile-basic-monthly", subscription: 2, period: old, minor: 310, steps: [
        Step(.flat, quantity: 1, unitPrice: 12, amount: 12), Step(.proration, numerator: 8, denominator: 31, period: old, amount: x("-8.903225806452")),
        Step(.rounding, label: "2 half-up", amount: x("0.003225806452")),
      ])),
      .init(Fixtures.charge(.recurring, mobile, price: "mobile-plus-monthly", subscription: 2, period: new, minor: 1484, steps: [
        Step(.flat, quantity: 1, unitPrice: 20, amount: 20), Step(.proration, numerator: 23, denominator: 31, period: new, amount: x("-5.161290322581")),
        Step(.rounding, label: "2 half-up", amount: x("0.001290322581")),
      ])),
      .init(Fixtures.charge(.usage, calls, price: "voice-national", subscription: 2, quantity: 25_230, unit: "s", minor: 1106, steps: [
        Step(.allowance, label: "voice-100", quantity: 6000, amount: 0),
        Step(.tier, label: "0–12000", quantity: 12_000, unitPrice: x("0.0006"), amount: x("7.2000")),
        Step(.tier, label: "12000–∞", quantity: 7230, unitPrice: x("0.00053"), amount: x("3.83190")),
        Step(.connect, quantity: 3, unitPrice: x("0.01"), amount: x("0.03")),
        Step(.rounding, label: "2 half-up", amount: x("-0.0019")),
      ])),
      .init(Fixtures.charge(.usage, abroad, price: "voice-world", subscription: 2, quantity: 742, unit: "s", minor: 371, steps: [
        Step(.interval, label: "Romania mobile · 407", quantity: 742, unitPrice: x("0.005"), amount: x("3.71")),
      ])),
      .init(Fixtures.charge(.usage, data, price: "data-mb", subscription: 2, quantity: x("18432.75"), unit: "MB", minor: 422, steps: [
        Step(.freeUnits, quantity: 10_000, amount: 0), Step(.package, label: "1,000 MB", quantity: 9, unitPrice: x("0.50"), amount: x("4.50")),
        Step(.maximumSpend, amount: x("-0.28")),
      ])),
      .init(Fixtures.charge(.usage, messages, price: "sms", subscription: 2, quantity: 21, unit: "message", minor: 168, steps: [
        Step(.units, quantity: 21, unitPrice: x("0.08"), amount: x("1.68")),
      ])),
      .init(Fixtures.charge(.thirdParty, LocalizedText("Metro ticket (Transit Barcelona)"), price: "carrier-billing", subscription: 2,
        period: days("2026-03-18", "2026-03-19"), minor: 265, steps: [Step(.thirdParty, label: "Transit Barcelona", amount: x("2.65"))]),
        key: TaxKey(treatment: .outsideScope, percent: 0, reason: "Collected on behalf of Transit Barcelona; its own receipt states the tax.")),
    ]
    let invoice = Fixtures.invoice(entries)
    var view = Fixtures.view(invoice, language)
    view.foldsOpen = open
    view.subscriptions = [
      SubscriptionID(1): SubscriptionName(name: fibre, reference: "SUB-1001"),
      SubscriptionID(2): SubscriptionName(name: mobile, subject: "+34 612 345 678", reference: "SUB-1002"),
    ]
    let version = PriceVersionNote(catalog: "telco-2026 v3", from: Day("2026-01-01")!)
    for line in invoice.lines { view.evidence[line.number] = LineEvidence(version: version) }
    view.evidence[6] = LineEvidence(version: version, events: events(), eventCount: 312)
    view.previous = PreviousBill(number: "ES-2026-000087", issuedOn: Day("2026-03-01")!, grossMinor: 8712)
    view.changes = [
      BillChange(.planChange(old: mobileOld, oldDays: 8, new: mobile, newDays: 23), amountMinor: 719),
      BillChange(.usage(before: 14_400, after: 25_230, unit: "s"), name: calls, amountMinor: 612),
      BillChange(.oneTime, name: entries[1].charge.name, amountMinor: 1198),
      BillChange(.discountStarted, name: LocalizedText("SPRING26"), amountMinor: -605),
      BillChange(.credit, name: entries[2].charge.name, amountMinor: -175),
    ]
    view.changes.append(
      BillChange(.other, amountMinor: invoice.grossMinor - 8712 - view.changes.reduce(0) { $0 + $1.amountMinor }))
    view.usage = usage()
    view.payment = PaymentDetails(method: .directDebit, instrument: "ES91 •••• 1332")
    view.links = links(language)
    return view
  }

  static func links(_ language: ReaderLanguage) -> PageLinks {
    PageLinks(
      home: "/?lang=\(language)", account: "/accounts/7590-VHVEG", previous: "/invoices/ES-2026-000122", next: "/invoices/ES-2026-000124",
      openFolds: "?open=all", languages: ReaderLanguage.allCases.map { .init(language: $0, href: "?lang=\($0)") })
  }

  static func events() -> [UsageNote] {
    (0..<12).map { index in
      UsageNote(
        at: Instant("2026-03-02T08:04:11Z")!.adding(seconds: Int64(index * 7919)), quantity: Exact(37 + index * 61 % 240),
        unit: "s", about: "+34 91 555 0\(100 + index * 7)", id: "switch-7/\(884_201 + index)")
    }
  }

  static func usage() -> [UsageSeries] {
    func points(_ seed: Int, _ scale: Int) -> [UsageSeries.Point] {
      (0..<31).compactMap { day in
        let value = (day * day * seed + day * 37 + seed) % 23
        return value < 3 ? nil : .init(day: Fixtures.march.start.adding(days: day), quantity: Exact(value * scale))
      }
    }
    return [
      UsageSeries(name: calls, unit: "s", period: Fixtures.march, points: points(7, 83), previousTotal: 14_400),
      UsageSeries(name: data, unit: "MB", period: Fixtures.march, points: points(11, 61), previousTotal: 16_200),
      UsageSeries(name: messages, unit: "message", period: Fixtures.march, points: points(5, 1)),
    ]
  }

  /// A company that pays for its branches: several users, reverse charge, long names, many lines.
  static func company(_ language: ReaderLanguage) -> InvoiceView {
    let key = TaxKey(treatment: .reverseCharge, percent: 0, reason: "Reverse charge, Article 196 of Directive 2006/112/EC")
    var entries: [Fixtures.Entry] = []
    for user in 0..<4 {
      for line in 0..<6 {
        entries.append(
          .init(
            Fixtures.charge(
              line < 3 ? .recurring : .usage, line < 3 ? fibre : (line == 3 ? calls : data),
              price: line < 3 ? "fibre-600-monthly" : "voice-national", subscription: Int64(10 + user * 2 + line / 3),
              quantity: line < 3 ? 1 : Exact(4200 + line * 731), unit: line < 3 ? "" : (line == 3 ? "s" : "MB"),
              minor: Int64(1990 + line * 377 + user * 11)),
            user: user == 0 ? nil : Int64(100 + user), key: key))
      }
    }
    let invoice = Fixtures.invoice(entries, number: "ES-2026-000777")
    var account = Fixtures.account(
      "Întreprinderea Română de Electricitate și Transporturi Internaționale Transcarpatice S.A.",
      standing: .business(vatIdentifier: "RO18547290"))
    account.address = PostalAddress(lines: ["Bulevardul Regina Elisabeta nr. 61, etaj 4"], city: "București", postcode: "050019", country: "RO")
    var view = Fixtures.view(invoice, language, account: account)
    for user in 1..<4 {
      view.users[BillingAccountID(Int64(100 + user))] = UserName(
        name: ["Filiala Cluj-Napoca", "Filiala Iași — depozit și logistică", "Filiala Timișoara"][user - 1], reference: "RO-\(user)00")
    }
    for id in 10..<18 {
      view.subscriptions[SubscriptionID(Int64(id))] = SubscriptionName(
        name: id % 2 == 0 ? fibre : mobile, subject: id % 2 == 0 ? "" : "+40 721 000 \(100 + id)", reference: "SUB-\(id)")
    }
    view.payment = PaymentDetails(method: .transfer, bic: "CAIXESBBXXX")
    view.links = links(language)
    return view
  }

  /// Korean won without decimals, tax contained in the prices.
  static func korean(_ language: ReaderLanguage) -> InvoiceView {
    let key = TaxKey(treatment: .standard, percent: 10)
    let entries: [Fixtures.Entry] = [
      .init(Fixtures.charge(.recurring, mobile, price: "mobile-plus", minor: 69_000, currency: .krw, inclusive: true), key: key, netMinor: 62_727),
      .init(
        Fixtures.charge(.usage, data, price: "data", quantity: 2400, unit: "MB", minor: 13_200, currency: .krw, inclusive: true, steps: [
          ExplanationStep(.units, quantity: 2400, unitPrice: Fixtures.exact("5.5"), amount: 13_200)
        ]), key: key, netMinor: 12_000),
      .init(Fixtures.charge(.discount, Fixtures.text("Family discount", "Descuento familiar", "가족 결합 할인", "Reducere familie"), price: "family", minor: -5500, currency: .krw, inclusive: true), key: key, netMinor: -5000),
    ]
    let invoice = Fixtures.invoice(entries, number: "KR-000042", currency: .krw)
    var account = Fixtures.account("김민준", currency: .krw)
    account.address = PostalAddress(lines: ["세종대로 110"], city: "서울특별시", postcode: "04524", country: "KR")
    var view = Fixtures.view(invoice, language, account: account)
    view.seller.legalName = "플로린텔레콤 주식회사"
    view.seller.taxIdentifier = "124-81-00998"
    view.seller.iban = nil
    view.seller.address = PostalAddress(lines: ["테헤란로 152"], city: "서울특별시", postcode: "06236", country: "KR")
    view.subscriptions = [SubscriptionID(1): SubscriptionName(name: mobile, subject: "010-1234-5678", reference: "SUB-9")]
    view.usage = [usage()[1]]
    view.payment = PaymentDetails(method: .card, instrument: "•••• 4821")
    view.links = links(language)
    return view
  }

  /// A credit larger than the charges, held by two checks, with a hostile name.
  static func held(_ language: ReaderLanguage) -> InvoiceView {
    let invoice = Fixtures.invoice(
      [
        .init(Fixtures.charge(.recurring, fibre, minor: 2000), key: TaxKey(treatment: .zeroRated, percent: 0)),
        .init(Fixtures.charge(.credit, fibre, minor: -15_450), key: TaxKey(treatment: .zeroRated, percent: 0)),
      ], number: nil)
    var view = Fixtures.view(invoice, language, account: Fixtures.account("<script>alert('x')</script> & \"Sons\""))
    view.standing = .held([
      HoldNote(code: "negative-invoice", evidence: [.init("gross", .money(-13_450, .eur))]),
      HoldNote(
        code: "unusual-amount",
        evidence: [.init("gross", .money(-13_450, .eur)), .init("usual", .money(2_000, .eur)), .init("factor", .number(5))]),
    ])
    view.links = links(language)
    return view
  }

  static func rows(_ count: Int) -> [InvoiceRow] {
    (0..<count).map { index in
      InvoiceRow(
        number: "ES-2026-000\(100 + index)", href: "/invoices/ES-2026-000\(100 + index)",
        accountName: ["Ana María López García", "Kim Minjun", "Ștefan Popescu", "Ingrid O’Neill"][index % 4],
        accountReference: "75\(10 + index)-VHVEG", issuedOn: Day("2026-04-01")!, dueOn: Day("2026-04-15")!,
        gross: Money(amountMinor: Int64(2990 + index * 1777), currency: .eur))
    }
  }

  static let totals = [CurrencyTotal(currency: .eur, invoices: 7031, netMinor: 45_611_660, taxMinor: 9_578_449, grossMinor: 55_190_109)]

  static func list(_ language: ReaderLanguage) -> InvoiceListView {
    InvoiceListView(
      language: language, query: "a<b", rows: rows(12), total: 7031, page: 3, pageSize: 12, totals: totals, action: "/", run: "/run",
      links: PageLinks(home: "/", languages: links(language).languages))
  }

  static func run(_ language: ReaderLanguage) -> RunView {
    RunView(
      language: language, name: "2026-03", period: Fixtures.march, accounts: 7043, invoices: 7031, lines: 61_244, totals: totals,
      held: [
        .init(accountName: "Ștefan Popescu", accountReference: "9237-HQITU", href: "/held/9237-HQITU", reasons: [HoldNote(code: "unusual-amount", evidence: [.init("why", .sentence("gross 4210.00 EUR, usual 51.20 EUR, factor 10"))])]),
        .init(accountName: "Transit Barcelona", accountReference: "1452-KIOVK", reasons: [HoldNote(code: "tax-missing", evidence: [.init("why", .sentence("category telecom, country XX, day 2026-03-01"))]), HoldNote(code: "unrated-usage", evidence: [.init("why", .sentence("events 12"))])]),
      ], heldCount: 12, seconds: Fixtures.exact("3.42"), verified: true, links: PageLinks(home: "/", languages: links(language).languages))
  }
}
