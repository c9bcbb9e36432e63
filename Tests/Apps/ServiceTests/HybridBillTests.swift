import Bootstrap
import EInvoicing
import Foundation
import HTTPAPI
import Primitives
import Store
import Testing

@testable import Documents

/// Bills that people and programs read from one file.
@Suite struct HybridBillTests {
  private static let pdfdetach = "/usr/bin/pdfdetach"

  @Test func aBillCarriesTheEInvoiceThatIsGivenByItself() async throws {
    let world = try await World()
    let made = await world.ask(
      "POST", "/v1/invoices/SB-000001/credit-notes", #"{"reason":"slow","percent":"10","on":"2026-02-12"}"#, ["Idempotency-Key": "h"])
    let note = try #require(made["number"], "\(made.text)")
    for (document, number) in [("invoices", "SB-000001"), ("credit-notes", note)] {
      let alone = await world.get("/v1/\(document)/\(number)/e-invoice?format=factur-x")
      #expect(alone.status == 200, "\(alone.text)")
      // The language of the pages is not that of the e-invoice, which is the account's.
      let paper = await world.ask("GET", "/v1/\(document)/\(number)", nil, ["Accept": "application/pdf"])
      let bytes = Array(paper.departure.bytes)
      #expect(bytes.firstRange(of: try PDFPress().deflater.compress(Array(alone.departure.bytes))) != nil, "\(number)")
      #expect(paper.text.contains("<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>"))
      #expect(paper.text.contains("<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>"))
      #expect(paper.text.contains("<fx:DocumentType>INVOICE</fx:DocumentType>"))
      if FileManager.default.isExecutableFile(atPath: Self.pdfdetach) {
        #expect(try detached(bytes) == Array(alone.departure.bytes), "\(number)")
      }
    }
  }

  @Test func whatAReceiverWouldRefuseStaysOutAndTheBillGoesWithoutIt() async throws {
    let world = try await World()
    let account = try #require(await world.get("/v1/invoices/SB-000001")["account"])
    let issued = try #require(try world.installation.store.invoice(number: "SB-000001"))
    #expect(try PrintedBills(world.installation).invoice(issued).withheldBy == [])
    let said = await world.ask(
      "PUT", "/v1/accounts/\(account)/invoicing", #"{"electronicAddress": {"scheme": "XX", "id": "1"}}"#, ["Idempotency-Key": "x"])
    #expect(said.status == 200, "\(said.text)")
    let bill = try PrintedBills(world.installation).invoice(issued)
    #expect(bill.withheldBy.map(\.rule) == ["BR-CL-25"])
    let text = String(decoding: bill.bytes, as: UTF8.self)
    #expect(bill.bytes.starts(with: Array("%PDF-1.7".utf8)) && !text.contains("EmbeddedFile") && !text.contains("fx:ConformanceLevel"))
  }

  private func detached(_ pdf: [UInt8]) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-hybrid-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("bill.pdf")
    try Data(pdf).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.pdfdetach)
    process.arguments = ["-savefile", "factur-x.xml", "-o", folder.appendingPathComponent("out.xml").path, file.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return Array(try Data(contentsOf: folder.appendingPathComponent("out.xml")))
  }
}
