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

/// Documents that the operator signs: signed once, kept so, and handed out as they are kept.
@Suite struct SignedArchiveTests {
  /// `ben` takes Facturae; one invoice of his, and two of others.
  private func world(_ settings: String = "signing: {certificate: operator.pem}\neInvoices: [factur-x, fatturapa]\n", format: String = "facturae") async throws -> World {
    let world = try World()
    world.clock.instant = try #require(Instant("2026-08-01T10:00:00Z"))
    for name in ["ana", "ben", "cal"] {
      try world.account(name)
      try world.order(name, key: name, line: "offering: basic, startsOn: 2026-04-01", placedOn: ResumeTests.day)
    }
    _ = try world.documents.replaceInvoicing(
      world.paper("invoicing:\n  - {account: ben, eInvoice: \(format), vatIdentifier: ESB58378431, electronicAddress: {scheme: \"0205\", id: XXXXXXX}, address: {lines: [Calle 1], city: Madrid, postcode: \"28001\", country: ES}}\n"))
    try await world.bill(ResumeTests.day)
    try world.settings(settings)
    try Data("\(TestCertificates.one.certificate)\n\(TestCertificates.one.key)".utf8).write(to: URL(filePath: world.folder + "/archive/operator.pem"))
    return world
  }

  private func number(_ reference: String, _ world: World) throws -> String {
    let account = try #require(try world.store.account(reference: reference)).id
    return try #require(try world.invoices().first { $0.invoice.account == account }?.invoice.number)
  }

  private func printed(_ number: String, _ world: World) throws -> PrintedBill {
    try PrintedBills(world.installation).invoice(try #require(try world.store.invoice(number: number)))
  }

  private func isSigned(_ bytes: [UInt8]) -> Bool {
    bytes.first == 0x30 || bytes.firstRange(of: Array("/ETSI.CAdES.detached".utf8)) != nil || bytes.firstRange(of: Array("<ds:Signature ".utf8)) != nil
  }

  @Test func whatIsKeptIsSignedOnceAndHandedOut() async throws {
    let world = try await world("signing: {certificate: operator.pem, fatturapa: cades}\neInvoices: [factur-x, fatturapa]\n")
    let number = try number("ben", world)
    let kept = try world.archive.keep(number)
    #expect(kept.entries.map(\.archived.entry.document.form) == ["factur-x", "fatturapa", "facturae", "pdf"], "as the account takes it too: \(kept.withheldBy)")
    var forms: [String: [UInt8]] = [:]
    for one in kept.entries { forms[one.archived.entry.document.form] = try world.archive.vault.bytes(of: one.archived) }
    #expect(forms.mapValues(isSigned) == ["factur-x": false, "fatturapa": true, "facturae": true, "pdf": true])
    #expect(forms["fatturapa"]?.first == 0x30, "in an envelope")

    world.clock.instant = world.clock.instant.adding(seconds: 86_400)
    #expect(try !world.archive.keep(number).isNew)
    #expect(try printed(number, world).bytes == forms["pdf"] && printed(number, world).carriesEInvoice)
    #expect(try world.archive.eInvoice(number, .facturae) == forms["facturae"] && world.archive.eInvoice(number, .fatturaPA) == forms["fatturapa"])
    #expect(try world.archiveFindings() == [])

    let signing = try SigningSettings(certificate: world.folder + "/archive/operator.pem").signing(at: world.clock.now())
    let again = #expect(throws: Rejection.self) { try PrintedBills(world.installation).invoice(try #require(try world.store.invoice(number: number)), signing: signing) }
    #expect(again?.problems.first?.code == .keptSigned)
  }

  @Test func whatIsHandedOutIsKeptFirst() async throws {
    let world = try await world()
    let number = try number("ben", world)
    let first = try printed(number, world)
    #expect(first.isArchived && isSigned(first.bytes))
    let entry = try #require(try world.archive.forms(of: number).first { $0.entry.document.form == ArchivedDocument.pdf })
    #expect(try world.archive.vault.bytes(of: entry) == first.bytes)
    #expect(try printed(number, world).bytes == first.bytes)

    let other = try self.number("ana", world)
    #expect(try world.archive.eInvoice(other, .ubl) == nil, "there is nothing to sign in UBL")
    // What a receiver would refuse is neither signed nor kept.
    let refused = #expect(throws: Rejection.self) { try world.archive.eInvoice(other, .facturae) }
    #expect(refused?.problems.first?.code == .einvoiceRule)
    #expect(try world.archive.entries(ArchiveFilter(document: other)).isEmpty)
  }

  @Test func withoutACertificateNothingIsSigned() async throws {
    let world = try await world("eInvoices: [facturae]\n")
    let number = try number("ben", world)
    #expect(try !printed(number, world).isArchived && world.archive.eInvoice(number, .facturae) == nil)
    let kept = try world.archive.keep(number)
    #expect(try kept.entries.allSatisfy { try !isSigned(world.archive.vault.bytes(of: $0.archived)) })
    // What was kept unsigned stays so.
    try world.settings("signing: {certificate: operator.pem}\n")
    #expect(try !isSigned(printed(number, world).bytes) && printed(number, world).isArchived)
  }

  @Test func whoIsQuickerSigns() async throws {
    let world = try await world()
    let number = try number("ben", world)
    let archive = world.archive
    let all = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<4 { group.addTask { try archive.vault.bytes(of: #require(try archive.keep(number).entries.last).archived) } }
      return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
    }
    #expect(all.count == 1, "one signature counts")
    let files = try FileManager.default.subpathsOfDirectory(atPath: archive.vault.folder).filter { $0.contains("/") }
    #expect(try files.count == archive.entries(ArchiveFilter(limit: 100)).count, "of the others nothing is left: \(files)")
    #expect(try world.archiveFindings() == [])
  }

  @Test(.enabled(if: LocalAuthority.isPossible && FileManager.default.isExecutableFile(atPath: "/usr/bin/xmlsec1") && FileManager.default.isExecutableFile(atPath: "/usr/bin/pdfsig"), "openssl, xmlsec1 or pdfsig are not installed"))
  func anAuditorChecksTheSignatures() async throws {
    let world = try await world("signing: {certificate: operator.pem, fatturapa: cades}\neInvoices: [factur-x, fatturapa]\n")
    _ = try world.archive.keep(number("ben", world))
    _ = try world.archive.keep(number("ana", world))
    _ = try await world.archive.seal(includingToday: true)
    let folder = world.folder + "/audit"
    let outcome = try ArchiveExport(world.archive, into: folder)(ArchiveFilter())
    #expect(outcome.signed == 4)
    try Data(TestCertificates.authority.utf8).write(to: URL(filePath: folder + "/signers.pem"))
    for command in ["sh check.sh", "sh check.sh authority.pem signers.pem"] {
      let check = try LocalProgram.run("/bin/sh", ["-c", command], in: folder)
      #expect(check.exitCode == 0 && check.output.contains("documents: 4 signatures hold"), "\(check.output)")
    }
    #expect(try LocalProgram.run("/bin/sh", ["-c", "ls documents/es/*.fatturapa.xml.p7m"], in: folder).exitCode == 0)
    // Somebody else's authority does not vouch for the signer.
    try Data(TestCertificates.elsewhere.certificate.utf8).write(to: URL(filePath: folder + "/signers.pem"))
    #expect(try LocalProgram.run("/bin/sh", ["-c", "sh check.sh authority.pem signers.pem"], in: folder).exitCode != 0)
    // One byte of a document, listed anew: the sums fit, the signature does not.
    for file in ["documents/es/*.facturae.xml", "documents/es/*.pdf", "documents/es/*.fatturapa.xml.p7m"] {
      let change = "f=$(ls \(file) | head -1); cp $f /tmp/kept.$$; sed -i 's/Madrid/Nadrid/; s/PDF-1.7/PDF-1.6/' $f; sh check.sh; e=$?; cp /tmp/kept.$$ $f; rm /tmp/kept.$$; exit $e"
      let check = try LocalProgram.run("/bin/sh", ["-c", change], in: folder)
      #expect(check.exitCode != 0 && check.output.contains("its signature does not hold"), "\(file): \(check.output)")
    }
  }

  @Test func mistakesAreToldAtOnce() throws {
    let folder = try TestFolder("signing")
    try Data("eInvoices: [edifact]\nsigning: {certificate: none.pem, fatturapa: pgp}\n".utf8).write(to: URL(filePath: folder.path + "archive.yaml"))
    let instant = Instant(seconds: 1_800_000_000)
    let codes = ArchiveSettings.problems(folder: folder.path, environment: [:], at: instant).map(\.code.rawValue)
    #expect(codes.count == 3 && codes.prefix(2).allSatisfy { $0 == "document.wrong-value" }, "\(codes)")
    try FileManager.default.removeItem(atPath: folder.path + "archive.yaml")
    #expect(ArchiveSettings.problems(folder: folder.path, environment: [:], at: instant).isEmpty)
    let pem = folder.path + "operator.pem"
    try Data("\(TestCertificates.one.certificate)\n\(TestCertificates.one.key)".utf8).write(to: URL(filePath: pem))
    #expect(ArchiveSettings.problems(folder: folder.path, environment: ["FLORIN_SIGNING_CERTIFICATE": pem], at: instant).isEmpty)
    let late = ArchiveSettings.problems(folder: folder.path, environment: ["FLORIN_SIGNING_CERTIFICATE": pem], at: Instant(seconds: 5_000_000_000))
    #expect(late.map(\.code) == [.certificateNotValid])
    let none = ArchiveSettings.problems(folder: folder.path, environment: ["FLORIN_SIGNING_CERTIFICATE": folder.path + "other.pem"], at: instant)
    #expect(none.count == 1)
  }
}
