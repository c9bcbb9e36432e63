public import Primitives

/// What kind of document is kept.
public enum ArchivedKind: String, Sendable, Hashable, CaseIterable {
  case invoice
  case creditNote = "credit-note"
}

/// One issued document in one form, as it is kept.
public struct ArchivedDocument: Sendable, Hashable {
  public var seller: String
  public var kind: ArchivedKind
  /// Its legal number.
  public var number: String
  /// `pdf`, or the name of an e-invoice's format.
  public var form: String
  /// Of a PDF: `en`, `es`, `ko`, `ro`. Empty for an e-invoice, of which there is one.
  public var language: String

  public init(seller: String, kind: ArchivedKind, number: String, form: String, language: String = "") {
    self.seller = seller
    self.kind = kind
    self.number = number
    self.form = form
    self.language = language
  }

  /// The form of documents for people.
  public static let pdf = "pdf"
}

/// What the archive says of bytes that it keeps.
public struct ArchiveEntry: Sendable, Hashable {
  /// Its place in the seller's chain, from 1.
  public var number: Int64
  public var document: ArchivedDocument
  /// The account's reference.
  public var account: String
  /// Of the seller: whose retention rules hold.
  public var country: String
  public var issuedOn: Day
  public var byteCount: Int64
  public var digest: ContentDigest
  public var keptAt: Instant

  public init(
    number: Int64, document: ArchivedDocument, account: String, country: String, issuedOn: Day, byteCount: Int64, digest: ContentDigest, keptAt: Instant
  ) {
    self.number = number
    self.document = document
    self.account = account
    self.country = country
    self.issuedOn = issuedOn
    self.byteCount = byteCount
    self.digest = digest
    self.keptAt = keptAt
  }

  /// The entry's canonical text: what is hashed to make its link, and what an auditor gets as a file.
  ///
  /// One line for each field, in this order, each ended by a line feed. Line feeds and backslashes in values are escaped.
  public func text(after before: ContentDigest) -> String {
    var text = "florin archive entry 1\n"
    func line(_ name: String, _ value: String) {
      text += "\(name): \(ArchiveText.escaped(value))\n"
    }
    line("seller", document.seller)
    line("entry", "\(number)")
    line("kind", document.kind.rawValue)
    line("document", document.number)
    line("form", document.form)
    line("language", document.language)
    line("account", account)
    line("country", country)
    line("issued", "\(issuedOn)")
    line("bytes", "\(byteCount)")
    line("sha256", "\(digest)")
    line("kept", "\(keptAt)")
    line("before", "\(before)")
    return text
  }
}

/// An entry with its place in the chain of its seller.
public struct ChainedEntry: Sendable, Hashable {
  /// In the order of all sellers' entries, without gaps, from 1.
  public var id: Int64
  public var entry: ArchiveEntry
  /// The link of the seller's entry before it.
  public var before: ContentDigest
  public var link: ContentDigest

  public init(id: Int64, entry: ArchiveEntry, before: ContentDigest, link: ContentDigest) {
    self.id = id
    self.entry = entry
    self.before = before
    self.link = link
  }

  public var text: String { entry.text(after: before) }
}

enum ArchiveText {
  /// No value can end its line and begin another.
  static func escaped(_ value: String) -> String {
    if !value.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" || $0 == "\\" }) { return value }
    var text = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\\": text += "\\\\"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
