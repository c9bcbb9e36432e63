import EInvoicing
import Primitives

extension UBLReading {
  /// - Parameter creditor: filled with BT-90 when the party's identifiers hold it.
  func party(_ element: XMLElement, creditor: inout String?) -> TradeParty {
    var party = TradeParty()
    party.electronicAddress = element.one("cbc:EndpointID")?.identifier()
    for each in element.all("cac:PartyIdentification") {
      guard let identifier = each.one("cbc:ID")?.identifier() else { continue }
      if identifier.scheme == "SEPA" { creditor = identifier.text } else { party.identifiers.append(identifier) }
    }
    party.tradingName = element.text(at: "cac:PartyName", "cbc:Name")
    party.address = element.one("cac:PostalAddress").map(address)
    for each in element.all("cac:PartyTaxScheme") {
      let identifier = each.text(at: "cbc:CompanyID")
      if each.text(at: "cac:TaxScheme", "cbc:ID") == "VAT" { party.vatIdentifier = identifier } else { party.taxRegistration = identifier }
    }
    if let entity = element.one("cac:PartyLegalEntity") {
      party.name = entity.text(at: "cbc:RegistrationName")
      party.legalRegistration = entity.one("cbc:CompanyID")?.identifier()
      party.legalInformation = entity.text(at: "cbc:CompanyLegalForm")
    }
    if let contact = element.one("cac:Contact") {
      party.contact = TradeContact(
        name: contact.text(at: "cbc:Name"), telephone: contact.text(at: "cbc:Telephone"), email: contact.text(at: "cbc:ElectronicMail"))
    }
    return party
  }

  func address(_ element: XMLElement) -> TradeAddress {
    TradeAddress(
      line1: element.text(at: "cbc:StreetName"), line2: element.text(at: "cbc:AdditionalStreetName"),
      line3: element.text(at: "cac:AddressLine", "cbc:Line"), city: element.text(at: "cbc:CityName"),
      postcode: element.text(at: "cbc:PostalZone"), subdivision: element.text(at: "cbc:CountrySubentity"),
      country: element.text(at: "cac:Country", "cbc:IdentificationCode"))
  }

  func payee(_ element: XMLElement, creditor: inout String?) -> Payee {
    var payee = Payee(name: element.text(at: "cac:PartyName", "cbc:Name"))
    for each in element.all("cac:PartyIdentification") {
      guard let identifier = each.one("cbc:ID")?.identifier() else { continue }
      if identifier.scheme == "SEPA" { creditor = identifier.text } else { payee.identifier = identifier }
    }
    payee.legalRegistration = element.one("cac:PartyLegalEntity", "cbc:CompanyID")?.identifier()
    return payee
  }

  func representative(_ element: XMLElement) -> TaxRepresentative {
    _ = element.one("cac:PartyTaxScheme", "cac:TaxScheme", "cbc:ID")
    return TaxRepresentative(
      name: element.text(at: "cac:PartyName", "cbc:Name"), vatIdentifier: element.text(at: "cac:PartyTaxScheme", "cbc:CompanyID"),
      address: element.one("cac:PostalAddress").map(address))
  }

  func delivery(_ element: XMLElement, _ values: inout XMLValues) -> TradeDelivery {
    TradeDelivery(
      name: element.text(at: "cac:DeliveryParty", "cac:PartyName", "cbc:Name"),
      location: element.one("cac:DeliveryLocation", "cbc:ID")?.identifier(), deliveredOn: values.day(element.one("cbc:ActualDeliveryDate")),
      address: element.one("cac:DeliveryLocation", "cac:Address").map(address))
  }
}
