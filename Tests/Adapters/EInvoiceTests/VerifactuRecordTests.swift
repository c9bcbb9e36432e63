import Documents
import EInvoiceSamples
import EInvoicing
import Foundation
import Messaging
import Operations
import Primitives
import Seeds
import Testing

/// Records of invoicing: their fingerprints by the tax agency's own examples, their XML by its own schema where that is at hand.
@Suite struct VerifactuRecordTests {
  private static let sha256: VerifactuHash = { bytes in
    (try? CertificateFile(Array("\(TestCertificates.one.certificate)\n\(TestCertificates.one.key)".utf8), file: "one.pem", passphrase: ""))?.sha256(bytes) ?? []
  }

  static let system = VerifactuSystem(producerName: "Florin, S.L.", producerTaxNumber: "B12345674", code: "FL", version: "1", installation: "1", hasSeveralIssuers: true)

  /// The three examples of AEAT's document on the fingerprint, 6.1 to 6.3; each is chained to the one before it.
  @Test func theAgencysExamplesComeOut() {
    let day = Day(2024, 1, 1) ?? Day(number: 0)
    let first = VerifactuDocument(issuer: "89890001K", number: "12345678/G33", issuedOn: day)
    let second = VerifactuDocument(issuer: "89890001K", number: "12345679/G34", issuedOn: day)
    let one = VerifactuChain.fingerprint(
      VerifactuChain.registration(first, type: "F1", taxTotal: "12.35", total: "123.45", after: "", at: "2024-01-01T19:20:30+01:00"), Self.sha256)
    #expect(one == "3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60")
    let two = VerifactuChain.fingerprint(
      VerifactuChain.registration(second, type: "F1", taxTotal: "12.35", total: "123.45", after: one, at: "2024-01-01T19:20:35+01:00"), Self.sha256)
    #expect(two == "F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97")
    let three = VerifactuChain.fingerprint(VerifactuChain.annulment(second, after: two, at: "2024-01-01T19:20:40+01:00"), Self.sha256)
    #expect(three == "177547C0D57AC74748561D054A9CEC14B4C4EA23D1BEFD6F2E69E3A388F90C68")
  }

  @Test func timesAreOfTheSellersZone() {
    let madrid = Zone(
      name: "Europe/Madrid", initialOffsetSeconds: 3600,
      transitions: [Zone.Transition(start: Instant(seconds: 1_774_746_000), offsetSeconds: 7200), .init(start: Instant(seconds: 1_792_890_000), offsetSeconds: 3600)])
    #expect(Instant("2024-01-01T18:20:30Z").map { VerifactuText.instant($0, in: madrid) } == "2024-01-01T19:20:30+01:00")
    #expect(Instant("2026-07-31T23:59:59.999999Z").map { VerifactuText.instant($0, in: madrid) } == "2026-08-01T01:59:59+02:00")
    let west = Zone(name: "x", initialOffsetSeconds: -12_600, transitions: [])
    #expect(Instant("2024-01-01T01:00:00Z").map { VerifactuText.instant($0, in: west) } == "2023-12-31T21:30:00-03:30")
    #expect(VerifactuText.day("31-12-2026") == Day(2026, 12, 31) && VerifactuText.day("2026-12-31") == nil && VerifactuText.day("32-12-2026") == nil)
  }

  /// AEAT's example of the code's address, and numbers that have to be written otherwise in one.
  @Test func theAddressInTheCodeIsTheAgencys() {
    let document = VerifactuDocument(issuer: "89890001K", number: "12345678&G33", issuedOn: Day(2024, 9, 1) ?? Day(number: 0))
    #expect(
      VerifactuCode.address(document, total: "241.40", isVerifiable: true, isTest: false)
        == "https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR?nif=89890001K&numserie=12345678%26G33&fecha=01-09-2024&importe=241.40")
    #expect(
      VerifactuCode.address(document, total: "-1.00", isVerifiable: false, isTest: true)
        == "https://prewww2.aeat.es/wlpl/TIKE-CONT/ValidarQRNoVerifactu?nif=89890001K&numserie=12345678%26G33&fecha=01-09-2024&importe=-1.00")
  }

  private func record(_ seed: UInt64) -> VerifactuRecord {
    let document = VariedInvoice.spanish(seed)
    let invoice = VerifactuInvoice(document, euro: document.currency == "EUR" ? 1 : Exact("0.9173") ?? 1)
    let identity = VerifactuDocument(issuer: "B12345674", number: document.number ?? "", issuedOn: document.issuedOn ?? Day(number: 0))
    return VerifactuRecord(
      document: identity, act: seed % 9 == 0 ? .annulment : .registration(issuerName: document.seller.name ?? "-", invoice), system: Self.system,
      generatedAt: "2027-01-01T19:20:30+01:00",
      previous: seed % 5 == 0 ? nil : VerifactuLink(document: identity, fingerprint: String(repeating: "AB", count: 32)))
  }

  @Test func whatIsWrittenIsReadBackEqual() throws {
    var types: Set<VerifactuType> = []
    for seed in UInt64(1)...500 {
      let record = record(seed)
      if case .registration(_, let invoice) = record.act { types.insert(invoice.type) }
      let bytes = VerifactuWriter.bytes(record, fingerprint: String(repeating: "CD", count: 32))
      let read = try #require(VerifactuReader.read(bytes), "seed \(seed)")
      #expect(read.fingerprint == String(repeating: "CD", count: 32))
      #expect(read.record == record, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(types.isSuperset(of: [.invoice, .corrective]))
    #expect(VerifactuReader.read(Array("<a/>".utf8)) == nil && VerifactuReader.read([]) == nil)
    let whole = String(decoding: VerifactuWriter.bytes(record(1), fingerprint: "AB"), as: UTF8.self)
    for element in ["Encadenamiento", "SistemaInformatico", "IDFactura", "TipoFactura", "CuotaTotal", "Huella"] {
      #expect(VerifactuReader.read(Array(whole.replacing("sf:\(element)>", with: "sf:X>").utf8)) == nil, "\(element)")
    }
  }

  static let schemas = ProcessInfo.processInfo.environment["FLORIN_VERIFACTU_SCHEMAS"]

  @Test(.enabled(if: schemas != nil && SignedTests.tool("xmllint") != nil, "FLORIN_VERIFACTU_SCHEMAS names no folder with the agency's schemas, or xmllint is not installed"))
  func theAgencysSchemaFindsNothing() throws {
    let folder = try TestFolder("verifactu")
    let records = (UInt64(1)...500).map { VerifactuWriter.bytes(record($0), fingerprint: String(repeating: "CD", count: 32)) }
    let file = folder.path + "batch.xml"
    try Data(VerifactuWriter.batch(records, issuer: "B12345674", name: "Florin & Co, S.L.")).write(to: URL(filePath: file))
    let answer = try SignedTests.run("xmllint", ["--noout", "--nonet", "--schema", "\(Self.schemas ?? "")/SuministroLR.xsd", file])
    #expect(answer.code == 0, "\(answer.said.suffix(2000))")
    let spoiled = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self).replacing("<sf:TipoHuella>01<", with: "<sf:TipoHuella>02<")
    try Data(spoiled.utf8).write(to: URL(filePath: file))
    #expect(try SignedTests.run("xmllint", ["--noout", "--nonet", "--schema", "\(Self.schemas ?? "")/SuministroLR.xsd", file]).code != 0)
  }
}
