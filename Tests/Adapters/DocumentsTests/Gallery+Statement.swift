import Documents
import Parties
import Primitives

extension Gallery {
  /// A credit note as its reader sees it.
  static func readerCredit(_ language: ReaderLanguage) -> ReaderCreditView {
    ReaderCreditView(
      credit: creditNote(language), addresses: addresses, places: ReaderPlaces(questions: "facturas@florin.example"), hasEInvoice: true, linkEndsOn: Day("2026-07-01")!)
  }

  /// A prepaid balance over March.
  static func readerStatement(_ language: ReaderLanguage) -> ReaderStatementView {
    var view = ReaderStatementView(
      reference: "ana-prepaid", account: Fixtures.account(), seller: Fixtures.seller, language: language,
      zone: Zone(name: "Europe/Madrid", initialOffsetSeconds: 3600, transitions: []), period: Fixtures.march, currency: .eur, settles: true, addresses: addresses,
      places: ReaderPlaces(questions: "facturas@florin.example"))
    view.openingMinor = 420
    view.sums = [.init(kind: .topUp, amountMinor: 3000), .init(kind: .bonus, amountMinor: 500), .init(kind: .consumption, amountMinor: -2147), .init(kind: .refund, amountMinor: 12)]
    view.closingMinor = 420 + 3000 + 500 - 2147 + 12
    view.services = [
      .init(name: "data", units: 1_847_000_000, unit: "B", grossMinor: 1338, uncollectedMinor: 100), .init(name: "voice", units: 4210, unit: "s", grossMinor: 743),
      .init(name: "messages", units: 11, unit: "message", grossMinor: 154),
    ]
    // 12.38 + 7.43 + 1.54 are 21.35: what went, 21.47, less 0.12 that came back.
    view.hasMoreMovements = true
    view.left = [.init(amount: 3_153_000_000, unit: "B"), .init(amount: 42, unit: "message")]
    let start = Instant("2026-03-02T08:04:11Z")!
    view.movements = [
      .init(at: start.adding(seconds: 1_200_000), kind: .bonus, amount: 5, unit: "EUR"), .init(at: start.adding(seconds: 1_200_000), kind: .topUp, amount: 5_000_000_000, unit: "B", isVoucher: true),
      .init(at: start, kind: .topUp, amount: 30, unit: "EUR"),
    ]
    for index in 0..<8 {
      let name = ["data", "voice", "messages"][index % 3]
      let unit = ["B", "s", "message"][index % 3]
      let units: Int = index % 3 == 0 ? 142_000_000 + index * 7_000_000 : index % 3 == 1 ? 64 + index * 31 : 1
      let gross = Money(amountMinor: Int64(14 + index * 23), currency: .eur)
      view.charges.append(
        BalanceView.Charge(
          at: start.adding(seconds: Int64(index) * 77_000), service: name, unit: unit, units: Exact(units), gross: gross, uncollectedMinor: index == 6 ? 100 : 0))
    }
    view.next = 4711
    view.linkEndsOn = Day("2026-07-01")!
    return view
  }
}
