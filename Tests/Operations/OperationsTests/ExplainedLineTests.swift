import Bootstrap
import Documents
import Invoicing
import Operations
import Parties
import Primitives
import Rating
import Seeds
import Store
import Testing

@testable import Lab

/// One line of an invoice, read alone, is the line of the whole invoice, and so is what stands behind it.
@Suite struct ExplainedLineTests {
  /// Every kind of price, a household whose child's usage its parent pays, charges of another company, two sellers; and a bill again, so that
  /// usage of an earlier bill lies beside that of a later one.
  @Test func everyLineIsTheOneOfItsInvoice() async throws {
    let world = try World()
    try world.settle()
    for month in ["2026-05-01", "2026-06-01"] { try await world.bill(try #require(Day(month))) }
    let views = InvoiceViews(world.installation)
    var kinds: Set<RatedCharge.Kind> = []
    var (ofOthers, events) = (0, 0)
    for issued in try world.invoices() {
      let number = try #require(issued.invoice.number)
      let whole = try views.view(of: issued)
      let names = try world.store.subscriptionLabels(issued.invoice.lines.compactMap(\.charge.subscription))
      for line in issued.invoice.lines {
        let alone = try #require(try world.store.invoiceLine(line.number, ofNumber: number))
        #expect(alone.line == line && alone.invoice == issued.id && alone.run == issued.run && alone.account == issued.invoice.account)
        #expect(alone.subscription == line.charge.subscription.flatMap { names[$0]?.reference })
        #expect(try alone.usedBy == line.usedBy.flatMap { try world.store.account($0)?.reference })
        let evidence = try views.evidence(of: alone)
        #expect(evidence == whole.evidence[line.number], "line \(line.number) of \(number)")
        kinds.insert(line.charge.kind)
        if alone.usedBy != nil { ofOthers += 1 }
        events += evidence.eventCount
      }
      #expect(try world.store.invoiceLine(issued.invoice.lines.count + 1, ofNumber: number) == nil)
    }
    #expect(kinds.isSuperset(of: [.usage, .recurring]) && ofOthers > 0 && events > 100, "\(kinds), \(ofOthers) lines of others, \(events) events")
    #expect(try world.store.invoiceLine(1, ofNumber: "none") == nil)
  }
}
