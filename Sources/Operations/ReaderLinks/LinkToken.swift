import Balances
import Invoicing
import Primitives

/// The text of a link: what it opens in fixed places, and a signature over them, in the alphabet for addresses.
///
///     version 1 | key 4 | kind 1 | language 2 | account 8 | document 8 | made 8 | expires 8 | first day 4, end 4 (statements) | HMAC 32
///
/// Numbers are big-endian; one link has one text.
enum LinkToken {
  static let version: UInt8 = 1
  static let signatureBytes = 32
  private static let headBytes = 40
  /// Longer texts are not looked at.
  static let longest = 128
  /// Signatures of links are signatures of nothing else.
  private static let purpose = Array("florin reader link\n".utf8)

  /// What is signed.
  static func message(_ payload: some Sequence<UInt8>) -> [UInt8] { purpose + payload }

  static func payload(_ link: ReaderLink, key: Int64) -> [UInt8] {
    var bytes: [UInt8] = [version]
    append(UInt32(truncatingIfNeeded: key), to: &bytes)
    bytes.append(link.document.kind.rawValue)
    let language = Array((link.language ?? "").utf8)
    bytes += language.count == 2 ? language : [0, 0]
    for number in [link.account.rawValue, link.document.id, link.madeAt.microseconds, link.expiresAt.microseconds] { append(UInt64(bitPattern: number), to: &bytes) }
    if case .statement(_, let period) = link.document {
      for day in [period.start, period.end] { append(UInt32(bitPattern: day.number), to: &bytes) }
    }
    return bytes
  }

  /// The places of a token, before its signature is looked at; `nil` when it has others.
  static func split(_ text: String) -> (key: Int64, payload: ArraySlice<UInt8>, signature: ArraySlice<UInt8>)? {
    guard text.utf8.count <= longest, let bytes = Base64URL.bytes(text), bytes.count >= headBytes + signatureBytes, bytes[0] == version else { return nil }
    return (Int64(number(bytes[1..<5])), bytes.dropLast(signatureBytes), bytes.suffix(signatureBytes))
  }

  /// The link that a payload says.
  static func link(_ payload: ArraySlice<UInt8>) -> ReaderLink? {
    let bytes = Array(payload)
    guard bytes.count >= headBytes, let kind = ReaderLink.Document.Kind(rawValue: bytes[5]) else { return nil }
    func signed(_ place: Int) -> Int64 { Int64(bitPattern: number(bytes[place..<place + 8])) }
    let document: ReaderLink.Document
    switch kind {
    case .invoice where bytes.count == headBytes: document = .invoice(InvoiceID(signed(16)))
    case .creditNote where bytes.count == headBytes: document = .creditNote(CreditNoteID(signed(16)))
    case .statement where bytes.count == headBytes + 8:
      func day(_ place: Int) -> Int32 { Int32(bitPattern: UInt32(truncatingIfNeeded: number(bytes[place..<place + 4]))) }
      let (start, end) = (day(40), day(44))
      guard start < end else { return nil }
      document = .statement(CustomerBalanceID(signed(16)), ServicePeriod(start: Day(number: start), end: Day(number: end)))
    default: return nil
    }
    let language = bytes[6] == 0 ? nil : String(decoding: bytes[6..<8], as: UTF8.self)
    return ReaderLink(
      document, account: BillingAccountID(signed(8)), language: language, madeAt: Instant(microseconds: signed(24)), expiresAt: Instant(microseconds: signed(32)))
  }

  /// Takes as long whatever the difference.
  static func isEqual(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for (left, right) in zip(a, b) { difference |= left ^ right }
    return difference == 0
  }

  private static func append(_ number: some FixedWidthInteger & UnsignedInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
