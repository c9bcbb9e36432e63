import Invoicing
import Primitives
import Taxation

/// The taxes of an invoice or credit note, as `InvoiceCodec` writes them, read in one pass: they are read with every document.
struct TaxColumn {
  private let bytes: [UInt8]
  private var at = 0

  /// - Throws: what a JSON reader says when it is no list of taxes.
  static func value(_ bytes: [UInt8]) throws -> [TaxBreakdown] {
    var column = TaxColumn(bytes: bytes)
    // Whatever is written otherwise (an escape in a reason, another order) is read as any JSON.
    return try column.list() ?? JSONColumn.value([TaxBreakdown].self, bytes)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func list() -> [TaxBreakdown]? {
    guard take("[") else { return nil }
    var taxes: [TaxBreakdown] = []
    while !take("]") {
      if !taxes.isEmpty, !take(",") { return nil }
      guard let tax = tax() else { return nil }
      taxes.append(tax)
    }
    return at == bytes.count ? taxes : nil
  }

  private mutating func tax() -> TaxBreakdown? {
    guard take("{\"tax\":{\"treatment\":"), let treatment = text().flatMap(TaxTreatment.init(rawValue:)),
      take(",\"percent\":"), let percent = text().flatMap({ Exact($0) })
    else { return nil }
    var key = TaxKey(treatment: treatment, percent: percent)
    if take(",\"reason\":") {
      guard let reason = text() else { return nil }
      key.reason = reason
    }
    guard take("},\"baseMinor\":"), let base = number(), take(",\"taxMinor\":"), let tax = number() else { return nil }
    var difference: Int64 = 0
    if take(",\"differenceMinor\":") {
      guard let said = number() else { return nil }
      difference = said
    }
    return take("}") ? TaxBreakdown(key: key, baseMinor: base, taxMinor: tax, differenceMinor: difference) : nil
  }

  private mutating func take(_ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard at + count <= bytes.count else { return false }
    let isThere = literal.withUTF8Buffer { wanted in bytes[at..<(at + count)].elementsEqual(wanted) }
    if isThere { at += count }
    return isThere
  }

  private mutating func text() -> String? {
    guard take("\""), let end = bytes[at...].firstIndex(of: UInt8(ascii: "\"")), !bytes[at..<end].contains(UInt8(ascii: "\\")) else { return nil }
    defer { at = end + 1 }
    return String(decoding: bytes[at..<end], as: UTF8.self)
  }

  private mutating func number() -> Int64? {
    let end = bytes[at...].firstIndex { $0 != UInt8(ascii: "-") && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? bytes.count
    defer { at = end }
    return Int64(String(decoding: bytes[at..<end], as: UTF8.self))
  }
}
