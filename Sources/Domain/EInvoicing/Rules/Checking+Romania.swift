import Primitives

extension Checking {
  /// RO_CIUS 1.0.1: what it asks beyond EN 16931.
  mutating func romanianRules() {
    let d = document
    romanian("001", d.specification == EInvoiceProfile.roCIUS.specification, "BT-24", "the specification is not that of RO_CIUS", "write the document for the profile `ro-cius`")
    romanian("010", (d.number ?? "").utf8.contains { (0x30...0x39).contains($0) }, "BT-1", "the number has no digit", "number the document with digits")
    romanian("020", ["380", "381", "384", "389", "751"].contains(d.typeCode.text), "BT-3", "\(d.typeCode.text) is not a kind of document of RO_CIUS", "use 380, 381, 384, 389 or 751")
    romanian(
      "030", d.currency == "RON" || d.vatCurrency == "RON", "BT-6", "the document is in \(d.currency), and the VAT is not accounted for in RON",
      "fill in the seller's `vatCurrency: RON` and its `exchangeRates`")
    if !d.vatBreakdown.allSatisfy({ $0.rate.category == .outsideScope }) {
      romanian(
        "065", isGiven(d.seller.vatIdentifier) || isGiven(d.seller.taxRegistration) || isGiven(d.taxRepresentative?.vatIdentifier), "BT-31",
        "the seller has neither a VAT identifier nor a tax registration", "fill in the seller's `taxIdentifier`")
      romanian(
        "120", isGiven(d.buyer.vatIdentifier) || isGiven(d.buyer.legalRegistration?.text), "BT-47",
        "the buyer has neither a legal registration nor a VAT identifier",
        "fill in the account's `invoicing.legalRegistration` (the CNP of a person, or thirteen zeros) or `invoicing.vatIdentifier`")
    }
    address(d.seller.address, ("080", "090", "100", "110"), ("BT-35", "BT-37", "BT-39"), "seller")
    address(d.buyer.address, ("080", "090", "100", "110"), ("BT-50", "BT-52", "BT-54"), "account")
    if let representative = d.taxRepresentative { address(representative.address, ("140", "150", "160", "170"), ("BT-64", "BT-66", "BT-68"), "tax representative") }
    if let delivery = d.delivery?.address {
      address(delivery, ("180", "200", "200", "210"), ("BT-75", "BT-77", "BT-79"), "delivery")
      romanian("210", isGiven(delivery.subdivision), "BT-79", "the county delivered to is missing", "fill it in, or leave the address of delivery out")
    }
    romanianLengths()
  }

  private mutating func romanian(
    _ number: String, _ holds: Bool, _ place: @autoclosure () -> String, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String
  ) {
    require(holds, "BR-RO-\(number)", place(), message(), remedy())
  }

  private mutating func address(
    _ address: TradeAddress?, _ rules: (String, String, String, String), _ terms: (String, String, String), _ whose: String
  ) {
    romanian(rules.0, isGiven(address?.line1), terms.0, "the \(whose)'s street is missing", "fill in \(Checking.named(whose)).lines`")
    romanian(rules.1, isGiven(address?.city), terms.1, "the \(whose)'s city is missing", "fill in \(Checking.named(whose)).city`")
    guard address?.country == "RO" else { return }
    let county = address?.subdivision ?? ""
    romanian(
      rules.3, Checking.counties.contains(county), terms.2, "\"\(county)\" is not a county of Romania",
      "fill in \(Checking.named(whose)).region` with its code of ISO 3166-2:RO, such as CJ or B")
    if county == "RO-B" {
      romanian(
        rules.2, ["SECTOR1", "SECTOR2", "SECTOR3", "SECTOR4", "SECTOR5", "SECTOR6"].contains(address?.city ?? ""), terms.1,
        "\"\(address?.city ?? "")\" is not a sector of Bucharest", "fill in \(Checking.named(whose)).city` with SECTOR1 to SECTOR6")
    }
  }

  static let counties = CodeLists.set(
    """
    RO-AB RO-AG RO-AR RO-B RO-BC RO-BH RO-BN RO-BR RO-BT RO-BV RO-BZ RO-CJ RO-CL RO-CS RO-CT RO-CV RO-DB RO-DJ RO-GJ RO-GL RO-GR RO-HD \
    RO-HR RO-IF RO-IL RO-IS RO-MH RO-MM RO-MS RO-NT RO-OT RO-PH RO-SB RO-SJ RO-SM RO-SV RO-TL RO-TM RO-TR RO-VL RO-VN RO-VS
    """)
}
