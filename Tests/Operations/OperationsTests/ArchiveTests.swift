import Archiving
import Bootstrap
import Documents
import Foundation
import Invoicing
import Operations
import Parties
import Primitives
import Seeds
import Store
import Testing
import Vault

@testable import Lab

/// Issued documents in the archive: kept once, handed out as they were, never erased too early, and every change behind its back named.
@Suite struct ArchiveTests {
  /// Every invoice and credit note of a world, kept.
  private func kept() async throws -> World {
    let world = try World()
    try await world.billed()
    let outcome = try await DocumentProduction(world.archive)(run: nil, workers: 2) { _, _ in }
    #expect(outcome.held.isEmpty && outcome.made >= 4 && outcome.pages >= outcome.made, "\(outcome)")
    return world
  }

  @Test func whatIsKeptIsHandedOutFromThenOn() async throws {
    let world = try await kept()
    let issued = try #require(try world.invoices().first)
    let number = try #require(issued.invoice.number)
    let archive = world.archive
    let (entry, bytes) = try archive.document(number, form: "pdf")
    #expect(bytes.starts(with: Array("%PDF-1.7".utf8)) && entry.entry.byteCount == Int64(bytes.count) && entry.entry.country == "ES")

    // What is said of the account now would make other documents.
    let account = try #require(try world.store.account(issued.invoice.account))
    try world.store.replaceInvoicing([(account.id, InvoicingDetails(buyerReference: "KST-9"))])
    let bill = try PrintedBills(world.installation).invoice(issued)
    #expect(bill.isArchived && bill.bytes == bytes)
    let again = try archive.keep(number)
    #expect(!again.isNew && again.entries.last?.archived == entry)
    #expect(try PrintedBills(world.installation).invoice(issued, foldsOpen: true).isArchived == false)
    #expect(try PrintedBills(world.installation).invoice(issued, language: .ko).isArchived == false)

    // Another language is another document, kept beside.
    #expect(try archive.keep(number, language: .ko).entries.last?.isNew == true)
    #expect(try PrintedBills(world.installation).invoice(issued, language: .ko).isArchived)
    #expect(try archive.document(number, form: "pdf", language: entry.entry.document.language).bytes == bytes)
    #expect(try world.archiveFindings() == [])
    #expect(try world.findings() == [])
  }

  @Test func keepingAgainChangesNothingAndGoesOnWhereItWasStopped() async throws {
    let world = try await kept()
    let entries = try world.archive.entries(ArchiveFilter(limit: 1000))
    let again = try await DocumentProduction(world.archive)(run: nil, workers: 2) { _, _ in }
    #expect(again.made == 0 && again.already == Set(entries.map(\.entry.document.number)).count)
    #expect(try world.archive.entries(ArchiveFilter(limit: 1000)) == entries)

    let folder = world.folder + "/bills"
    let run = try #require(try world.store.billRuns().last)
    let first = try await DocumentProduction(world.archive, into: .folder(folder))(run: run.id, workers: 2) { _, _ in }
    let count = try world.invoices(of: run).count
    #expect(first.made == count && first.already == 0)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).sorted().first)
    let kept = try world.archive.document(String(name.dropLast(4)), form: "pdf").bytes
    #expect(try Array(Data(contentsOf: URL(filePath: folder + "/" + name))) == kept)
    try FileManager.default.removeItem(atPath: folder + "/" + name)
    let second = try await DocumentProduction(world.archive, into: .folder(folder))(run: run.id, workers: 2) { _, _ in }
    #expect(second.made == 1 && second.already == first.made - 1)
  }

  @Test func severalMayKeepAtOnce() async throws {
    let world = try World()
    try await world.billed()
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    let archives = [world.archive, Archive(other, folder: world.archive.vault.folder, clock: world.clock)]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for archive in archives { group.addTask { _ = try await DocumentProduction(archive)(run: nil, workers: 1) { _, _ in } } }
      try await group.waitForAll()
    }
    let entries = try world.archive.entries(ArchiveFilter(limit: 1000))
    #expect(Set(entries.map(\.entry.document)).count == entries.count && entries.map(\.chained.id) == Array(1...Int64(entries.count)))
    #expect(try world.archiveFindings() == [])
  }

  /// Stopped between its e-invoice and its PDF, a document is not taken for kept.
  @Test func aDocumentIsDoneWithItsPDF() async throws {
    let world = try World()
    try await world.billed()
    let number = try #require(try world.invoices().first?.invoice.number)
    let kept = try world.archive.keep(number)
    #expect(kept.entries.map(\.archived.entry.document.form).last == "pdf" && Set(kept.entries.map(\.archived.entry.document.form)).count == kept.entries.count)
    #expect(try world.store.unkeptCount(.invoice, run: nil, language: nil) == world.invoices().count - 1)
    #expect(try world.store.unkeptCount(.invoice, run: nil, language: "ko") == world.invoices().count)
  }

  /// What a crash between bytes and entry leaves is nobody's, and in nobody's way.
  @Test func orphanedBytesAreHarmless() async throws {
    let world = try await kept()
    let vault = world.archive.vault
    let digest = try vault.put(Array("orphan".utf8))
    try Data("half".utf8).write(to: URL(filePath: (vault.path(digest) as NSString).deletingLastPathComponent + "/.half"))
    #expect(try world.archiveFindings() == [])
    #expect(try vault.put(Array("orphan".utf8)) == digest)
    // A file that is not what its name says is written anew.
    try FileManager.default.removeItem(atPath: vault.path(digest))
    try Data("other".utf8).write(to: URL(filePath: vault.path(digest)))
    _ = try vault.put(Array("orphan".utf8))
    #expect(try vault.bytes(digest) == Array("orphan".utf8))
  }

  @Test func everyChangeIsNamed() async throws {
    let world = try await kept()
    let archive = world.archive
    _ = try await archive.seal(includingToday: true)
    #expect(try world.archiveFindings() == [])
    let entries = try archive.chain("es")
    let second = try #require(entries.dropFirst().first)
    let name = "es entry 2 (\(second.entry.document.number), \(second.entry.document.form))"

    let path = archive.vault.path(second.entry.digest)
    let bytes = try Data(contentsOf: URL(filePath: path))
    try FileManager.default.removeItem(atPath: path)
    #expect(try world.archiveFindings() == ["\(name): its bytes are gone: no file has the SHA-256 \(second.entry.digest)"])
    try (bytes + Data([10])).write(to: URL(filePath: path))
    #expect(try world.archiveFindings().map { $0.hasPrefix("\(name): its bytes were changed") } == [true])
    #expect(throws: Rejection.self) { try archive.vault.bytes(of: second) }
    try FileManager.default.removeItem(atPath: path)
    try bytes.write(to: URL(filePath: path))

    try world.tamper("UPDATE archive_entry SET account = 'other' WHERE seller = 'es' AND number = 2")
    #expect(try world.archiveFindings() == ["\(name): edited: its fields do not give its link"])
    try world.tamper("UPDATE archive_entry SET account = '\(second.entry.account)' WHERE seller = 'es' AND number = 2")

    // Slipped in behind all others, with a link that is none.
    try world.tamper(
      """
      INSERT INTO archive_entry SELECT (SELECT MAX(id) + 1 FROM archive_entry), seller, (SELECT MAX(number) + 1 FROM archive_entry WHERE seller = 'es'), kind, 'ES-9', form, language, account_id,
      account, country, issued_on, byte_count, digest, kept_at, link_before, link FROM archive_entry WHERE seller = 'es' AND number = 1
      """)
    let inserted = try world.archiveFindings()
    #expect(inserted.count == 2 && inserted.allSatisfy { $0.contains("(ES-9, ") }, "\(inserted)")
    #expect(try world.findings().contains { "\($0)".contains("row inserted") })
    try world.tamper("DELETE FROM archive_entry WHERE document = 'ES-9'")

    try world.tamper("DELETE FROM archive_entry WHERE seller = 'es' AND number = 2")
    let removed = try world.archiveFindings()
    #expect(removed.first == "es entry 2: missing: entry 2 is gone from the chain")
    #expect(removed.contains { $0.hasPrefix("seal 1 of") && $0.contains("are there") }, "\(removed)")
  }

  @Test func nothingIsErasedTooEarlyOrUnderAHold() async throws {
    let world = try await kept()
    // Everything was issued in 2026 at the latest; the clock of this world shows 2023.
    #expect(try world.archive.outlook().erasable.isEmpty)
    try world.settings("retention:\n  - {country: ES, years: 1, from: issue, source: a rule of the test}\n")
    world.clock.instant = Instant(seconds: 2_000_000_000)  // 2033
    let archive = world.archive
    let outlook = try archive.outlook()
    let spanish = try archive.entries(ArchiveFilter(seller: "es", limit: 1000))
    #expect(outlook.erasable.count == spanish.count && outlook.kept > 0)

    #expect(throws: Rejection.self) { try archive.hold(.account("ana"), reason: " ", by: "legal") }
    #expect(throws: Rejection.self) { try archive.hold(.account("nobody"), reason: "x", by: "legal") }
    let hold = try archive.hold(.account("ana"), reason: "a case", by: "legal")
    #expect(throws: Rejection.self) { try archive.erase(by: "") }
    let erased = try archive.erase(by: "clerk")
    #expect(!erased.isEmpty && erased.allSatisfy { $0.entry.account != "ana" && $0.entry.country == "ES" && $0.erasure?.rule == "a rule of the test" })
    let held = try archive.entries(ArchiveFilter(account: "ana", limit: 100))
    #expect(!held.isEmpty && held.allSatisfy { $0.erasure == nil })
    for one in held { _ = try archive.vault.bytes(of: one) }
    #expect(try archive.vault.holds(erased[0].entry.digest) == false)
    #expect(throws: Rejection.self) { try archive.document(erased[0].entry.document.number, form: erased[0].entry.document.form) }
    #expect(try world.archiveFindings() == [])

    #expect(throws: Rejection.self) { try archive.release(99, reason: "x", by: "legal") }
    #expect(try archive.release(hold.number, reason: "over", by: "legal").release?.reason == "over")
    #expect(throws: Rejection.self) { try archive.release(hold.number, reason: "again", by: "legal") }
    #expect(try archive.erase(by: "clerk").count == held.count)
    // A file that a crash left behind goes with the next run.
    try FileManager.default.createDirectory(atPath: (archive.vault.path(held[0].entry.digest) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data("left".utf8).write(to: URL(filePath: archive.vault.path(held[0].entry.digest)))
    #expect(try archive.erase(by: "clerk").isEmpty)
    #expect(try archive.vault.holds(held[0].entry.digest) == false)
    #expect(try world.archiveFindings() == [])
    #expect(try world.findings() == [])
    // Erased is not forgotten, and not kept again.
    #expect(try archive.keep(held[0].entry.document.number).isNew == false)
  }

  @Test func mistakesInTheSettingsAreToldAtOnce() throws {
    let world = try World()
    try world.settings(
      "timeStamps: {authority: ftp://x}\neInvoices: [edifact]\nretention:\n  - {country: Spain, years: 6, source: x}\n  - {country: ES, years: 600}\nfolder: x\n")
    do {
      _ = try world.archive.settings()
      Issue.record("taken")
    } catch let rejection as Rejection {
      #expect(rejection.problems.count == 6, "\(rejection)")
    }
  }
}

extension Archive {
  /// The chain of a seller.
  func chain(_ seller: String) throws -> [ArchivedEntry] {
    try entries(ArchiveFilter(seller: seller, limit: 1000)).sorted { $0.entry.number < $1.entry.number }
  }
}
