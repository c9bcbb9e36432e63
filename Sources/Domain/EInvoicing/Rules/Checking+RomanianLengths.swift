extension Checking {
  /// How long texts may be, and how many there may be: BR-RO-L020 to BR-RO-L1000, BR-RO-A020, BR-RO-A050.
  mutating func romanianLengths() {
    let d = document
    length(d.number, 200, "BT-1")
    length(d.references.contract, 200, "BT-12")
    length(d.references.purchaseOrder, 200, "BT-13")
    length(d.references.salesOrder, 200, "BT-14")
    length(d.references.receivingAdvice, 200, "BT-15")
    length(d.references.despatchAdvice, 200, "BT-16")
    length(d.references.tender, 200, "BT-17")
    length(d.references.buyerAccounting, 100, "BT-19")
    length(d.paymentTerms, 300, "BT-20")
    length(d.seller.name, 200, "BT-27")
    length(d.seller.tradingName, 200, "BT-28")
    length(d.seller.legalInformation, 1000, "BT-33")
    length(d.buyer.name, 200, "BT-44")
    length(d.buyer.tradingName, 200, "BT-45")
    length(d.payee?.name, 200, "BT-59")
    length(d.taxRepresentative?.name, 200, "BT-62")
    length(d.delivery?.name, 200, "BT-70")
    lengths(d.seller.address, ("BT-35", "BT-36", "BT-162", "BT-37", "BT-38"))
    lengths(d.buyer.address, ("BT-50", "BT-51", "BT-163", "BT-52", "BT-53"))
    lengths(d.taxRepresentative?.address, ("BT-64", "BT-65", "BT-164", "BT-66", "BT-67"))
    lengths(d.delivery?.address, ("BT-75", "BT-76", "BT-165", "BT-77", "BT-78"))
    lengths(d.seller.contact, ("BT-41", "BT-42", "BT-43"))
    lengths(d.buyer.contact, ("BT-56", "BT-57", "BT-58"))
    length(d.payment?.meansText, 100, "BT-82")
    length(d.payment?.remittanceInformation, 140, "BT-83")
    length(d.payment?.card?.holder, 200, "BT-88")
    for each in d.payment?.creditTransfers ?? [] { length(each.accountName, 200, "BT-85") }
    for (index, row) in d.vatBreakdown.enumerated() { length(row.exemptionReason, 100, "BG-23[\(index + 1)]/BT-120") }
    for (index, note) in d.notes.enumerated() { length(note.text, 300, "BG-1[\(index + 1)]/BT-22", "302") }
    require(d.notes.count <= 20, "BR-RO-A020", "BG-1", "there are \(d.notes.count) notes", "write at most 20")
    for (index, each) in d.allowances.enumerated() { length(each.reason, 100, "BG-20[\(index + 1)]/BT-97") }
    for (index, each) in d.charges.enumerated() { length(each.reason, 100, "BG-21[\(index + 1)]/BT-104") }
    for (index, line) in d.lines.enumerated() { lengths(line, "BG-25[\(index + 1)]") }
  }

  private mutating func lengths(_ line: TradeLine, _ place: String) {
    length(line.item.name, 100, "\(place)/BT-153")
    length(line.item.description, 200, "\(place)/BT-154")
    length(line.note, 300, "\(place)/BT-127")
    length(line.buyerAccounting, 100, "\(place)/BT-133")
    require(line.item.attributes.count <= 50, "BR-RO-A050", "\(place)/BG-32", "there are \(line.item.attributes.count) attributes", "write at most 50")
    for each in line.item.attributes {
      length(each.name, 50, "\(place)/BT-160")
      length(each.value, 100, "\(place)/BT-161")
    }
  }

  private mutating func lengths(_ address: TradeAddress?, _ terms: (String, String, String, String, String)) {
    length(address?.line1, 150, terms.0)
    length(address?.line2, 100, terms.1)
    length(address?.line3, 100, terms.2)
    length(address?.city, 50, terms.3)
    length(address?.postcode, 20, terms.4)
  }

  private mutating func lengths(_ contact: TradeContact?, _ terms: (String, String, String)) {
    length(contact?.name, 100, terms.0)
    length(contact?.telephone, 100, terms.1)
    length(contact?.email, 100, terms.2)
  }

  /// - Parameter rule: behind `BR-RO-L`; the length itself when not said.
  private mutating func length(_ text: String?, _ most: Int, _ place: @autoclosure () -> String, _ rule: String? = nil) {
    guard let text, text.utf8.count > most, text.unicodeScalars.count > most else { return }
    let digits = String(most)
    let number = rule ?? (digits.utf8.count < 3 ? "0" + digits : digits)
    require(false, "BR-RO-L\(number)", place(), "the text has \(text.unicodeScalars.count) characters", "shorten it to \(most)")
  }
}
