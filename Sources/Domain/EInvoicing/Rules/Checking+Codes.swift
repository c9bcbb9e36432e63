extension Checking {
  /// Codes must be of their lists: BR-CL-01 to BR-CL-26.
  mutating func codeRules() {
    let d = document
    code(d.typeCode.text, "BR-CL-01", "BT-3", "UNTDID 1001") { d.isCreditNote || CodeLists.invoiceTypes.contains($0) }
    code(d.currency, "BR-CL-04", "BT-5", "ISO 4217") { CodeLists.currencies.contains($0) }
    code(d.vatCurrency, "BR-CL-05", "BT-6", "ISO 4217") { CodeLists.currencies.contains($0) }
    code(d.taxPointCode, "BR-CL-06", "BT-8", "UNTDID 2005 (3, 35 or 432)") { $0 == "3" || $0 == "35" || $0 == "432" }
    code(d.references.invoicedObject?.scheme, "BR-CL-07", "BT-18-1", "UNTDID 1153") { CodeLists.objectSchemes.contains($0) }
    for (index, note) in d.notes.enumerated() {
      code(note.subjectCode, "BR-CL-08", "BG-1[\(index + 1)]/BT-21", "UNTDID 4451") { CodeLists.subjects.contains($0) }
    }
    codes(of: d.seller, ("BT-29-1", "BT-30-1", "BT-34-1"))
    codes(of: d.buyer, ("BT-46-1", "BT-47-1", "BT-49-1"))
    code(d.payee?.identifier?.scheme, "BR-CL-10", "BT-60-1", "ISO 6523") { CodeLists.icd.contains($0) || $0 == "SEPA" }
    code(d.payee?.legalRegistration?.scheme, "BR-CL-11", "BT-61-1", "ISO 6523") { CodeLists.icd.contains($0) }
    code(d.delivery?.location?.scheme, "BR-CL-26", "BT-71-1", "ISO 6523") { CodeLists.icd.contains($0) }
    country(d.seller.address, "BT-40")
    country(d.buyer.address, "BT-55")
    country(d.taxRepresentative?.address, "BT-69")
    country(d.delivery?.address, "BT-80")
    code(d.payment?.meansCode, "BR-CL-16", "BT-81", "UNTDID 4461") { CodeLists.isPaymentMeans($0) }
    for (index, row) in d.vatBreakdown.enumerated() {
      category(row.rate, "BR-CL-17", "BG-23[\(index + 1)]/BT-118")
      code(row.exemptionCode?.uppercased(), "BR-CL-22", "BG-23[\(index + 1)]/BT-121", "the VATEX list") { CodeLists.exemptions.contains($0) }
    }
    for (index, each) in d.allowances.enumerated() {
      category(each.vat, "BR-CL-17", "BG-20[\(index + 1)]/BT-95")
      code(each.reasonCode, "BR-CL-19", "BG-20[\(index + 1)]/BT-98", "UNTDID 5189") { CodeLists.allowanceReasons.contains($0) }
    }
    for (index, each) in d.charges.enumerated() {
      category(each.vat, "BR-CL-17", "BG-21[\(index + 1)]/BT-102")
      code(each.reasonCode, "BR-CL-20", "BG-21[\(index + 1)]/BT-105", "UNTDID 7161") { CodeLists.chargeReasons.contains($0) }
    }
    for (index, each) in d.supportingDocuments.enumerated() {
      code(each.attachment?.mediaType, "BR-CL-24", "BG-24[\(index + 1)]/BT-125-1", "media types that may be attached") {
        CodeLists.mediaTypes.contains($0)
      }
    }
    for (index, line) in d.lines.enumerated() { codes(of: line, index + 1) }
  }

  private mutating func codes(of line: TradeLine, _ number: Int) {
    func at(_ term: String) -> String { "BG-25[\(number)]/\(term)" }
    code(line.unit, "BR-CL-23", at("BT-130"), "UN/ECE recommendation 20") { CodeLists.units.contains($0) }
    if line.price.baseUnit != line.unit {
      code(line.price.baseUnit, "BR-CL-23", at("BT-150"), "UN/ECE recommendation 20") { CodeLists.units.contains($0) }
    }
    category(line.vat, "BR-CL-18", at("BT-151"))
    code(line.object?.scheme, "BR-CL-07", at("BT-128-1"), "UNTDID 1153") { CodeLists.objectSchemes.contains($0) }
    code(line.item.standardIdentifier?.scheme, "BR-CL-21", at("BT-157-1"), "ISO 6523") { CodeLists.icd.contains($0) }
    code(line.item.originCountry, "BR-CL-15", at("BT-159"), "ISO 3166-1") { CodeLists.countries.contains($0) }
    for each in line.item.classifications {
      code(each.list, "BR-CL-13", at("BT-158-1"), "UNTDID 7143") { CodeLists.classifications.contains($0) }
    }
    for each in line.allowances {
      code(each.reasonCode, "BR-CL-19", at("BT-140"), "UNTDID 5189") { CodeLists.allowanceReasons.contains($0) }
    }
    for each in line.charges { code(each.reasonCode, "BR-CL-20", at("BT-145"), "UNTDID 7161") { CodeLists.chargeReasons.contains($0) } }
  }

  private mutating func codes(of party: TradeParty, _ terms: (String, String, String)) {
    for identifier in party.identifiers {
      code(identifier.scheme, "BR-CL-10", terms.0, "ISO 6523") { CodeLists.icd.contains($0) || $0 == "SEPA" }
    }
    code(party.legalRegistration?.scheme, "BR-CL-11", terms.1, "ISO 6523") { CodeLists.icd.contains($0) }
    code(party.electronicAddress?.scheme, "BR-CL-25", terms.2, "the EAS list") { CodeLists.electronicAddresses.contains($0) }
  }

  private mutating func country(_ address: TradeAddress?, _ place: String) {
    code(address?.country, "BR-CL-14", place, "ISO 3166-1") { CodeLists.countries.contains($0) }
  }

  private mutating func category(_ rate: VATRate?, _ rule: String, _ place: @autoclosure () -> String) {
    code(rate?.category.code, rule, place(), "UNTDID 5305") {
      switch $0 {
      case "S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B": true
      default: false
      }
    }
  }

  private mutating func code(
    _ code: String?, _ rule: String, _ place: @autoclosure () -> String, _ list: String, _ isListed: (String) -> Bool
  ) {
    guard let code, isGiven(code), !isListed(code) else { return }
    require(false, rule, place(), "\"\(code)\" is not a code of \(list)", "use one of its codes")
  }
}
