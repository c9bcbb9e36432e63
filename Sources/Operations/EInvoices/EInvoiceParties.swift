import EInvoicing
import Parties
import Primitives
import Taxation

/// Sellers and accounts as parties of an e-invoice.
enum EInvoiceParties {
  static func seller(_ seller: SellerEntity, isOutsideScope: Bool) -> TradeParty {
    let details = seller.details
    var contact = details.contact.map { TradeContact(name: $0.name, telephone: $0.telephone, email: $0.email ?? seller.email) }
    if contact == nil, let email = seller.email { contact = TradeContact(email: email) }
    return TradeParty(
      name: seller.legalName, tradingName: details.tradingName, legalRegistration: identifier(details.legalRegistration),
      vatIdentifier: isOutsideScope ? nil : seller.taxIdentifier.map(vatIdentifier), taxRegistration: details.taxRegistration,
      legalInformation: details.legalInformation,
      electronicAddress: identifier(details.electronicAddress) ?? seller.email.map { SchemedIdentifier($0, scheme: "EM") },
      address: address(seller.address), contact: contact)
  }

  static func buyer(_ account: BillingAccount, _ details: InvoicingDetails, isOutsideScope: Bool) -> TradeParty {
    var identifier: String?
    if !isOutsideScope {
      if case .business(let vat) = account.taxStanding { identifier = vatIdentifier(vat) } else { identifier = details.vatIdentifier.map(vatIdentifier) }
    }
    return TradeParty(
      name: account.name, tradingName: details.tradingName, legalRegistration: self.identifier(details.legalRegistration),
      vatIdentifier: identifier, electronicAddress: self.identifier(details.electronicAddress), address: address(details.address ?? account.address),
      contact: details.contact.map { TradeContact(name: $0.name, telephone: $0.telephone, email: $0.email) })
  }

  static func address(_ address: PostalAddress) -> TradeAddress {
    let lines = address.lines.filter { !$0.isEmpty }
    // Romania's counties are told apart by their full code of ISO 3166-2.
    let subdivision = address.region.map { address.country == "RO" && !$0.hasPrefix("RO-") ? "RO-" + $0 : $0 }
    return TradeAddress(
      line1: lines.first, line2: lines.count > 1 ? lines[1] : nil, line3: lines.count > 2 ? lines[2...].joined(separator: ", ") : nil,
      city: address.city.isEmpty ? nil : address.city, postcode: address.postcode.isEmpty ? nil : address.postcode,
      subdivision: subdivision, country: address.country)
  }

  private static func identifier(_ identifier: PartyIdentifier?) -> SchemedIdentifier? {
    identifier.map { SchemedIdentifier($0.text, scheme: $0.scheme) }
  }

  /// In capital letters without blanks, dots and hyphens; as written when it has no known form.
  private static func vatIdentifier(_ text: String) -> String { VATIdentifier(text)?.text ?? text }
}
