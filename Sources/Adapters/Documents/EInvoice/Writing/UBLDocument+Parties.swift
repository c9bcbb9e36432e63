import EInvoicing

extension UBLDocument {
  /// - Parameter creditor: BT-90, which UBL keeps among the identifiers of whoever is paid.
  func party(_ party: TradeParty, creditor: String?, _ xml: inout XMLBytes) {
    if let address = party.electronicAddress { xml.leaf("cbc:EndpointID", address.text, "schemeID", address.scheme) }
    for identifier in party.identifiers {
      xml.group("cac:PartyIdentification") { $0.leaf("cbc:ID", identifier.text, "schemeID", identifier.scheme) }
    }
    if let creditor { xml.group("cac:PartyIdentification") { $0.leaf("cbc:ID", creditor, "schemeID", "SEPA") } }
    xml.group("cac:PartyName") { $0.leaf("cbc:Name", party.tradingName) }
    if let address = party.address { xml.group("cac:PostalAddress") { write(address, &$0) } }
    taxScheme(party.vatIdentifier, "VAT", &xml)
    taxScheme(party.taxRegistration, "TAX", &xml)
    xml.group("cac:PartyLegalEntity") {
      $0.leaf("cbc:RegistrationName", party.name)
      if let registration = party.legalRegistration { $0.leaf("cbc:CompanyID", registration.text, "schemeID", registration.scheme) }
      $0.leaf("cbc:CompanyLegalForm", party.legalInformation)
    }
    if let contact = party.contact {
      xml.group("cac:Contact") {
        $0.leaf("cbc:Name", contact.name)
        $0.leaf("cbc:Telephone", contact.telephone)
        $0.leaf("cbc:ElectronicMail", contact.email)
      }
    }
  }

  private func taxScheme(_ identifier: String?, _ scheme: String, _ xml: inout XMLBytes) {
    guard let identifier, !identifier.isEmpty else { return }
    xml.group("cac:PartyTaxScheme") {
      $0.leaf("cbc:CompanyID", identifier)
      $0.group("cac:TaxScheme") { $0.leaf("cbc:ID", scheme) }
    }
  }

  func write(_ address: TradeAddress, _ xml: inout XMLBytes) {
    xml.leaf("cbc:StreetName", address.line1)
    xml.leaf("cbc:AdditionalStreetName", address.line2)
    xml.leaf("cbc:CityName", address.city)
    xml.leaf("cbc:PostalZone", address.postcode)
    xml.leaf("cbc:CountrySubentity", address.subdivision)
    xml.group("cac:AddressLine") { $0.leaf("cbc:Line", address.line3) }
    xml.group("cac:Country") { $0.leaf("cbc:IdentificationCode", address.country) }
  }

  func write(_ payee: Payee, _ xml: inout XMLBytes) {
    xml.group("cac:PayeeParty") {
      if let identifier = payee.identifier {
        $0.group("cac:PartyIdentification") { $0.leaf("cbc:ID", identifier.text, "schemeID", identifier.scheme) }
      }
      if let creditor = d.payment?.directDebit?.creditor {
        $0.group("cac:PartyIdentification") { $0.leaf("cbc:ID", creditor, "schemeID", "SEPA") }
      }
      $0.group("cac:PartyName") { $0.leaf("cbc:Name", payee.name) }
      if let registration = payee.legalRegistration {
        $0.group("cac:PartyLegalEntity") { $0.leaf("cbc:CompanyID", registration.text, "schemeID", registration.scheme) }
      }
    }
  }

  func write(_ representative: TaxRepresentative, _ xml: inout XMLBytes) {
    xml.group("cac:TaxRepresentativeParty") {
      $0.group("cac:PartyName") { $0.leaf("cbc:Name", representative.name) }
      if let address = representative.address { $0.group("cac:PostalAddress") { write(address, &$0) } }
      taxScheme(representative.vatIdentifier, "VAT", &$0)
    }
  }

  func write(_ delivery: TradeDelivery, _ xml: inout XMLBytes) {
    xml.group("cac:Delivery") {
      $0.day("cbc:ActualDeliveryDate", delivery.deliveredOn)
      $0.group("cac:DeliveryLocation") {
        if let location = delivery.location { $0.leaf("cbc:ID", location.text, "schemeID", location.scheme) }
        if let address = delivery.address { $0.group("cac:Address") { write(address, &$0) } }
      }
      $0.group("cac:DeliveryParty") { $0.group("cac:PartyName") { $0.leaf("cbc:Name", delivery.name) } }
    }
  }
}
