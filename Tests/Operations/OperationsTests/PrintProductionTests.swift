import Bootstrap
import EInvoicing
import Foundation
import Invoicing
import Operations
import Parties
import Primitives
import Printing
import Seeds
import Store
import Testing

@testable import Lab

/// What goes out on paper: in which folder, once, with what is left out told.
@Suite struct PrintProductionTests {
  private let whole = IssuedSelection.issued(ServicePeriod(start: ResumeTests.day.adding(days: -400), end: ResumeTests.day.adding(days: 400)))

  /// Customers with an address and their documents.
  private func billed() async throws -> World {
    let world = try World()
    try await world.billed()
    try world.tamper("UPDATE billing_account SET address = 'ES\n\n28001\nMadrid\nCalle Mayor 1'")
    return world
  }

  private func make(
    _ world: World, _ folder: String, _ settings: PrintSettings = PrintSettings(), only: Set<String>? = nil
  ) async throws -> PrintProduction.Outcome {
    try await PrintProduction(world.installation, settings: settings, into: world.folder + "/" + folder)(whole, only: only, workers: 2) { _, _, _ in }
  }

  private func wish(_ world: World, _ reference: String, _ details: InvoicingDetails) throws {
    let account = try #require(try world.store.account(reference: reference))
    try world.store.replaceInvoicing([(account.id, details)])
  }

  private func files(_ world: World, _ folder: String) throws -> [String: Data] {
    let path = world.folder + "/" + folder
    return try Dictionary(
      uniqueKeysWithValues: FileManager.default.contentsOfDirectory(atPath: path).map { ($0, try Data(contentsOf: URL(filePath: path + "/" + $0))) })
  }

  @Test func whoHasAgreedGetsNoPaper() async throws {
    let world = try await billed()
    let before = try world.store.paperlessRate(whole).total
    #expect(before.documents == 7 && before.on(paper: .notAgreed) == 7)
    try wish(world, "ana", InvoicingDetails(delivery: .digital))
    try wish(world, "ben", InvoicingDetails(electronicAddress: PartyIdentifier("ben@example.es", scheme: "EM"), delivery: .paper))
    try wish(world, "ion", InvoicingDetails(electronicAddress: PartyIdentifier("ion@example.ro", scheme: "EM")))
    let rate = try world.store.paperlessRate(whole)
    #expect(rate.total.digital(.asked) == 3 && rate.total.digital(.electronicAddress) == 2 && rate.total.on(paper: .asked) == 2, "\(rate)")
    #expect(Set(rate.groups.keys.map(\.seller.text)) == ["es", "ro"])
    let run = try #require(try world.store.billRuns().last)
    #expect(try world.store.paperlessRate(.run(run.id)).total.documents == 3)

    let outcome = try await make(world, "job")
    #expect(outcome.plan.batches.flatMap(\.pieces).map(\.account) == ["ben", "ben"] && outcome.held.isEmpty)
    #expect(outcome.paperless == rate)
  }

  @Test func aStoppedJobGoesOnAndAnotherIsKeptOut() async throws {
    let world = try await billed()
    let small = PrintSettings(sheetsInBatch: 2)
    let first = try await make(world, "job", small)
    #expect(first.already.isEmpty && first.held.isEmpty && first.plan.pieces == 7)
    try #require(first.plan.batches.count >= 3, "\(first.plan.batches.map(\.sheets))")
    let whole = try files(world, "job")
    #expect(whole.count == 2 + 2 * first.plan.batches.count)

    // Killed after a batch's PDF and before its ticket, with half of another.
    let path = world.folder + "/job/"
    let (second, third) = (first.plan.batches[1].name, first.plan.batches[2].name)
    for name in ["\(second).csv", "\(third).csv", "\(third).pdf", "SHA256SUMS"] { try FileManager.default.removeItem(atPath: path + name) }
    try Data("half".utf8).write(to: URL(filePath: path + ".\(third).part"))
    let again = try await make(world, "job", small)
    #expect(again.already == first.plan.batches.map(\.name).filter { $0 != second && $0 != third })
    #expect(try files(world, "job") == whole)

    await #expect { try await make(world, "job", PrintSettings(sheetsInBatch: 3)) } throws: { ($0 as? Rejection)?.problems.first?.code.rawValue == "print.folder-taken" }
    #expect(try files(world, "job") == whole)
  }

  /// As no PDF leaves without its record, no paper does: the code on it is looked up by it.
  @Test func whatSpainRecordsIsRecordedBeforeItIsPrinted() async throws {
    let world = try await billed()
    try world.say(VerifactuTests.terms, of: "es")
    #expect(try world.store.verifactuEntries(VerifactuFilter(limit: 100)).isEmpty)
    let outcome = try await make(world, "job")
    let printed = outcome.plan.batches.flatMap(\.pieces).filter { $0.seller.text == "es" }.map(\.number)
    let recorded = try world.store.verifactuEntries(VerifactuFilter(limit: 100)).map(\.document.number)
    #expect(!printed.isEmpty && Set(printed).isSubset(of: recorded), "\(printed), \(recorded), \(outcome.held)")
  }

  @Test func aTicketSaysWhereEachPieceBegins() async throws {
    let world = try await billed()
    let outcome = try await make(world, "job")
    let batch = try #require(outcome.plan.batches.first)
    let rows = try String(contentsOfFile: world.folder + "/job/\(batch.name).csv", encoding: .utf8).split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.count == batch.pieces.count + 1 && rows[0].count == 10)
    var sheet = 1
    for (row, piece) in zip(rows.dropFirst(), batch.pieces) {
      #expect(String(row[1]) == piece.number && Int(row[6]) == piece.pages && Int(row[8]) == sheet && Int(row[9]) == sheet * 2 - 1)
      sheet += (piece.pages + 1) / 2
    }
    #expect(sheet - 1 == batch.sheets)
  }

  @Test func whatHasNoAddressIsHeldAndTheRestIsPrinted() async throws {
    let world = try await billed()
    try world.tamper("UPDATE billing_account SET address = 'ES' WHERE reference = 'ana'")
    let outcome = try await make(world, "job")
    #expect(outcome.held.count == 3 && outcome.held.allSatisfy { $0.problems.map(\.code.rawValue) == ["print.no-address"] })
    #expect(outcome.plan.pieces == 4)
  }

  @Test func damagedEnvelopesAreMadeAgainByTheirNumbers() async throws {
    let world = try await billed()
    let number = try #require(try world.invoices().first?.invoice.number)
    try wish(world, "ana", InvoicingDetails(delivery: .digital))
    let outcome = try await make(world, "again", only: [number])
    #expect(outcome.plan.batches.flatMap(\.pieces).map(\.number) == [number])
    await #expect { try await make(world, "none", only: [number, "ES-1999-000001"]) } throws: { error in
      (error as? Rejection)?.problems.map(\.path) == ["ES-1999-000001"]
    }
  }
}
