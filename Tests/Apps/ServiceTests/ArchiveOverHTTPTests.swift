import Archiving
import Bootstrap
import Foundation
import HTTPAPI
import Operations
import Primitives
import Store
import Testing
import Vault

/// The archive as finance and auditors see it over HTTP.
@Suite struct ArchiveOverHTTPTests {
  /// Two documents kept on two days, the first day sealed.
  private func world() async throws -> World {
    let world = try await World()
    let archive = Archive(world.installation)
    _ = try archive.keep("SB-000001")
    _ = try await archive.seal(includingToday: true)
    _ = try archive.keep("SB-000002")
    return world
  }

  @Test func sealedDaysAndTheirProofAreRead() async throws {
    let world = try await world()
    let days = await world.get("/v1/archive/days")
    #expect(days.status == 200 && days["items"] == "1" && days["items.0.seal.seal"] == "1" && days["items.0.sellers.0.documents"] == "1", "\(days.text)")
    #expect(days["items.0.seal.root"]?.count == 64 && days["items.0.seal.timeStamp"] == nil)
    #expect(await world.get("/v1/archive/days?seller=none")["items"] == "0")
    _ = try await Archive(world.installation).seal(includingToday: true)
    let first = await world.get("/v1/archive/days?limit=1")
    #expect(first["items.0.seal.seal"] == "2", "the newest first")
    let next = await world.get("/v1/archive/days?limit=1&cursor=\(try #require(first["next"]))")
    #expect(next["items.0.seal.seal"] == "1" && next["next"] == nil)
    #expect(next["items.0.seal.link"] == first["items.0.seal.before"])

    let listed = await world.get("/v1/archive/entries?document=SB-000001")
    #expect(listed["items"] == "2" && listed["items.1.form"] == "pdf" && listed["items.1.entry"] == "2", "\(listed.text)")
    let entry = await world.get("/v1/archive/entries/sandbox/2")
    #expect(entry["entry.before"] == listed["items.0.link"] && entry["seal.seal"] == "1" && entry["retention"] == "kept" && entry["keptUntil"] == "2033-01-01", "\(entry.text)")
    let text = try #require(entry["text"])
    #expect(Archive(world.installation).vault.hash(Array(text.utf8)).description == entry["entry.link"])
    #expect(await world.get("/v1/archive/entries/sandbox/99")["code"] == "archive.unknown")

    let hold = try Archive(world.installation).hold(.document("SB-000001"), reason: "audit <7>", by: "legal")
    #expect(await world.get("/v1/archive/entries/sandbox/2")["retention"] == "held")
    let standing = await world.get("/v1/archive/standing")
    #expect(standing["holds.0.document"] == "SB-000001" && standing["unstamped"] == "2" && standing["unsealed"] == "0" && standing["sealedAt"] == nil, "\(standing.text)")
    _ = try Archive(world.installation).release(hold.number, reason: "over", by: "legal")
    #expect(await world.get("/v1/archive/standing")["holds"] == "0")
  }

  @Test func itIsProvedAgain() async throws {
    let world = try await world()
    let sound = await world.get("/v1/archive/verification")
    #expect(sound["sound"] == "1" && sound["entries"] == "4" && sound["unsealed"] == "2" && sound["findings"] == "0", "\(sound.text)")
    let archive = Archive(world.installation)
    let kept = try archive.document("SB-000001", form: "pdf").archived.entry.digest
    let path = archive.vault.path(kept)
    try FileManager.default.removeItem(atPath: path)
    let broken = await world.get("/v1/archive/verification")
    #expect(broken.status == 200 && broken["sound"] == "0" && broken["findingCount"] == "1" && broken["findings.0.message"]?.contains("its bytes are gone") == true, "\(broken.text)")
  }

  @Test func itIsAPageInFourLanguages() async throws {
    let world = try await world()
    _ = try Archive(world.installation).hold(.document("SB-000001"), reason: "<script>audit</script>", by: "legal")
    for (language, words) in [("en", "Sealed days"), ("es", "Días sellados"), ("ko", "봉인된 날"), ("ro", "Zile sigilate")] {
      let page = await world.ask("GET", "/v1/archive/days?language=\(language)", nil, ["Accept": "text/html"])
      #expect(page.status == 200 && page.text.contains(words) && page.text.contains("lang=\"\(language)\""), "\(language)")
      #expect(!page.text.contains("<script>") && page.text.contains("&lt;script&gt;audit"), "\(language)")
    }
  }

  @Test func onlyFinanceAndAuditorsSeeIt() async throws {
    let world = try await world()
    let keys = AccessKeys(world.installation)
    for role in Role.allCases where role != .customer {
      let key = try keys.create(name: "k-\(role.rawValue)", roles: [role]).1
      let expected = [.finance, .auditor].contains(role) ? 200 : 403
      for path in ["/v1/archive/days", "/v1/archive/entries", "/v1/archive/standing", "/v1/archive/verification", "/v1/archive/entries/sandbox/1"] {
        #expect(await world.knock("GET", path, key: key).status == expected, "\(role) \(path)")
      }
    }
    #expect(await world.knock("GET", "/v1/archive/days", key: nil).status == 401)
  }

  @Test func whoWatchesTheServiceSeesHowSealingStands() async throws {
    let world = try await world()
    #expect(await !world.get("/metrics").text.contains("florin_archive_"))
    #expect(await world.get("/health/ready")["archiveSealing"] == nil)
    let file = URL(filePath: world.installation.home.path("archive/archive.yaml"))
    try Data("sealing: {at: \"00:00\"}\n".utf8).write(to: file)
    let now = await world.get("/health/ready")
    #expect(now["archiveSealing"] == "current" && now["status"] == "ready", "\(now.text)")
    #expect(await world.get("/metrics").text.contains("florin_archive_entries_unsealed 2\n"))
    try await Sandbox(world.installation).advance(to: world.installation.clock.now().utcDay.adding(days: 3)) { _ in }
    let late = await world.get("/health/ready")
    #expect(late.status == 200 && late["archiveSealing"] == "late", "\(late.text)")
    let metrics = await world.get("/metrics").text
    #expect(metrics.firstMatch(of: /florin_archive_sealing_late_seconds [1-9][0-9]{4,}\n/) != nil, "\(metrics)")
    // A mistake in the file takes nothing else away.
    try Data("sealing: {at: never}\n".utf8).write(to: file)
    #expect(await world.get("/metrics").status == 200)
    #expect(await world.get("/health/ready").status == 200)
  }
}
