import Foundation
import HTTPAPI
import Operations
import Primitives
import Testing

@testable import Bootstrap

/// Templates over HTTP: put by one key, released by another.
@Suite struct TemplateTests {
  private static let text = ##"{"content": "template: spain\nname: Spain\nfor: {countries: [ES]}\nbrand: {accent: \"#5B2A86\", logo: a.png}\n", "logo": "LOGO"}"##

  private static func body() throws -> String {
    let file = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/Examples/templates/altavoz.png"
    return text.replacing("LOGO", with: try #require(FileManager.default.contents(atPath: file)).base64EncodedString())
  }

  @Test func aTemplateIsReleasedByAnotherKeyThanPutIt() async throws {
    let world = try await World()
    let keys = AccessKeys(world.installation)
    func key(_ role: Role) throws -> String { try keys.create(name: "\(role)", roles: [role], customer: nil).text }
    let (ana, dan, audit) = (try key(.catalogManager), try key(.billing), try key(.auditor))
    #expect(await world.knock("POST", "/v1/templates", key: audit, try Self.body()).status == 403)
    let put = await world.knock("POST", "/v1/templates", key: ana, try Self.body())
    #expect(put.status == 201 && put["version"] == "1" && put["isNew"] == "1")
    #expect(await world.knock("POST", "/v1/templates/spain/release", key: dan, "{}")["problems.0.code"] == "template.wrong-state")
    let proposed = await world.knock("POST", "/v1/templates/spain/propose", key: ana, #"{"note": "for June"}"#)
    #expect(proposed.status == 201 && proposed["decision"] == "proposed" && proposed["note"] == "for June")
    let own = await world.knock("POST", "/v1/templates/spain/release", key: ana, "{}")
    #expect(own["problems.0.code"] == "template.four-eyes", "\(own.text)")
    let early = await world.knock("POST", "/v1/templates/spain/release", key: dan, #"{"from": "2026-01-02"}"#)
    #expect(early["problems.0.code"] == "template.too-early", "\(early.text)")
    let released = await world.knock("POST", "/v1/templates/spain/release", key: dan, "{}")
    #expect(released.status == 201 && released["decision"] == "released", "\(released.text)")
    let read = await world.knock("GET", "/v1/templates/spain", key: audit)
    #expect(read["versions.0.state"] == "released" && read["versions.0.hasLogo"] == "1" && read["decisions"] == "2", "\(read.text)")
    #expect(await world.knock("GET", "/v1/templates", key: audit)["items.0.template"] == "spain")
    let ended = await world.knock("POST", "/v1/templates/spain/withdraw", key: ana, #"{"from": "2090-01-01"}"#)
    #expect(ended["decision"] == "ended" && ended["from"] == "2090-01-01", "\(ended.text)")
    #expect(await world.knock("POST", "/v1/templates/spian/propose", key: ana, "{}")["problems.0.code"] == "template.unknown")
  }

  @Test func aCheckTellsEveryMistakeAndKeepsNothing() async throws {
    let world = try await World(days: 0)
    let wrong = await world.ask("POST", "/v1/templates/check", ##"{"content": "template: spain\nname: x\nbrand: {accent: \"#FFD500\", logo: a.png}\n"}"##)
    #expect(wrong.status == 200 && wrong["valid"] == "0" && wrong["problems"] == "2", "\(wrong.text)")
    #expect(await world.ask("POST", "/v1/templates/check", try Self.body())["valid"] == "1")
    let broken = await world.ask("POST", "/v1/templates/check", #"{"content": "template: spain\nname: x\n", "logo": "???"}"#)
    #expect(broken["problems.0.path"] == "logo", "\(broken.text)")
    #expect(await world.ask("GET", "/v1/templates")["items"] == "0")
  }
}
