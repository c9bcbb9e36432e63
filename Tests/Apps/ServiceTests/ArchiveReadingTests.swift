import Bootstrap
import Foundation
import HTTPAPI
import Operations
import Primitives
import Testing

/// Over HTTP, too, a document is what the archive keeps, and nothing in its place.
@Suite struct ArchiveReadingTests {
  @Test func whatTheArchiveKeepsIsReadAndNothingElse() async throws {
    let world = try await World()
    let archive = Archive(world.installation)
    _ = try archive.keep("SB-000001")
    let (pdf, xml) = (try archive.document("SB-000001", form: "pdf").bytes, try archive.document("SB-000001", form: "factur-x").bytes)
    let account = try #require(await world.get("/v1/invoices/SB-000001")["account"])
    // What is said of the account since would make another e-invoice.
    let said = await world.ask("PUT", "/v1/accounts/\(account)/invoicing", #"{"buyerReference": "KST-9"}"#, ["Idempotency-Key": "k"])
    #expect(said.status == 200, "\(said.text)")
    #expect(Array(await world.get("/v1/invoices/SB-000001/e-invoice?format=factur-x").departure.bytes) == xml)
    #expect(await world.get("/v1/invoices/SB-000001/e-invoice?format=cii").text.contains("KST-9"), "what is not kept is made anew")
    #expect(Array(await paper(world).departure.bytes) == pdf)

    let folder = URL(filePath: world.installation.home.path("archive"))
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: name)
      if (try? Data(contentsOf: file)) == Data(pdf) { try FileManager.default.removeItem(at: file) }
    }
    let damaged = await paper(world)
    #expect(damaged.status == 500 && damaged.text.contains("archive.damaged"), "\(damaged.status) \(damaged.text.prefix(300))")
  }

  private func paper(_ world: World) async -> Answered { await world.ask("GET", "/v1/invoices/SB-000001", nil, ["Accept": "application/pdf"]) }
}
