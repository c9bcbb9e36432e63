import Catalog
import Parties
import Primitives
import Taxation

/// The `sellers` sections as read: legal entities beside the nodes they came from.
struct SellersDraft {
  var sellers: [Sourced<SellerEntity>] = []

  init(reading documents: [SourceNode], problems: inout [Problem]) {
    for document in documents {
      guard let node = document["sellers"], !node.isNull else { continue }
      var reader = SourceReader(document)
      for entry in reader.list(node) {
        if let seller = SellerEntity(reading: entry, problems: &problems) { sellers.append(Sourced(seller, entry)) }
      }
      problems += reader.problems
    }
  }

  func check(zoneNames: Set<String>) -> [Problem] {
    var problems: [Problem] = []
    var places: [SellerCode: Sourced<SellerEntity>] = [:]
    for seller in sellers {
      if let identifier = seller.value.taxIdentifier, VATIdentifier.isIssued(by: seller.value.address.country),
        let problem = VATIdentifier.problem(
          identifier, at: (seller.node["taxIdentifier"] ?? seller.node).place, path: (seller.node["taxIdentifier"] ?? seller.node).path)
      {
        problems.append(problem)
      }
      problems += CatalogDraft.zoneProblem(seller.value.zoneName, zoneNames, at: seller.node["zone"] ?? seller.node)
      if let first = places[seller.value.code] {
        problems.append(
          seller.node.problem(
            .catalogDuplicateCode, at: "code", "the code \"\(seller.value.code)\" is already used in `sellers`",
            remedy: "give one of them another code; the first stands at \(first.node.place?.description ?? "another place")"))
      } else {
        places[seller.value.code] = seller
      }
    }
    return problems
  }
}

extension SellerEntity {
  /// Reads one entry of `sellers`; `nil` when a problem was added.
  init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    let legalName = reader.text("legalName")
    let taxIdentifier = reader.optionalText("taxIdentifier")
    let address = reader.required("address")
    let prefix = reader.text("invoiceNumberPrefix")
    let creditPrefix = reader.optionalText("creditNoteNumberPrefix")
    if let creditPrefix, creditPrefix == prefix, let written = node["creditNoteNumberPrefix"] {
      reader.report(
        .wrongValue, written, "\"\(creditPrefix)\" is the prefix of the invoices",
        remedy: "give credit notes a prefix of their own, such as \(creditPrefix)CN-, so that no number names two documents")
    }
    let zone = reader.text("zone")
    let iban = reader.optionalText("iban")
    let email = reader.optionalText("email")
    let details = SellerDetails(reading: &reader)
    reader.refuseUnknownFields()
    problems += reader.problems
    let place = address.flatMap { PostalAddress(reading: $0, problems: &problems) }
    guard reader.problems.isEmpty, let code, let legalName, let place, let prefix, let zone else { return nil }
    self.init(
      code: SellerCode(code), legalName: legalName, taxIdentifier: taxIdentifier, address: place,
      invoiceNumberPrefix: prefix, creditNoteNumberPrefix: creditPrefix, zoneName: zone, iban: iban, email: email,
      details: details)
  }
}

extension PostalAddress {
  /// Reads `lines`, `city`, `postcode`, `country` (two capital letters) and `region`; `nil` when a problem was added.
  init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let lines = reader.list("lines").compactMap { reader.text($0) }
    let city = reader.text("city")
    let postcode = reader.text("postcode")
    let country = reader.country()
    let region = reader.optionalText("region")
    reader.refuseUnknownFields()
    problems += reader.problems
    guard reader.problems.isEmpty, let city, let postcode, let country else { return nil }
    self.init(lines: lines, city: city, postcode: postcode, country: country, region: region)
  }
}

extension SourceReader {
  /// ISO 3166-1 alpha-2 in the field `country`.
  mutating func country() -> String? {
    guard let node = required("country"), let text = text(node) else { return nil }
    if text.utf8.count == 2, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) { return text }
    report(.wrongValue, node, "\"\(text)\" is not a country of ISO 3166", remedy: "write its two capital letters, such as ES")
    return nil
  }
}
