import Accounting
import Invoicing
import PostingRules
import Primitives
import Rating
import Seeds
import Testing

@Suite struct CreditNotePostingTests {
  static func note(_ request: CreditRequest, _ state: CreditedSoFar) throws -> CreditNote {
    var note = try state.draft(request, issuedOn: Day(number: 20_560))
    note.number = "ES-CN-000001"
    return note
  }

  @Test func aCreditNoteTakesBackWhatTheInvoiceBooked() throws {
    let state = CreditedSoFar(
      try PostingTests.invoice([
        PostingTests.line(1, .recurring, 5_000), PostingTests.line(2, .usage, 1_000, "8401"), PostingTests.line(3, .thirdParty, 300),
      ]), notes: [])
    let posting = CreditNotePosting(of: try Self.note(CreditRequest(.rest, reason: "wrong"), state), before: state, deferred: [])
    #expect(PostingTests.text(posting.entry) == ["1400 [7] -7623", "8400 5000", "8401 1000", "3700 300", "1776 1323"])
    #expect(posting.takenBack == [])
    #expect(posting.entry.occasion == .creditNote)
    #expect(posting.entry.subject == "ES-CN-000001")
  }

  /// A year of 365.00 billed in March; March and April are earned (61 days), ten months are still deferred.
  @Test(arguments: [
    (CreditRequest.Measure.rest, ["1400 [7] -44165", "3900 30400", "8400 6100", "1776 7665"], 30_400),
    (.percent(50), ["1400 [7] -22083", "3900 15200", "8400 3050", "1776 3833"], 15_200),
    (.percent(10), ["1400 [7] -4417", "3900 3040", "8400 610", "1776 767"], 3_040),
  ]) func theDeferredPartIsTakenBackFromDeferred(_ measure: CreditRequest.Measure, _ expected: [String], _ back: Int) throws {
    let year = ServicePeriod(start: PostingTests.march.start, end: PostingTests.march.start.adding(days: 365))
    let invoice = try PostingTests.invoice([PostingTests.line(1, .recurring, 36_500, "8400", year)])
    let state = CreditedSoFar(invoice, notes: [])
    let open = Array(InvoicePosting(of: invoice).recognitions.dropFirst())
    let posting = CreditNotePosting(of: try Self.note(CreditRequest(measure, reason: "wrong"), state), before: state, deferred: open)
    #expect(PostingTests.text(posting.entry) == expected)
    #expect(posting.takenBack.reduce(0) { $0 + $1.amountMinor } == Int64(back))
    for (part, whole) in zip(posting.takenBack, open) { #expect(part.amountMinor <= whole.amountMinor && part.recogniseOn == whole.recogniseOn) }
  }

  /// Credits between months of recognition: every entry balances, nothing stays deferred, nothing is taken back twice.
  @Test(arguments: Seed.some) func nothingStaysDeferred(_ seed: Seed) throws {
    var seed = seed
    let lines = (1...seed.number(1...5)).map { number in
      PostingTests.line(
        number, seed.flip() ? .recurring : .usage, Int64(seed.number(1...99_999)), "8400",
        ServicePeriod(start: PostingTests.march.start, end: PostingTests.march.start.adding(days: seed.number(1...400))))
    }
    let invoice = try PostingTests.invoice(lines)
    let issued = InvoicePosting(of: invoice)
    var state = CreditedSoFar(invoice, notes: [])
    var open = issued.recognitions
    var entries = [issued.entry]
    for step in 0..<12 {
      if seed.flip(), let month = open.map(\.recogniseOn).min() {
        let due = open.filter { $0.recogniseOn == month }
        if let entry = JournalEntry.recognition(of: due, seller: "es", currency: .eur, invoiceNumber: "ES-7", on: month) { entries.append(entry) }
        open.removeAll { $0.recogniseOn == month }
      }
      let request = step == 11 ? CreditRequest(.rest, reason: "the rest") : CreditRequest(lines: seed.flip() ? [] : [seed.number(1...lines.count)], .percent(Exact(seed.number(1...40))), reason: "a part")
      guard let note = try? Self.note(request, state) else { continue }
      let posting = CreditNotePosting(of: note, before: state, deferred: open)
      #expect(posting.entry.isBalanced)
      for back in posting.takenBack {
        let index = try #require(open.firstIndex { $0.line == back.line && $0.recogniseOn == back.recogniseOn })
        #expect((0...open[index].amountMinor).contains(back.amountMinor), "\(seed)")
        open[index].amountMinor -= back.amountMinor
      }
      state.add(note)
      entries.append(posting.entry)
    }
    #expect(state.isExhausted)
    #expect(open.allSatisfy { $0.amountMinor == 0 }, "\(seed)")
    #expect(TrialBalance(of: entries).rows.allSatisfy { $0.balanceMinor == 0 }, "\(seed): \(TrialBalance(of: entries).rows)")
  }
}
