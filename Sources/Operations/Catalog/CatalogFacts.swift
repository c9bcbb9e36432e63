import Catalog
import Parties
import Primitives
import Taxation
import Usage

/// A release taken apart into things with named facts, so that two releases can be compared thing by thing.
struct CatalogFacts {
  struct Thing {
    var subject: CatalogChange.Subject
    var key: String
    var offering: String?
    /// Name and text of every fact that is set, in the order they are told.
    var facts: [(name: String, text: String)]
  }

  private(set) var things: [Thing] = []

  init(_ release: CatalogRelease) {
    for seller in release.sellers { add(seller) }
    if release.lateUsage != .nextInvoice { add(.billing, "billing", [("late usage", release.lateUsage.rawValue)]) }
    for rate in release.taxes.rates { add(rate, release.taxes.categories.first { $0.code == rate.category }?.supply) }
    for meter in release.catalog.meters { add(meter) }
    for calendar in release.catalog.calendars {
      add(.calendar, calendar.code.text, [("zone", calendar.zoneName), ("holidays", calendar.holidays.sorted().map(\.description).joined(separator: ", "))])
    }
    for offering in release.catalog.offerings { add(offering, release.index) }
    for promotion in release.catalog.promotions {
      add(.promotion, promotion.code.text, [("name", promotion.name.words), ("effective", promotion.effective.words), ("reduction", promotion.words)])
    }
  }

  private mutating func add(_ subject: CatalogChange.Subject, _ key: String, offering: String? = nil, _ facts: [(String, String?)]) {
    things.append(
      Thing(
        subject: subject, key: key, offering: offering,
        facts: facts.compactMap { fact in fact.1.flatMap { $0.isEmpty ? nil : (fact.0, $0) } }))
  }

  private mutating func add(_ seller: SellerEntity) {
    let address = seller.address
    add(
      .seller, seller.code.text,
      [
        ("legal name", seller.legalName), ("tax identifier", seller.taxIdentifier),
        ("address", (address.lines + ["\(address.postcode) \(address.city)", address.region, address.country].compactMap(\.self)).joined(separator: ", ")),
        ("invoice number prefix", seller.invoiceNumberPrefix),
        ("credit note number prefix", seller.creditNoteNumberPrefix), ("zone", seller.zoneName), ("iban", seller.iban), ("email", seller.email),
      ] + seller.details.facts)
  }

  private mutating func add(_ rate: TaxRate, _ supply: SupplyKind?) {
    let place = rate.country + (rate.region.map { "-\($0)" } ?? "")
    add(
      .taxRate, "\(rate.category) \(place) \(rate.from)",
      [("percent", "\(rate.percent.reduced)"), ("treatment", rate.treatment.words), ("reason", rate.reason), ("supply", supply?.rawValue), ("to", rate.to?.description)])
  }

  private mutating func add(_ meter: Meter) {
    add(
      .meter, meter.code.text,
      [
        ("name", meter.name.words), ("event type", meter.eventType), ("value field", meter.valueField), ("unit", meter.unit),
        ("aggregation", meter.aggregation.rawValue), ("unique field", meter.uniqueField), ("operation field", meter.operationField),
        ("bucket seconds", meter.bucketSeconds.map(String.init)), ("dimensions", meter.dimensions.joined(separator: ", ")),
      ])
  }

  private mutating func add(_ offering: ProductOffering, _ index: CatalogIndex) {
    add(
      .offering, offering.code.text,
      [
        ("name", offering.name.words), ("kind", offering.kind.rawValue), ("sold", offering.effective.words),
        ("segments", offering.segments.joined(separator: ", ")), ("channels", offering.channels.joined(separator: ", ")),
        ("options", offering.options.map(\.text).joined(separator: ", ")),
        ("includes", offering.includes.map(\.text).joined(separator: ", ")),
        ("term", offering.termMonths.map { "\($0) months" }),
      ])
    for price in offering.prices {
      add(
        .price, price.code.text, offering: offering.code.text,
        [
          ("name", price.name.words), ("kind", price.kind.words), ("tax category", price.taxCategory.text),
          ("revenue account", price.revenueAccount.text),
        ])
      let unit = price.unit(in: index)
      for version in price.versions {
        add(
          .priceVersion, "\(price.code) \(version.currency) \(version.effective.from)", offering: offering.code.text,
          [
            ("to", version.effective.to?.description),
            ("price", version.form.words(unit: unit, currency: version.currency).joined(separator: "; ")),
            ("adjustments", version.adjustments.map { $0.words(unit: unit, currency: version.currency) }.joined(separator: "; ")),
            ("rounding", version.rounding?.words), ("tax", version.taxInclusive ? "included" : nil),
          ])
      }
    }
  }
}

extension OfferingPrice {
  /// What the price counts: the unit of its meter, or `unit`.
  func unit(in index: CatalogIndex) -> String {
    if case .usage(let terms) = kind, let meter = index.meter(terms.meter) { return meter.unit }
    return "unit"
  }
}

extension LocalizedText {
  /// `Fibre 50 (es Fibra 50, ko …)`: English first, the other languages by code.
  var words: String {
    let others = byLanguage.filter { $0.key != "en" }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    guard let english = byLanguage["en"] else { return others.joined(separator: ", ") }
    return others.isEmpty ? english : "\(english) (\(others.joined(separator: ", ")))"
  }
}

extension SellerDetails {
  /// Everything said, by name.
  fileprivate var facts: [(String, String?)] {
    func words(_ identifier: PartyIdentifier?) -> String? { identifier.map { [$0.scheme, $0.text].compactMap(\.self).joined(separator: ":") } }
    return [
      ("trading name", tradingName), ("legal registration", words(legalRegistration)), ("tax registration", taxRegistration),
      ("legal information", legalInformation), ("electronic address", words(electronicAddress)),
      ("contact", [contact?.name, contact?.telephone, contact?.email].compactMap(\.self).joined(separator: ", ")), ("bic", bic),
      ("creditor identifier", creditorIdentifier), ("vat currency", vatCurrency?.code),
      ("exchange rates", exchangeRates.map { "\($0.currency) \($0.rate) from \($0.from)" }.joined(separator: ", ")),
      ("verifactu", verifactu?.words), ("e-invoices", eInvoices.map(\.words).joined(separator: ", ")),
    ]
  }
}

extension EInvoiceDefault {
  fileprivate var words: String {
    let who = [isForBusinesses ? "businesses" : "", segments.joined(separator: " or "), countries.joined(separator: " or ")].filter { !$0.isEmpty }
    return ([format.rawValue] + who).joined(separator: " ")
  }
}
