import Archiving
import CCrypto
import Primitives
import Testing

let sha256: ContentHash = { bytes in
  var digest = [UInt8](repeating: 0, count: 32)
  var count = 0
  precondition(EVP_Q_digest(nil, "SHA256", nil, bytes, bytes.count, &digest, &count) == 1)
  return ContentDigest(bytes: digest)!
}

func day(_ text: String) -> Day { Day(text)! }

enum Some {
  static func entry(
    _ number: Int64 = 1, seller: String = "es", kind: ArchivedKind = .invoice, document: String? = nil, account: String = "A-1", country: String = "ES",
    issuedOn: String = "2026-02-01"
  ) -> ArchiveEntry {
    ArchiveEntry(
      number: number, document: ArchivedDocument(seller: seller, kind: kind, number: document ?? "ES-\(number)", form: "pdf", language: "es"), account: account,
      country: country, issuedOn: day(issuedOn), byteCount: 10, digest: sha256([UInt8(number & 255)]), keptAt: Instant(seconds: 1_770_000_000 + number))
  }

  /// So many entries, chained as they should be.
  static func chain(_ count: Int, seller: String = "es") -> [ChainedEntry] {
    let chain = SellerChain(hash: sha256)
    var before = chain.origin(seller)
    return (1...max(1, count)).prefix(count).map { number in
      let entry = entry(Int64(number), seller: seller)
      let link = chain.link(entry, after: before)
      defer { before = link }
      return ChainedEntry(id: Int64(number), entry: entry, before: before, link: link)
    }
  }
}
