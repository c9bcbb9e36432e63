import Bootstrap
import Documents
import EInvoicing
import Foundation
import Invoicing
import Operations
import Parties
import Primitives
import Seeds
import Store
import Testing

@testable import Lab

/// An invoice that a receiver would refuse is held before it has a number, with the rule and what to fill in.
@Suite struct EInvoiceHoldingTests {
  static let day = ResumeTests.day
  private static let contact = "contact: {name: Billing, telephone: +34 910 000 000, email: billing@example.es}"
  private static let filled = "invoicing:\n  - {account: ben, eInvoice: xrechnung, buyerReference: 04011000-12345-03, electronicAddress: {scheme: EM, id: ap@example.de}, address: {lines: [Gasse 1], city: Madrid, postcode: \"28001\", country: ES}}\n"

  /// Three accounts, of which `ben` takes e-invoices in a format.
  private func world(_ format: String? = "xrechnung", seller words: [String] = [contact, "electronicAddress: {scheme: EM, id: billing@example.es}", "iban: ES9121000418450200051332"]) throws -> World {
    let world = try World()
    for each in words { try world.say(each, of: "es") }
    for name in ["ana", "ben", "cal"] {
      try world.account(name)
      try world.order(name, key: name, line: "offering: basic, startsOn: 2026-04-01", placedOn: Self.day)
    }
    if let format { try say("invoicing:\n  - {account: ben, eInvoice: \(format)}\n", in: world) }
    return world
  }

  private func say(_ text: String, in world: World) throws { _ = try world.documents.replaceInvoicing(world.paper(text)) }

  private func rules(_ reasons: [HoldReason]) -> [String] {
    reasons.filter { $0.code == .eInvoiceRefused }.flatMap { reason in reason.evidence.filter { $0.name == "rule" }.map(\.value) }
  }

  @Test(arguments: [1, 3])
  func whatWouldBeRefusedIsHeldAndIssuedWhenItIsFilledIn(workers: Int) async throws {
    let world = try world()
    guard case .bill(let expected) = try world.runs.preview("ben", through: Self.day).outcome else {
      Issue.record("the preview has no bill")
      return
    }
    #expect(try rules(world.runs.eInvoiceReasons(expected)) == ["PEPPOL-EN16931-R010", "BR-DE-8", "BR-DE-9", "BR-DE-15"], "foreseen")
    let run = try await world.bill(Self.day, workers: workers, accountsPerBatch: workers == 1 ? 200 : 1)
    let report = try world.store.report(on: run.id)
    #expect(report.issued == 2 && report.held.map(\.reference) == ["ben"])
    let reasons = try #require(report.held.first).reasons
    #expect(rules(reasons) == ["PEPPOL-EN16931-R010", "BR-DE-8", "BR-DE-9", "BR-DE-15"])
    let reference = try #require(reasons.last)
    #expect(
      reference.evidence == [
        .init("rule", "BR-DE-15"), .init("format", "xrechnung"), .init("term", "BT-10"), .init("message", "the buyer reference is missing"),
        .init("remedy", "fill in the account's `invoicing.buyerReference`: the Leitweg-ID of an authority, else what the buyer wants quoted"),
        .init("command", "florin account invoicing FILE"),
      ])
    #expect(!reference.code.isReleasable)
    #expect(try world.invoices().map { $0.invoice.number } == ["ES-000001", "ES-000002"], "no number is lost")

    // Nothing was filled in, so that releasing changes nothing.
    try world.runs.release("ben", of: run)
    #expect(try rules(world.store.report(on: run.id).held.flatMap(\.reasons)) == ["PEPPOL-EN16931-R010", "BR-DE-8", "BR-DE-9", "BR-DE-15"])
    #expect(try world.invoices().count == 2)

    try say(Self.filled, in: world)
    try world.runs.release("ben", of: run)
    #expect(try world.store.report(on: run.id).held.isEmpty)
    #expect(try world.invoices().map { $0.invoice.number } == ["ES-000001", "ES-000002", "ES-000003"])
    let written = try EInvoices(world.installation).write("ES-000003", .xRechnung)
    #expect(written.isAcceptable && written.document.buyer.address?.city == "Madrid", "\(written.findings)")
    #expect(try world.findings() == [])
  }

  @Test func theNextRunBillsWhatWasDismissed() async throws {
    let world = try world()
    let run = try await world.bill(Self.day)
    try world.runs.dismiss("ben", of: run)
    try say(Self.filled, in: world)
    let next = try await world.bill(Self.day.adding(days: 1))
    #expect(try world.invoices(of: next).map(\.invoice.account) == [try #require(try world.store.account(reference: "ben")).id])
    #expect(try world.store.report(on: next.id).held.isEmpty)
  }

  @Test func othersAreNotLookedAt() async throws {
    let world = try world(nil, seller: [])
    let run = try await world.bill(Self.day)
    #expect(try world.store.report(on: run.id).issued == 3)
    let ids = try world.invoices().map(\.invoice.account)
    #expect(try world.store.eInvoiceWishes(among: ids).isEmpty && world.store.eInvoiceWishes(among: []).isEmpty)
  }

  @Test func sellersSayItForAccountsLikeIt() async throws {
    let world = try world(nil, seller: ["eInvoices: [{format: facturae, countries: [ES], businesses: true}, {format: xrechnung, segments: [public]}]"])
    try world.account("dan", ["vat": "ESB58378431"])
    try world.account("eva", ["segment": "public"])
    try world.account("fox", ["segment": "public"])
    for name in ["dan", "eva", "fox"] { try world.order(name, key: name, line: "offering: basic, startsOn: 2026-04-01", placedOn: Self.day) }
    try say("invoicing:\n  - {account: fox, eInvoice: none}\n", in: world)
    let run = try await world.bill(Self.day)
    let held = try world.store.report(on: run.id).held
    try #require(held.map(\.reference) == ["dan", "eva"], "fox takes none, and the others are no businesses")
    #expect(rules(held[0].reasons) == ["FACTURAE-Address", "FACTURAE-Town", "FACTURAE-PostCode"])
    #expect(held[0].reasons.allSatisfy { $0.evidence.contains(.init("command", "florin account invoicing FILE")) })
    #expect(rules(held[1].reasons).contains("BR-DE-2"))
    let ofSeller = held[1].reasons.first { $0.evidence.contains(.init("rule", "BR-DE-2")) }
    #expect(ofSeller?.evidence.contains(.init("command", "florin catalog publish CATALOG")) == true)

    // What the seller says now counts for the run that was planned before.
    try world.say("eInvoices: []", of: "es")
    try world.runs.release("eva", of: run)
    #expect(try world.store.report(on: run.id).held.map(\.reference) == ["dan"])
  }

  @Test func whatAPersonMayWaiveIsToldWithIt() async throws {
    let world = try world()
    try world.order("ben", key: "more", line: "offering: seats, startsOn: 2026-04-01, quantity: 1", placedOn: Self.day)
    _ = try world.thirdParty("ben", id: "r-1", provider: "Refunds", name: "Refund", on: Day("2026-04-05") ?? Self.day, amount: "-900.00", tax: "insurance")
    let run = try await world.bill(Self.day)
    let held = try world.store.report(on: run.id).held
    #expect(held.map(\.reference) == ["ben"])
    #expect(held.first?.reasons.first?.code == .negativeInvoice && rules(held.first?.reasons ?? []).contains("BR-DE-15"))
  }

  @Test func creditNotesAreRefusedAlike() async throws {
    let world = try world(nil)
    try await world.bill(Self.day)
    let number = try #require(try world.invoices().first { try world.store.account($0.invoice.account)?.reference == "ben" }?.invoice.number)
    try say("invoicing:\n  - {account: ben, eInvoice: xrechnung}\n", in: world)
    let credit = { try world.corrections.credit(number, .init(.percent(30), reason: "slow"), key: "c", on: Self.day) }
    let cancel = { try world.corrections.cancel(number, key: "x", reason: "wrong", on: Self.day) }
    for refused in [credit, cancel] {
      let rejection = #expect(throws: Rejection.self) { _ = try refused() }
      #expect(rejection?.problems.last?.code == .einvoiceRule && rejection?.problems.last?.message == "BR-DE-15: the buyer reference is missing")
    }
    #expect(try world.store.creditNotes(CreditNoteFilter()).isEmpty && world.store.nextNumber(of: "es", .creditNote) == 1)

    try say(Self.filled, in: world)
    #expect(try credit().number == "ES-CN-000001")
    #expect(try cancel().number == "ES-CN-000002")
    #expect(try EInvoices(world.installation).write("ES-CN-000001", .xRechnung).isAcceptable)

    // The invoice that takes the cancelled one's place is held as any other.
    try say("invoicing:\n  - {account: ben, eInvoice: xrechnung}\n", in: world)
    let run = try await world.corrections.rebill(number, key: "x", on: Self.day)
    #expect(try rules(world.store.report(on: run.id).held.flatMap(\.reasons)).contains("BR-DE-15"))
    try say(Self.filled, in: world)
    try world.runs.release("ben", of: run)
    let again = try #require(try world.invoices(of: run).first?.invoice.number)
    #expect(try EInvoices(world.installation).write(again, .xRechnung).document.precedingInvoices.map(\.number) == [number])
    #expect(try world.findings() == [])
  }

  @Test func theNumbersFormIsCheckedBeforeItIsGiven() async throws {
    let world = try world("fatturapa", seller: ["creditNoteNumberPrefix: C-"])
    try say("invoicing:\n  - {account: ben, eInvoice: fatturapa, electronicAddress: {scheme: \"0205\", id: XXXXXXX}, address: {lines: [Calle 1], city: Madrid, postcode: \"28001\", country: ES}}\n", in: world)
    try await world.bill(Self.day)
    let number = try #require(try world.invoices().first { try world.store.account($0.invoice.account)?.reference == "ben" }?.invoice.number)
    try world.say("creditNoteNumberPrefix: A-PREFIX-THAT-IS-LONG-", of: "es")
    let rejection = #expect(throws: Rejection.self) { try world.corrections.credit(number, .init(.percent(30), reason: "slow"), key: "c", on: Self.day) }
    #expect(rejection?.problems.map(\.message) == ["SDI-00425: \"A-PREFIX-THAT-IS-LONG-000001\" is not a number of at most 20 characters with a digit"])
  }

  @Test func whatDoesNotFitTheAccountIsRefused() throws {
    let world = try world(nil)
    for (text, code) in [
      ("{account: ben, eInvoice: edifact}", ProblemCode.wrongValue), ("{account: ben, address: {country: FR}}", .wrongValue),
      ("{account: ben, vatIdentifier: ES12}", ProblemCode("tax.vat-identifier-format")),
    ] {
      let rejection = #expect(throws: Rejection.self) { try say("invoicing:\n  - \(text)\n", in: world) }
      #expect(rejection?.problems.map(\.code) == [code], "\(text)")
    }
    let all = InvoicingDetails(
      delivery: .digital, eInvoice: .without, vatIdentifier: "ESB58378431",
      address: PostalAddress(lines: ["Calle 1", "2.º"], city: "Madrid", postcode: "28001", country: "ES", region: "M"))
    #expect(InvoicingDetails(terms: all.terms) == all)
    #expect(EInvoiceWish.allCases.allSatisfy { EInvoiceWish(rawValue: $0.rawValue) == $0 })
  }

  @Test func aNumberSaidOnDocumentsChangesNoTax() async throws {
    let world = try world(nil)
    try say("invoicing:\n  - {account: ben, eInvoice: facturae, vatIdentifier: ESB58378431, address: {lines: [Calle 1], city: Madrid, postcode: \"28001\", country: ES}}\n", in: world)
    try await world.bill(Self.day)
    let bills = try world.invoices().map(\.invoice)
    #expect(bills.count == 3 && Set(bills.map(\.taxMinor)).count == 1)
    let written = try EInvoices(world.installation).write(try #require(bills[1].number), .facturae)
    #expect(written.isAcceptable && written.document.buyer.vatIdentifier == "ESB58378431")
  }
}
