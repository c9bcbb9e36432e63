import Bootstrap
import Documents
import EInvoicing
import Foundation
import HTTPAPI
import Operations
import Parties
import Primitives
import Seeds
import Store
import Testing

@Suite struct EInvoiceTests {
  @Test func anInvoiceIsADocumentForPrograms() async throws {
    let world = try await World()
    let gross = await world.get("/v1/invoices/SB-000001")["gross"]
    for syntax in EInvoiceSyntax.allCases {
      let answer = await world.get("/v1/invoices/SB-000001/e-invoice?format=\(syntax.rawValue)")
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.departure.header("Content-Type")?.hasPrefix("application/xml") == true)
      let read = try EInvoiceReader.read(Array(answer.departure.bytes), file: "answer")
      #expect(read.document.number == "SB-000001" && read.syntax == syntax && read.unread == [])
      #expect(read.document.findings(.en16931).map(\.description) == [])
      if let gross, let total = Exact(gross) { #expect(read.document.totals.withVAT == total) }
    }
    #expect(await world.get("/v1/invoices/none/e-invoice")["code"] == "invoice.unknown")
    #expect(await world.get("/v1/invoices/SB-000001/e-invoice?format=edifact").status == 400)
  }

  @Test func whatIsMissingIsToldByItsRuleAndFilledIn() async throws {
    let world = try await World()
    let account = try #require(await world.get("/v1/invoices/SB-000001")["account"])
    let refused = await world.get("/v1/invoices/SB-000001/e-invoice?format=peppol")
    #expect(refused.status == 409 && refused["code"] == "einvoice.rule-broken", "\(refused.text)")
    #expect(refused.text.contains("PEPPOL-EN16931-R010") && refused.text.contains("PEPPOL-EN16931-R003"))
    let body = #"{"buyerReference": "KST-1", "legalRegistration": "HRB 1", "electronicAddress": {"scheme": "EM", "id": "ap@example.de"}}"#
    let said = await world.ask("PUT", "/v1/accounts/\(account)/invoicing", body, ["Idempotency-Key": "i-1"])
    #expect(said.status == 200 && said["electronicAddress.id"] == "ap@example.de", "\(said.text)")
    #expect(await world.get("/v1/accounts/\(account)/invoicing")["legalRegistration.id"] == "HRB 1")
    let again = await world.get("/v1/invoices/SB-000001/e-invoice?format=peppol")
    #expect(!again.text.contains("PEPPOL-EN16931-R010") && !again.text.contains("PEPPOL-EN16931-R003"))
    #expect(again.text.contains("PEPPOL-EN16931-R020"), "the seller of the sandbox takes no e-invoices: \(again.text)")
    let wrong = await world.ask("PUT", "/v1/accounts/\(account)/invoicing", #"{"buyerRef": "1"}"#, ["Idempotency-Key": "i-2"])
    #expect(wrong.status == 422, "\(wrong.text)")
  }

  @Test func aSignedFormIsAskedForAndIsTheOneThatIsKept() async throws {
    let world = try await World()
    let pdf = ["Accept": "application/pdf"]
    let without = await world.ask("GET", "/v1/invoices/SB-000001?signed=true", nil, pdf)
    #expect(without.status == 409 && without["code"] == "signing.not-configured", "\(without.text.prefix(300))")
    #expect(await world.get("/v1/invoices/SB-000001/e-invoice?format=ubl&signed=true")["code"] == "einvoice.not-signable")

    let folder = world.installation.home.path("archive")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("signing: {certificate: operator.pem, fatturapa: cades}\n".utf8).write(to: URL(filePath: folder + "/archive.yaml"))
    try Data("\(TestCertificates.one.certificate)\n\(TestCertificates.one.key)".utf8).write(to: URL(filePath: folder + "/operator.pem"))
    let first = await world.ask("GET", "/v1/invoices/SB-000001?signed=true", nil, pdf)
    #expect(first.status == 200 && first.departure.header("Content-Type") == "application/pdf", "\(first.text.prefix(300))")
    #expect(Array(first.departure.bytes).firstRange(of: Array("/ETSI.CAdES.detached".utf8)) != nil)
    #expect(await world.ask("GET", "/v1/invoices/SB-000001", nil, pdf).departure.bytes == first.departure.bytes, "the one that is kept")
    #expect(try Archive(world.installation).document("SB-000001", form: "pdf").bytes == Array(first.departure.bytes))

    let account = try #require(await world.get("/v1/invoices/SB-000001")["account"])
    let body = #"{"eInvoice": "fatturapa", "vatIdentifier": "ESB58378431", "electronicAddress": {"scheme": "0205", "id": "XXXXXXX"}, "address": {"lines": ["Calle 1"], "city": "Madrid", "postcode": "28001", "country": "ES"}}"#
    let said = await world.ask("PUT", "/v1/accounts/\(account)/invoicing", body, ["Idempotency-Key": "i-1"])
    #expect(said.status == 200 && said["eInvoice"] == "fatturapa" && said["address.city"] == "Madrid", "\(said.text)")
    // As the account takes it, without a word of the format.
    let envelope = await world.get("/v1/invoices/SB-000001/e-invoice")
    #expect(envelope.status == 200 && envelope.departure.header("Content-Type") == "application/pkcs7-mime" && envelope.departure.bytes.first == 0x30, "\(envelope.text.prefix(300))")
    #expect(await world.get("/v1/invoices/SB-000001/e-invoice?format=fatturapa&signed=true").departure.bytes == envelope.departure.bytes)
    let facturae = await world.get("/v1/invoices/SB-000001/e-invoice?format=facturae")
    #expect(facturae.text.contains("<ds:Signature "), "\(facturae.text.prefix(300))")
    let elsewhere = await world.ask("PUT", "/v1/accounts/\(account)/invoicing", #"{"address": {"country": "FR"}}"#, ["Idempotency-Key": "i-2"])
    #expect(elsewhere.status == 422, "\(elsewhere.text)")
  }

  @Test func aCreditNoteNamesItsInvoice() async throws {
    let world = try await World()
    let made = await world.ask("POST", "/v1/invoices/SB-000001/credit-notes", #"{"reason":"slow","percent":"10","on":"2026-02-12"}"#, ["Idempotency-Key": "c"])
    let number = try #require(made["number"], "\(made.text)")
    let answer = await world.get("/v1/credit-notes/\(number)/e-invoice")
    let read = try EInvoiceReader.read(Array(answer.departure.bytes), file: "answer")
    #expect(read.document.isCreditNote && read.document.precedingInvoices.map(\.number) == ["SB-000001"])
    #expect(read.document.findings(.en16931).map(\.description) == [])
    #expect(try EInvoices(world.installation).write("SB-000001", .facturX).document.specification == "urn:cen.eu:en16931:2017")
  }

  @Test func recordsOfInvoicingAreRead() async throws {
    let world = try await World()
    let missing = await world.get("/v1/invoices/SB-000001/verifactu")
    #expect(missing.status == 404 && missing["code"] == "verifactu.not-recorded", "\(missing.text)")
    let files = try world.installation.newestCatalog().version.source.files.map { file in
      let text = String(decoding: file.bytes, as: UTF8.self).replacing("    taxIdentifier: ESB12345674\n", with: "    taxIdentifier: ESB12345674\n    verifactu: {from: 2026-01-01, environment: test}\n")
      return CatalogSource.File(name: file.name, bytes: Array(text.utf8))
    }
    let release = try CatalogReader.ofThisMachine().read(CatalogSource(files: files))
    _ = try PublishCatalog(repository: world.installation.store, reader: .ofThisMachine()).publish(release, asOf: world.installation.clock.now(), note: "")
    #expect(try Verifactu(world.installation).record().held.isEmpty)

    let listed = await world.get("/v1/verifactu/records?seller=sandbox&limit=1")
    #expect(listed.status == 200 && listed["items.0.document"] == "SB-000001" && listed["items.0.issuer"] == "B12345674" && listed["next"] != nil, "\(listed.text)")
    #expect(await world.get("/v1/verifactu/records?document=SB-000001")["items.0.act"] == "alta")
    let record = await world.get("/v1/invoices/SB-000001/verifactu")
    #expect(record.departure.header("Content-Type")?.hasPrefix("application/xml") == true)
    #expect(VerifactuReader.read(Array(record.departure.bytes))?.record.document.number == "SB-000001", "\(record.text)")
    let page = await world.ask("GET", "/v1/invoices/SB-000001", nil, ["Accept": "text/html"])
    #expect(page.text.contains("QR tributario:"))

    // What is issued over HTTP is recorded with it.
    let made = await world.ask("POST", "/v1/invoices/SB-000001/credit-notes", #"{"reason":"slow","percent":"10","on":"2026-02-09"}"#, ["Idempotency-Key": "c"])
    let note = await world.get("/v1/credit-notes/\(try #require(made["number"], "\(made.text)"))/verifactu")
    #expect(VerifactuReader.read(Array(note.departure.bytes))?.record.document.number == made["number"], "\(note.text)")
  }
}
