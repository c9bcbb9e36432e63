import EInvoicing
import Primitives

extension CIIReading {
  func party(_ element: XMLElement) -> TradeParty {
    var party = TradeParty()
    party.identifiers = element.all("ram:ID").compactMap { $0.identifier() } + element.all("ram:GlobalID").compactMap { $0.identifier() }
    party.name = element.text(at: "ram:Name")
    party.legalInformation = element.text(at: "ram:Description")
    if let organization = element.one("ram:SpecifiedLegalOrganization") {
      party.legalRegistration = organization.one("ram:ID")?.identifier()
      party.tradingName = organization.text(at: "ram:TradingBusinessName")
    }
    if let contact = element.one("ram:DefinedTradeContact") {
      party.contact = TradeContact(
        name: contact.text(at: "ram:PersonName"), telephone: contact.text(at: "ram:TelephoneUniversalCommunication", "ram:CompleteNumber"),
        email: contact.text(at: "ram:EmailURIUniversalCommunication", "ram:URIID"))
    }
    party.address = element.one("ram:PostalTradeAddress").map(address)
    party.electronicAddress = element.one("ram:URIUniversalCommunication", "ram:URIID")?.identifier()
    party.vatIdentifier = registration("VA", of: element)
    party.taxRegistration = registration("FC", of: element)
    return party
  }

  func registration(_ scheme: String, of element: XMLElement) -> String? {
    for each in element.children where each.name == "ram:SpecifiedTaxRegistration" {
      guard let identifier = each.children.first(where: { $0.name == "ram:ID" }), identifier.attribute("schemeID") == scheme else { continue }
      each.markRead()
      identifier.markRead()
      return identifier.text
    }
    return nil
  }

  func address(_ element: XMLElement) -> TradeAddress {
    TradeAddress(
      line1: element.text(at: "ram:LineOne"), line2: element.text(at: "ram:LineTwo"), line3: element.text(at: "ram:LineThree"),
      city: element.text(at: "ram:CityName"), postcode: element.text(at: "ram:PostcodeCode"),
      subdivision: element.text(at: "ram:CountrySubDivisionName"), country: element.text(at: "ram:CountryID"))
  }

  func payee(_ element: XMLElement) -> Payee {
    Payee(
      name: element.text(at: "ram:Name"), identifier: element.one("ram:GlobalID")?.identifier() ?? element.one("ram:ID")?.identifier(),
      legalRegistration: element.one("ram:SpecifiedLegalOrganization", "ram:ID")?.identifier())
  }

  func period(_ element: XMLElement, _ values: inout XMLValues) -> TradePeriod? {
    let period = TradePeriod(
      firstDay: values.day102(element.one("ram:StartDateTime", "udt:DateTimeString")),
      lastDay: values.day102(element.one("ram:EndDateTime", "udt:DateTimeString")))
    return period.firstDay == nil && period.lastDay == nil ? nil : period
  }
}
