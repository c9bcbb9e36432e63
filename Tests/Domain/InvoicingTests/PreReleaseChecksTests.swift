import Invoicing
import Primitives
import Testing

@Suite struct PreReleaseChecksTests {
  static func invoice(_ gross: Int64) throws -> Invoice {
    var invoice = try World.draft([BillableCharge(World.charge(1, category: "exempt"))]).invoice
    invoice.netMinor = gross
    invoice.grossMinor = gross
    return invoice
  }

  @Test(arguments: [
    // gross, earlier (newest first), unrated events, reasons
    (5_000, [], 0, []), (0, [], 0, ["zero-invoice"]), (-1, [], 0, ["negative-invoice"]),
    (50_000, [5_000, 5_000, 5_000], 0, ["unusual-amount"]), (49_999, [5_000, 5_000, 5_000], 0, []),
    // one high bill does not move the median; below the floor nothing is unusual
    (50_000, [90_000, 5_000, 4_000], 0, ["unusual-amount"]), (9_999, [10, 10, 10], 0, []), (10_000, [10, 10, 10], 0, ["unusual-amount"]),
    // only the newest six tell what is usual; an even number is halved between
    (50_000, [9_000, 9_000, 9_000, 9_000, 9_000, 9_000, 1, 1, 1, 1, 1, 1, 1, 1, 1], 0, []),
    (15_000, [1_000, 2_000], 0, ["unusual-amount"]), (14_999, [1_000, 2_000], 0, []),
    (50_000, [0, 0, 0], 0, []), (5_000, [], 3, ["unrated-usage"]), (1_000_001, [], 0, ["amount-over-limit"]),
    (1_000_001, [5_000], 2, ["unusual-amount", "amount-over-limit", "unrated-usage"]),
  ] as [(Int64, [Int64], Int, [String])])
  func holds(_ gross: Int64, _ earlier: [Int64], _ unrated: Int, _ codes: [String]) throws {
    let reasons = PreReleaseChecks(limitMinor: 1_000_000).reasons(try Self.invoice(gross), earlierGrossMinor: earlier, unratedEvents: unrated)
    #expect(reasons.map(\.code.rawValue) == codes)
    #expect(reasons.allSatisfy { $0.code.isReleasable })
  }

  @Test func theEvidenceNamesTheNumbers() throws {
    let reasons = PreReleaseChecks.standard.reasons(try Self.invoice(990_000), earlierGrossMinor: [4_990, 4_991])
    #expect(reasons.map(\.description) == ["unusual-amount (gross-minor 990000, usual-minor 4990.5, factor 10, invoices 2)"])
  }

  @Test func eachCheckCanBeSwitchedOff() throws {
    let off = PreReleaseChecks(holdsZeroInvoices: false, holdsNegativeInvoices: false, holdsUnratedUsage: false, unusualFactor: nil)
    for gross in [-5, 0, 1_000_000] as [Int64] {
      let invoice = try Self.invoice(gross)
      #expect(off.reasons(invoice, earlierGrossMinor: [1, 1], unratedEvents: 9).isEmpty)
    }
  }
}

@Suite struct InvoiceNumberSequenceTests {
  @Test func numbersHaveNoGap() {
    var sequence = InvoiceNumberSequence(prefix: "ES-2026-", next: 999_999)
    #expect([sequence.take(), sequence.take(), sequence.take()] == ["ES-2026-999999", "ES-2026-1000000", "ES-2026-1000001"])
    #expect(sequence.next == 1_000_002)
    #expect(InvoiceNumberSequence.text(prefix: "A", number: 1) == "A000001")
    #expect(InvoiceNumberSequence.text(prefix: "", number: 42, width: 2) == "42")
  }
}
