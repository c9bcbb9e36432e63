import Documents
import Primitives

extension Gallery {
  /// A balance that is spent at this moment, near a limit.
  static func balance(_ language: ReaderLanguage, isStill: Bool = false) -> BalanceView {
    let at = Instant(seconds: 1_772_400_000)
    func euros(_ minor: Int64) -> Money { Money(amountMinor: minor, currency: .eur) }
    var view = BalanceView(
      language: language, reference: "ana-prepaid", accountName: "Ana <María> López García", kind: .hybrid, available: euros(1_092), reserved: euros(121),
      runsOutAt: at.adding(seconds: 400_000), at: at, zone: .utc, refreshSeconds: isStill ? nil : 3, otherPace: "/balances/ana-prepaid", links: links(language))
    view.buckets = [
      .init(unit: "EUR", amount: Fixtures.exact("12.13"), reserved: Fixtures.exact("1.21"), full: 20),
      .init(unit: "octets", amount: 4_000_000_000, reserved: 500_000_000, full: 5_000_000_000, validUntil: at.adding(seconds: 900_000)),
    ]
    view.uses = [.init(service: "data", subscription: "ana-1", begunAt: at.adding(seconds: -600), unit: "octets", used: 9_500_000_000, granted: 500_000_000, isFinal: true)]
    view.limits = [
      .init(code: "data-day", unit: "EUR", amount: 8, counted: Fixtures.exact("9.08"), reserved: 0, until: at.adding(seconds: 30_000)),
      .init(code: "data-week", unit: "octets", amount: 10_000_000_000, counted: 827_346_281, reserved: 0, until: at.adding(seconds: 90_000)),
      .init(code: "calls", unit: "seconds", amount: 6_000, counted: 600, reserved: 60, until: at.adding(seconds: 30_000)),
    ]
    view.charges = [.init(at: at, service: "data", unit: "octets", units: 9_500_000_000, gross: euros(908), uncollectedMinor: 100)]
    return view
  }
}
