public import EInvoicing
public import Primitives

extension ProblemCode {
  public static let unknownEInvoice = ProblemCode("einvoice.unknown-document")
  public static let einvoiceValue = ProblemCode("einvoice.unreadable-value")
}

/// A document as it was read: what it says in the terms of EN 16931, and what it says beside them.
public struct ReadEInvoice: Sendable {
  public var document: EInvoice
  public var syntax: EInvoiceSyntax
  public var unread: [UnreadElement]

  public init(document: EInvoice, syntax: EInvoiceSyntax, unread: [UnreadElement]) {
    self.document = document
    self.syntax = syntax
    self.unread = unread
  }
}

/// Reads e-invoices in UBL 2.1 and CII, the mirror of `UBLWriter` and `CIIWriter`.
public enum EInvoiceReader {
  /// - Throws: `Rejection` with everything that cannot be read: no XML, no invoice, a day or an amount that is none.
  public static func read(_ bytes: [UInt8], file: String) throws(Rejection) -> ReadEInvoice {
    let root = try XMLScanner.root(bytes, file: file)
    var values = XMLValues(file: file)
    let document: EInvoice
    let syntax: EInvoiceSyntax
    switch root.name {
    case "ubl:Invoice", "cn:CreditNote":
      document = UBLReading(root: root).document(&values)
      syntax = .ubl
    case "rsm:CrossIndustryInvoice":
      document = CIIReading(root: root).document(&values)
      syntax = .cii
    default:
      throw Rejection(
        Problem(
          .unknownEInvoice, at: Problem.Place(file: file, line: root.line), "<\(root.name)> is not an invoice of UBL 2.1 or of CII",
          remedy: "send an `Invoice` or `CreditNote` of UBL 2.1, or a `CrossIndustryInvoice` of UN/CEFACT"))
    }
    if !values.problems.isEmpty { throw Rejection(values.problems) }
    return ReadEInvoice(document: document, syntax: syntax, unread: root.unread())
  }
}

/// Turns texts of elements into values and keeps every one that cannot be read.
struct XMLValues {
  let file: String
  private(set) var problems: [Problem] = []

  init(file: String) { self.file = file }

  mutating func number(_ element: XMLElement?) -> Exact? {
    guard let element, let text = element.text else { return nil }
    if let number = Exact(text), !text.utf8.contains(0x65), !text.utf8.contains(0x45) { return number }
    report(element, "\"\(text)\" is not a decimal number", "write digits with a point, such as 12.50")
    return nil
  }

  /// `2026-11-29`; a time zone behind it is left aside.
  mutating func day(_ element: XMLElement?) -> Day? {
    guard let element, let text = element.text else { return nil }
    if let day = Day(String(text.prefix(10))), text.utf8.count == 10 || text.utf8.count <= 16 && "Z+-".contains(text.dropFirst(10).first ?? " ") {
      return day
    }
    report(element, "\"\(text)\" is not a day", "write an existing day as YYYY-MM-DD")
    return nil
  }

  /// `20261129` in format 102.
  mutating func day102(_ element: XMLElement?) -> Day? {
    guard let element, let text = element.text else { return nil }
    if text.utf8.count == 8, let number = Int(text), let day = Day(number / 10000, number / 100 % 100, number % 100) { return day }
    report(element, "\"\(text)\" is not a day in format 102", "write an existing day as YYYYMMDD")
    return nil
  }

  mutating func bytes(_ element: XMLElement) -> [UInt8] {
    if let bytes = Base64.bytes(element.text ?? "") { return bytes }
    report(element, "the attachment is not in base 64", "attach the file in base 64")
    return []
  }

  private mutating func report(_ element: XMLElement, _ message: String, _ remedy: String) {
    problems.append(Problem(.einvoiceValue, at: Problem.Place(file: file, line: element.line), path: element.name, message, remedy: remedy))
  }
}

extension XMLElement {
  /// The text at the end of a way.
  func text(at name: String) -> String? { one(name)?.text }
  func text(at first: String, _ second: String) -> String? { one(first, second)?.text }
  func text(at first: String, _ second: String, _ third: String) -> String? { one(first, second, third)?.text }

  /// The element's text with the list that it names.
  func identifier(_ scheme: String = "schemeID") -> SchemedIdentifier? { text.map { SchemedIdentifier($0, scheme: attribute(scheme)) } }
}
