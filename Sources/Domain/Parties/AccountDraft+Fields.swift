import Primitives

extension ProblemCode {
  public static let unknownCurrency = ProblemCode("parties.unknown-currency")
  public static let unknownZone = ProblemCode("parties.unknown-zone")
  public static let unknownSeller = ProblemCode("parties.unknown-seller")
  public static let accountRepeated = ProblemCode("parties.account-repeated")
  public static let paymentTerm = ProblemCode("parties.payment-term")
  public static let language = ProblemCode("parties.language")
}

extension AccountDraft {
  /// Languages that documents are written in.
  static let languages = ["en", "es", "ko", "ro"]

  init?(reading node: SourceNode, _ known: Known, _ problems: inout [Problem]) {
    var reader = SourceReader(node)
    let reference = reader.text("reference")
    let customer = reader.required("customer").flatMap { Customer.read($0, &reader.problems) }
    let name = reader.optionalText("name")
    let seller = reader.text("seller").map { SellerCode($0) }
    let currency = reader.required("currency").flatMap { reader.currency($0) }
    let zone = reader.text("zone")
    let language = reader.optionalText("language") ?? "en"
    let address = reader.required("address").flatMap { PostalAddress.read($0, &reader.problems) }
    let standing = reader.optional("tax").flatMap { TaxStanding.read($0, &reader.problems) } ?? .taxable
    let cycle = reader.optional("cycle").flatMap { BillCycle.read($0, &reader.problems) } ?? .calendarMonth
    let term = reader.optionalInteger("paymentTermDays") ?? 14
    let method = reader.optionalText("paymentMethod")
    consolidatedInto = reader.optionalText("consolidatedInto")
    openedOn = reader.optionalDay("openedOn")
    invoicing = reader.optional("invoicing").map { InvoicingDetails.read($0, &reader.problems) }
    reader.refuseUnknownFields()
    if let seller, !known.sellers.contains(seller) {
      let sellers = known.sellers.map(\.text)
      reader.report(
        .unknownSeller, node["seller"] ?? node, "there is no seller \"\(seller)\"",
        remedy: nearest(seller.text, among: sellers).map { "did you mean `\($0)`?" } ?? "use one of \(sellers.joined(separator: ", "))")
    }
    if let zone, !known.zones(zone) {
      reader.report(
        .unknownZone, node["zone"] ?? node, "there is no time zone \"\(zone)\"",
        remedy: "use an IANA name such as Europe/Madrid")
    }
    if !AccountDraft.languages.contains(language) {
      reader.report(
        .language, node["language"] ?? node, "documents are not written in \"\(language)\"",
        remedy: "use one of \(AccountDraft.languages.joined(separator: ", "))")
    }
    if !(0...366).contains(term) {
      reader.report(
        .paymentTerm, node["paymentTermDays"] ?? node, "a payment term of \(term) days is not possible", remedy: "use 0 to 366 days")
    }
    problems += reader.problems
    guard reader.problems.isEmpty, let reference, let customer, let seller, let currency, let zone, let address else { return nil }
    customerReference = customer.reference
    customerName = customer.name
    account = BillingAccount(
      id: BillingAccountID(0), reference: reference, customer: CustomerID(0), name: name ?? customer.name, seller: seller,
      currency: currency, zoneName: zone, language: language, segment: customer.segment, address: address,
      taxStanding: standing, cycle: cycle, paymentTermDays: term, paymentMethod: method)
    source = node
  }
}

extension SourceReader {
  mutating func currency(_ node: SourceNode) -> Currency? {
    guard let code = text(node) else { return nil }
    if let currency = Currency(code) { return currency }
    report(
      .unknownCurrency, node, "there is no currency \"\(code)\"",
      remedy: Currency(code.uppercased()).map { "write it in capital letters: \($0)" } ?? "use three letters of ISO 4217, such as EUR")
    return nil
  }
}

extension Customer {
  static func read(_ node: SourceNode, _ problems: inout [Problem]) -> Customer? {
    var reader = SourceReader(node)
    let reference = reader.text("reference")
    let name = reader.text("name")
    let segment = reader.optionalText("segment") ?? "consumer"
    reader.refuseUnknownFields()
    problems += reader.problems
    guard let reference, let name else { return nil }
    return Customer(id: CustomerID(0), reference: reference, name: name, segment: segment)
  }
}

extension PostalAddress {
  static func read(_ node: SourceNode, _ problems: inout [Problem]) -> PostalAddress? {
    var reader = SourceReader(node)
    let lines = reader.list("lines").compactMap { reader.text($0) }
    let city = reader.optionalText("city") ?? ""
    let postcode = reader.optionalText("postcode") ?? ""
    let country = reader.text("country")
    let region = reader.optionalText("region")
    reader.refuseUnknownFields()
    if let country, country.utf8.count != 2 || country != country.uppercased() {
      reader.report(.wrongValue, node["country"] ?? node, "\"\(country)\" is not a country code", remedy: "use two letters of ISO 3166-1, such as ES")
    }
    problems += reader.problems
    return country.map { PostalAddress(lines: lines, city: city, postcode: postcode, country: $0, region: region) }
  }
}

extension TaxStanding {
  /// `taxable`, `{vat: ESB12345678}` or `{exempt: the reason}`.
  static func read(_ node: SourceNode, _ problems: inout [Problem]) -> TaxStanding? {
    if case .scalar("taxable", _) = node.content { return .taxable }
    var reader = SourceReader(node)
    let vat = reader.optionalText("vat")
    let reason = reader.optionalText("exempt")
    reader.refuseUnknownFields()
    if reader.problems.isEmpty, (vat == nil) == (reason == nil) {
      reader.report(.wrongValue, node, "tax says either `vat` or `exempt`", remedy: "write `tax: taxable`, `tax: {vat: …}` or `tax: {exempt: …}`")
    }
    problems += reader.problems
    return vat.map { .business(vatIdentifier: $0) } ?? reason.map { .exempt(reason: $0) }
  }
}

extension BillCycle {
  /// `{every: month, anchorDay: 15}`; `anchorDay` is 1 and `anchorMonth` January when not said.
  static func read(_ node: SourceNode, _ problems: inout [Problem]) -> BillCycle? {
    var reader = SourceReader(node)
    let unit = reader.optionalChoice("every", Unit.self) ?? .month
    let cycle = BillCycle(
      unit: unit, anchorDay: reader.optionalInteger("anchorDay") ?? 1, anchorMonth: reader.optionalInteger("anchorMonth") ?? 1)
    reader.refuseUnknownFields()
    for problem in cycle.problems(path: "") {
      let field = problem.path == ".anchorMonth" ? "anchorMonth" : "anchorDay"
      reader.report(problem.code, node[field] ?? node, problem.message, remedy: problem.remedy)
    }
    problems += reader.problems
    return cycle
  }
}
