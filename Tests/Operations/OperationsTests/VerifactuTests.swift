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

/// Records of invoicing of a seller in Spain: made as documents are issued, in their order, and every change behind their back named.
@Suite struct VerifactuTests {
  static let terms = "verifactu: {from: 2026-01-01, producer: {name: Florin S.L., taxIdentifier: A58818501}}"

  /// Three accounts with two invoices each, of which two are of the seller in Spain, and a credit note.
  private func world(_ words: String? = terms, database: TestDatabase? = nil) async throws -> World {
    let world = try World(database: database)
    if let words { try world.say(words, of: "es") }
    world.clock.instant = try #require(Instant("2026-08-01T10:00:00Z"))
    try await world.billed()
    return world
  }

  private func verifactu(_ world: World) -> Verifactu { Verifactu(world.installation, clock: world.clock) }

  private func entries(_ world: World) throws -> [VerifactuEntry] { try world.store.verifactuEntries(VerifactuFilter(limit: 1000)) }

  private func chainFindings(_ world: World) throws -> [String] {
    var found: [String] = []
    _ = try verifactu(world).verify { found.append($0.description) }
    return found
  }

  @Test func whatIsIssuedIsRecordedInItsOrder() async throws {
    let world = try await world()
    let made = try entries(world)
    #expect(made.map(\.document.number) == ["ES-000001", "ES-000002", "ES-000003", "ES-000004", "ES-CN-000001"])
    #expect(made.map(\.number) == [1, 2, 3, 4, 5] && made.allSatisfy { $0.seller == "es" && $0.document.issuer == "B12345674" })
    #expect(made.map(\.type) == ["F2", "F2", "F2", "F2", "R5"], "who has no tax number is not named")
    #expect(made[0].before == "" && zip(made, made.dropFirst()).allSatisfy { $1.before == $0.fingerprint })
    #expect(made[0].generatedAt == "2026-08-01T12:00:00+02:00")
    for entry in made {
      let read = try #require(VerifactuReader.read(entry.xml))
      #expect(read.fingerprint == entry.fingerprint && read.record.generatedAt == entry.generatedAt && read.record.document == entry.document)
      #expect(read.record.system == VerifactuSystem(producerName: "Florin S.L.", producerTaxNumber: "A58818501", code: "FL", version: FlorinVersion.number, installation: "1", hasSeveralIssuers: false))
    }
    let invoice = try #require(try world.store.invoice(number: "ES-000001")).invoice
    #expect(made[0].total == Exact(unscaled: invoice.grossMinor, scale: 2).decimalText(maximumDigits: 2, minimumDigits: 2))
    guard case .registration(_, let note)? = VerifactuReader.read(made[4].xml)?.record.act else {
      Issue.record("the credit note's record is none")
      return
    }
    #expect(note.corrects.map(\.number) == ["ES-000001"] && note.total.isNegative && note.taxes.allSatisfy { $0.base.isNegative && $0.tax.isNegative })

    #expect(try verifactu(world).record().recorded == 0)
    #expect(try entries(world) == made)
    #expect(try chainFindings(world) == [])
    #expect(try world.findings() == [])
  }

  @Test func whoDoesNotSaySoMakesNone() async throws {
    let world = try await world(nil)
    #expect(try verifactu(world).record().recorded == 0)
    #expect(try entries(world).isEmpty)
    let refusal = #expect(throws: Rejection.self) { try verifactu(world).record("es") }
    #expect(refusal?.problems.first?.code == .noVerifactuSeller)
    // From a day on: what was issued before it is not recorded.
    try world.say("verifactu: {from: 2026-06-01}", of: "es")
    let outcome = try verifactu(world).record()
    #expect(outcome.held.isEmpty && outcome.recorded == 3)
    #expect(try entries(world).map(\.document.number) == ["ES-000003", "ES-000004", "ES-CN-000001"])
  }

  @Test func whatTheAgencyWouldRefuseIsHeldAndRecordedWhenItIsMended() async throws {
    let world = try World()
    try world.say(Self.terms, of: "es")
    try world.account("ana")
    try world.account("ben")
    // A day before the documents are of: they are of the future.
    world.clock.instant = try #require(Instant("2026-04-30T10:00:00Z"))
    for name in ["ana", "ben"] { try world.order(name, key: name, line: "offering: basic, startsOn: 2026-04-01", placedOn: ResumeTests.day) }
    try await world.bill(ResumeTests.day)
    #expect(try entries(world).isEmpty)
    let held = try verifactu(world).record().held
    #expect(held.map(\.number) == ["ES-000001", "ES-000002"] && held.allSatisfy { $0.findings.map(\.rule) == ["AEAT-1112"] })
    world.clock.instant = try #require(Instant("2026-05-01T00:00:00Z"))
    // Who vouches for the system has no tax number: nothing is recorded, and nothing printed.
    try world.say("verifactu: {from: 2026-01-01, producer: {name: Florin S.L., taxIdentifier: X}}", of: "es")
    let issued = try #require(try world.invoices().first)
    let refusal = #expect(throws: Rejection.self) { try PrintedBills(world.installation).invoice(issued) }
    #expect(refusal?.problems.first?.message.hasPrefix("AEAT-1176") == true, "\(String(describing: refusal))")
    #expect(try entries(world).isEmpty)
    try world.say(Self.terms, of: "es")
    #expect(try verifactu(world).record().recorded == 2)

    // Both name a person once his number is known.
    let account = try #require(try world.store.account(issued.invoice.account))
    try world.store.replaceInvoicing([(account.id, InvoicingDetails(legalRegistration: PartyIdentifier("12345678Z")))])
    world.clock.instant = try #require(Instant("2026-06-02T00:00:00Z"))
    try await world.bill(ResumeTests.day.adding(days: 31))
    #expect(Set(try entries(world).suffix(2).map(\.type)) == ["F1", "F2"])
    #expect(try chainFindings(world) == [])
  }

  @Test func severalMayRecordAtOnce() async throws {
    let world = try await world(nil)
    try world.say(Self.terms, of: "es")
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    let clock = world.clock
    try await withThrowingTaskGroup(of: Void.self) { group in
      for installation in [world.installation, other, world.installation] { group.addTask { try Verifactu(installation, clock: clock).record() } }
      try await group.waitForAll()
    }
    #expect(try entries(world).map(\.document.number) == ["ES-000001", "ES-000002", "ES-000003", "ES-000004", "ES-CN-000001"])
    #expect(try chainFindings(world) == [])
  }

  @Test func aCancelledInvoiceIsCorrectedByItsCreditNoteOrAnnulledWithIt() async throws {
    let world = try await world()
    let latest = try #require(try world.invoices().last { $0.invoice.seller == "es" }?.invoice.number)
    let valid = #expect(throws: Rejection.self) { try verifactu(world).annul(latest, reason: "x") }
    #expect(valid?.problems.first?.code == .notAnnullable)
    let corrected = try world.corrections.cancel(latest, key: "k", reason: "R4 wrong tariff", on: ResumeTests.day.adding(days: 40))
    let note = try #require(corrected.number)
    #expect(try entries(world).last?.document.number == note)
    #expect(throws: Rejection.self) { try verifactu(world).annul(latest, reason: " ") }
    #expect(throws: Rejection.self) { try verifactu(world).annul(note, reason: "x") }
    #expect(throws: Rejection.self) { try verifactu(world).annul("ES-9", reason: "x") }

    let made = try verifactu(world).annul(latest, reason: "never sent")
    #expect(made.map(\.document.number) == [latest, note] && made.allSatisfy { $0.act == .annulment && $0.reason == "never sent" })
    #expect(try made.allSatisfy { try #require(VerifactuReader.read($0.xml)).record.act == .annulment })
    #expect(try verifactu(world).annul(latest, reason: "never sent").isEmpty)
    #expect(try chainFindings(world) == [])
    #expect(try world.findings() == [])
  }

  @Test func everyChangeIsNamed() async throws {
    let world = try await world()
    let second = "B12345674 record 2 (ES-000002, alta)"
    for (column, changed) in [("total", "'1.00'"), ("issued_on", "issued_on + 1"), ("generated_at", "'2026-08-01T12:00:01+02:00'"), ("document", "'ES-9'")] {
      let was = try #require(try entries(world).first { $0.number == 2 })
      try world.tamper("UPDATE verifactu_record SET \(column) = \(changed) WHERE number = 2")
      let found = try chainFindings(world)
      #expect(found.first?.hasSuffix("edited: its fields do not give its fingerprint") == true && found.first?.hasPrefix("B12345674 record 2") == true, "\(column): \(found)")
      #expect(try world.findings().contains { "\($0)".contains("verifactu_record 2") }, "\(column)")
      let back = ["total": "'\(was.total ?? "")'", "issued_on": "issued_on - 1", "generated_at": "'\(was.generatedAt)'", "document": "'ES-000002'"][column] ?? ""
      try world.tamper("UPDATE verifactu_record SET \(column) = \(back) WHERE number = 2")
      #expect(try chainFindings(world) == [])
    }
    // The record's XML says another amount than what was chained.
    try world.tamper("UPDATE verifactu_record SET xml = (SELECT xml FROM verifactu_record WHERE number = 1) WHERE number = 2")
    #expect(try chainFindings(world) == ["\(second): edited: its XML is not its record"])
    #expect(try world.findings().contains { "\($0)".contains("verifactu_record 2") })
    try world.tamper("DELETE FROM verifactu_record WHERE number = 2")
    #expect(try chainFindings(world) == ["B12345674 record 2: missing: record 2 is gone from the chain"])
    try world.tamper("UPDATE verifactu_record SET number = number - 1 WHERE number > 2")
    let closed = try chainFindings(world)
    #expect(closed.first == "B12345674 record 2 (ES-000003, alta): inserted, or the one before it was: it names another fingerprint before it than the record before has", "\(closed)")
  }

  @Test func theBillCarriesTheCodeOfItsRecord() async throws {
    let world = try await world()
    let issued = try #require(try world.store.invoice(number: "ES-000001"))
    let entry = try #require(try entries(world).first)
    let mark = try #require(try InvoiceViews(world.installation).view(of: issued).taxMark)
    let total = try #require(entry.total)
    #expect(mark.isVerifiable && mark.address == "https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR?nif=B12345674&numserie=ES-000001&fecha=01-05-2026&importe=\(total)")
    let note = try #require(try world.store.creditNote(number: "ES-CN-000001"))
    #expect(try #require(try CreditNoteViews(world.installation).view(of: note).taxMark).address.contains("&importe=-"))
    let foreign = try #require(try world.invoices().first { $0.invoice.seller == "ro" })
    #expect(try InvoiceViews(world.installation).view(of: foreign).taxMark == nil)
    let (bytes, batch) = try verifactu(world).batch("es", after: 1, limit: 2)
    #expect(batch.map(\.number) == [2, 3] && String(decoding: bytes, as: UTF8.self).contains("<sf:NIF>B12345674</sf:NIF>"))
    #expect(throws: Rejection.self) { try verifactu(world).batch("es", after: 99) }
    #expect(throws: Rejection.self) { try verifactu(world).batch("ro", after: 0) }
    if let folder = ProcessInfo.processInfo.environment["FLORIN_VERIFACTU"] {
      try Data(try verifactu(world).batch("es", after: 0).bytes).write(to: URL(filePath: folder + "/batch.xml"))
    }
  }
}
