import Archiving
import Bootstrap
import Foundation
import Invoicing
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// What an auditor gets, checked as an auditor checks it: with `sha256sum`, `openssl ts` and a shell.
@Suite(.enabled(if: LocalAuthority.isPossible && FileManager.default.isExecutableFile(atPath: "/usr/bin/sha256sum"), "openssl or sha256sum is not installed"))
struct ArchiveAuditTests {
  private func sh(_ command: String, in folder: String) throws -> (output: String, exitCode: Int32) {
    try LocalProgram.run("/bin/sh", ["-c", command], in: folder)
  }

  /// Kept on two days, sealed and stamped.
  private func world(_ authority: LocalAuthority) async throws -> World {
    let world = try World()
    try await world.billed()
    let address = try await authority.listen()
    try world.settings("timeStamps: {authority: \"\(address)\", trust: \(authority.trust)}\n")
    let numbers = try world.invoices().compactMap(\.invoice.number)
    _ = try world.archive.keep(numbers[0])
    world.clock.instant = world.clock.instant.adding(seconds: 86_400)
    _ = try await DocumentProduction(world.archive)(run: nil, workers: 2) { _, _ in }
    world.clock.instant = world.clock.instant.adding(seconds: 86_400)
    let outcome = try await world.archive.seal()
    #expect(outcome.sealed.count == 2 && outcome.stamped.count == 2 && outcome.sealed[0].seal.lastEntry + 1 == outcome.sealed[1].seal.firstEntry)
    #expect(try await world.archive.seal().sealed.isEmpty)
    #expect(try world.archiveFindings() == [])
    return world
  }

  @Test func anExportProvesItself() async throws {
    let authority = try LocalAuthority()
    let world = try await world(authority)
    let folder = world.folder + "/audit"
    let outcome = try ArchiveExport(world.archive, into: folder)(ArchiveFilter())
    let all = try world.archive.entries(ArchiveFilter(limit: 1000)).count
    #expect(outcome.documents == all && outcome.stamps == 2 && outcome.unsealed == 0)
    #expect(throws: Rejection.self) { try ArchiveExport(world.archive, into: folder)(ArchiveFilter()) }

    let sums = try sh("sha256sum -c --quiet documents.sha256 entries.sha256 seals.sha256 tree.sha256", in: folder)
    #expect(sums.exitCode == 0, "\(sums.output)")
    let stamp = try sh("openssl ts -verify -data seals/00000001.txt -in seals/00000001.tsr -CAfile authority.pem", in: folder)
    #expect(stamp.exitCode == 0 && stamp.output.contains("Verification: OK"), "\(stamp.output)")
    let check = try sh("sh check.sh", in: folder)
    #expect(check.exitCode == 0 && check.output.hasSuffix("Nothing is wrong.\n"), "\(check.output)")
    #expect(check.output.contains("entries: \(outcome.documents) of \(outcome.documents) sealed"), "\(check.output)")
    #expect(try sh("grep -c sha256sum README.txt", in: folder).exitCode == 0)
    if let pdf = try sh("ls documents/*/*.pdf", in: folder).output.split(separator: "\n").first {
      #expect(try Data(contentsOf: URL(filePath: folder + "/" + pdf)).starts(with: Data("%PDF-1.7".utf8)))
    }
  }

  /// Every file that matters, changed or taken away, one at a time.
  @Test(arguments: [
    "printf x >> \"$(ls documents/*/*.pdf | head -1)\"", "rm \"$(ls documents/*/*.pdf | head -1)\"", "f=$(ls entries/es/*.txt | head -2 | tail -1); sed -i s/ES-/EX-/ $f",
    "f=$(ls entries/es/*.txt | head -2 | tail -1); sed -i s/^account:.*/account:\\ x/ $f; sed -i \"s|.*  $f|$(sha256sum $f)|\" entries.sha256",
    "sed -i s/^day:.*/day:\\ 2020-01-01/ seals/00000001.txt; sed -i \"s|.*  seals/00000001.txt|$(sha256sum seals/00000001.txt)|\" seals.sha256",
    "cp seals/00000001.tsr seals/00000002.tsr", "sed -i '$d' documents.sha256",
    "echo x > documents/es/ES-9.es.pdf",
  ])
  func aChangedExportDoesNotPass(_ change: String) async throws {
    let authority = try LocalAuthority()
    let world = try await world(authority)
    let folder = world.folder + "/audit"
    _ = try ArchiveExport(world.archive, into: folder)(ArchiveFilter())
    _ = try sh(change, in: folder)
    let check = try sh("sh check.sh", in: folder)
    #expect(check.exitCode != 0 && check.output.contains("Something is wrong."), "\(change): \(check.output)")
  }

  @Test func anAccountsDocumentsAreProvedWithoutAnyoneElses() async throws {
    let authority = try LocalAuthority()
    let world = try await world(authority)
    let folder = world.folder + "/ana"
    let outcome = try ArchiveExport(world.archive, into: folder)(ArchiveFilter(account: "ana"))
    let all = try world.archive.entries(ArchiveFilter(limit: 1000)).count
    #expect(outcome.documents > 0 && outcome.documents < all)
    #expect(try sh("grep -L '^account: ana$' entries/*/*.txt", in: folder).output == "")
    let check = try sh("sh check.sh", in: folder)
    #expect(check.exitCode == 0 && check.output.contains("entries: \(outcome.documents) of \(outcome.documents) sealed"), "\(check.output)")
  }

  @Test func aSealThatGotNoStampIsStampedTheNextTime() async throws {
    let authority = try LocalAuthority()
    let world = try World()
    try await world.billed()
    let address = try await authority.listen()
    try world.settings("timeStamps: {authority: \"\(address)\", trust: \(authority.trust)}\n")
    _ = try world.archive.keep(try #require(try world.invoices().first?.invoice.number))
    for mood in [LocalAuthority.Mood.refuses, .answersAnother] {
      authority.be(mood)
      await #expect(throws: Rejection.self) { try await world.archive.seal(includingToday: true) }
    }
    #expect(try world.store.seals(after: 0, limit: 9).map(\.stamps.count) == [0])
    authority.be(.honest)
    let outcome = try await world.archive.seal(includingToday: true)
    #expect(outcome.sealed.isEmpty && outcome.stamped.count == 1)
    #expect(try world.archiveFindings() == [])

    // Somebody else vouches for nothing.
    let other = try LocalAuthority()
    try world.settings("timeStamps: {authority: \"\(address)\", trust: \(other.trust)}\n")
    #expect(try world.archiveFindings().map { $0.hasPrefix("time stamp of seal 1: it does not verify") } == [true])
  }
}
