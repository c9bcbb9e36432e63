import Primitives

extension Checking {
  /// Who sells, buys, is paid and represents: BR-06 to BR-11, BR-17 to BR-20, BR-56, BR-57, BR-62, BR-63, BR-CO-09, BR-CO-26.
  mutating func partyRules() {
    let (seller, buyer) = (document.seller, document.buyer)
    require(isGiven(seller.name), "BR-06", "BT-27", "the seller has no name", "fill in the seller's `legalName`")
    require(isGiven(buyer.name), "BR-07", "BT-44", "the buyer has no name", "fill in the account's `name`")
    require(seller.address != nil, "BR-08", "BG-5", "the seller has no postal address", "fill in the seller's `address`")
    require(isGiven(seller.address?.country), "BR-09", "BT-40", "the seller's country is missing", "fill in the seller's `address.country`")
    require(buyer.address != nil, "BR-10", "BG-8", "the buyer has no postal address", "fill in the account's `invoicing.address`")
    require(isGiven(buyer.address?.country), "BR-11", "BT-55", "the buyer's country is missing", "fill in the account's `invoicing.address.country`")
    require(
      !seller.identifiers.isEmpty || isGiven(seller.legalRegistration?.text) || isGiven(seller.vatIdentifier), "BR-CO-26", "BG-4",
      "nothing identifies the seller", "fill in the seller's `legalRegistration` or `taxIdentifier`")
    if let payee = document.payee {
      require(isGiven(payee.name), "BR-17", "BT-59", "the payee has no name", "say who is paid, or leave the payee out")
      require(
        payee.name != seller.name, "BR-17", "BT-59", "the payee is the seller", "leave the payee out when the seller itself is paid")
    }
    if let representative = document.taxRepresentative { check(representative) }
    require(
      seller.electronicAddress == nil || isGiven(seller.electronicAddress?.scheme), "BR-62", "BT-34-1",
      "the seller's electronic address has no scheme", "write `electronicAddress: {scheme: …, address: …}`")
    require(
      buyer.electronicAddress == nil || isGiven(buyer.electronicAddress?.scheme), "BR-63", "BT-49-1",
      "the buyer's electronic address has no scheme", "write `electronicAddress: {scheme: …, address: …}`")
    checkPrefix(seller.vatIdentifier, "BT-31")
    checkPrefix(buyer.vatIdentifier, "BT-48")
    checkPrefix(document.taxRepresentative?.vatIdentifier, "BT-63")
    if let delivery = document.delivery, let address = delivery.address {
      require(isGiven(address.country), "BR-57", "BT-80", "the country of delivery is missing", "say the country delivered to")
    }
  }

  private mutating func check(_ representative: TaxRepresentative) {
    require(isGiven(representative.name), "BR-18", "BT-62", "the tax representative has no name", "say who represents the seller")
    require(representative.address != nil, "BR-19", "BG-12", "the tax representative has no postal address", "fill it in")
    require(
      isGiven(representative.address?.country), "BR-20", "BT-69", "the tax representative's country is missing", "use two letters of ISO 3166-1")
    require(isGiven(representative.vatIdentifier), "BR-56", "BT-63", "the tax representative has no VAT identifier", "fill it in")
  }

  private mutating func checkPrefix(_ identifier: String?, _ place: String) {
    guard let identifier, isGiven(identifier) else { return }
    let prefix = String(identifier.prefix(2))
    require(
      prefix == "EL" || CodeLists.countries.contains(prefix), "BR-CO-09", place,
      "\"\(identifier)\" does not begin with the letters of a country", "write the VAT identifier with its prefix, such as ES or EL")
  }
}
