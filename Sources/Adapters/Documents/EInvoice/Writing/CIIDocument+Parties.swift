import EInvoicing

extension CIIDocument {
  func party(_ party: TradeParty, _ xml: inout XMLBytes) {
    for each in party.identifiers where each.scheme == nil { xml.leaf("ram:ID", each.text) }
    for each in party.identifiers where each.scheme != nil { xml.leaf("ram:GlobalID", each.text, "schemeID", each.scheme) }
    xml.leaf("ram:Name", party.name)
    xml.leaf("ram:Description", party.legalInformation)
    if party.legalRegistration != nil || party.tradingName != nil {
      xml.group("ram:SpecifiedLegalOrganization") {
        if let registration = party.legalRegistration { $0.leaf("ram:ID", registration.text, "schemeID", registration.scheme) }
        $0.leaf("ram:TradingBusinessName", party.tradingName)
      }
    }
    if let contact = party.contact {
      xml.group("ram:DefinedTradeContact") {
        $0.leaf("ram:PersonName", contact.name)
        $0.group("ram:TelephoneUniversalCommunication") { $0.leaf("ram:CompleteNumber", contact.telephone) }
        $0.group("ram:EmailURIUniversalCommunication") { $0.leaf("ram:URIID", contact.email) }
      }
    }
    if let address = party.address { xml.group("ram:PostalTradeAddress") { write(address, &$0) } }
    if let address = party.electronicAddress {
      xml.group("ram:URIUniversalCommunication") { $0.leaf("ram:URIID", address.text, "schemeID", address.scheme) }
    }
    registration(party.vatIdentifier, "VA", &xml)
    registration(party.taxRegistration, "FC", &xml)
  }

  func registration(_ identifier: String?, _ scheme: String, _ xml: inout XMLBytes) {
    xml.group("ram:SpecifiedTaxRegistration") { $0.leaf("ram:ID", identifier, "schemeID", scheme) }
  }

  /// An identifier of a list, or one that no list is named for.
  func identifier(_ identifier: SchemedIdentifier, _ xml: inout XMLBytes) {
    if let scheme = identifier.scheme {
      xml.leaf("ram:GlobalID", identifier.text, "schemeID", scheme)
    } else {
      xml.leaf("ram:ID", identifier.text)
    }
  }

  func write(_ address: TradeAddress, _ xml: inout XMLBytes) {
    xml.leaf("ram:PostcodeCode", address.postcode)
    xml.leaf("ram:LineOne", address.line1)
    xml.leaf("ram:LineTwo", address.line2)
    xml.leaf("ram:LineThree", address.line3)
    xml.leaf("ram:CityName", address.city)
    xml.leaf("ram:CountryID", address.country)
    xml.leaf("ram:CountrySubDivisionName", address.subdivision)
  }

  func write(_ payee: Payee, _ xml: inout XMLBytes) {
    if let identifier = payee.identifier { self.identifier(identifier, &xml) }
    xml.leaf("ram:Name", payee.name)
    if let registration = payee.legalRegistration {
      xml.group("ram:SpecifiedLegalOrganization") { $0.leaf("ram:ID", registration.text, "schemeID", registration.scheme) }
    }
  }

  func write(_ period: TradePeriod, _ xml: inout XMLBytes) {
    xml.group("ram:BillingSpecifiedPeriod") {
      $0.day102("ram:StartDateTime", "udt:DateTimeString", period.firstDay)
      $0.day102("ram:EndDateTime", "udt:DateTimeString", period.lastDay)
    }
  }
}
