public import Primitives
import Taxation

/// An invoice and what its credit notes have given back of it so far: per line and per tax row.
public struct CreditedSoFar: Sendable {
  public let invoice: Invoice
  var lines: [Line]
  var taxes: [Tax]

  struct Line {
    var netMinor: Int64
    var creditedMinor: Int64 = 0
    /// The sum of the shares asked for, in the main unit; `creditedMinor` is this, rounded.
    var share = Exact.zero
    /// The row of the invoice's taxes it belongs to.
    var tax: Int

    var leftMinor: Int64 { netMinor - creditedMinor }
  }

  struct Tax {
    var baseMinor: Int64
    var taxMinor: Int64
    var creditedBaseMinor: Int64 = 0
    var creditedTaxMinor: Int64 = 0
  }

  /// - Parameter notes: every credit note of the invoice issued before.
  public init(_ invoice: Invoice, notes: [CreditNote]) {
    self.invoice = invoice
    taxes = invoice.taxes.map { Tax(baseMinor: $0.baseMinor, taxMinor: $0.taxMinor) }
    lines = invoice.lines.map { line in
      Line(netMinor: line.netMinor, tax: invoice.taxes.firstIndex { $0.key == line.taxKey } ?? 0)
    }
    for note in notes { add(note) }
  }

  /// Takes a further credit note into account.
  public mutating func add(_ note: CreditNote) {
    for line in note.lines {
      guard let index = invoice.lines.firstIndex(where: { $0.number == line.invoiceLine }) else { continue }
      lines[index].creditedMinor += line.netMinor
      lines[index].share += line.share
    }
    for tax in note.taxes {
      guard let index = invoice.taxes.firstIndex(where: { $0.key == tax.key }) else { continue }
      taxes[index].creditedBaseMinor += tax.baseMinor
      taxes[index].creditedTaxMinor += tax.taxMinor
    }
  }

  /// What is left of the invoice, tax included.
  public var leftMinor: Int64 {
    taxes.reduce(invoice.grossMinor) { $0 - $1.creditedBaseMinor - $1.creditedTaxMinor }
  }

  /// What is left of a line, without tax; `nil` when the invoice has no such line.
  public func leftMinor(ofLine number: Int) -> Int64? {
    invoice.lines.firstIndex { $0.number == number }.map { lines[$0].leftMinor }
  }

  /// Whether nothing at all is left: of no line and of no tax.
  public var isExhausted: Bool {
    lines.allSatisfy { $0.leftMinor == 0 } && taxes.allSatisfy { $0.creditedTaxMinor == $0.taxMinor }
  }

  /// What was credited beyond the invoice, line by line and tax row by tax row, in words; empty in sound books.
  public var excess: [String] {
    var found: [String] = []
    func compare(_ what: String, _ credited: Int64, _ whole: Int64) {
      if !(whole < 0 ? (whole...0) : (0...whole)).contains(credited) { found.append("\(what): \(credited) of \(whole) given back") }
    }
    for (line, credited) in zip(invoice.lines, lines) { compare("line \(line.number)", credited.creditedMinor, line.netMinor) }
    for (row, credited) in zip(invoice.taxes, taxes) {
      compare("what is taxed with \(row.key.percent) %", credited.creditedBaseMinor, row.baseMinor)
      compare("tax of \(row.key.percent) %", credited.creditedTaxMinor, row.taxMinor)
    }
    return found
  }
}
