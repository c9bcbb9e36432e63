import Bootstrap
import Feeds
import Foundation
import Operations
import Primitives
import Rating
import Testing

/// The published scenarios of peers, each under its stated convention, through the door of `florin price`.
@Suite struct PricingAndBillingTests {
  struct Published: Sendable, CustomTestStringConvertible {
    let scenario: PriceScenario
    let expected: SourceNode
    let source: String
    var testDescription: String { scenario.id ?? "?" }
  }

  static let all: [Published] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("pricing-and-billing.json")
    do {
      let document = try SourceDocument.parse(try String(contentsOf: file, encoding: .utf8), file: file.lastPathComponent)
      return try PriceScenario.read(document).map { scenario in
        var source = ""
        if case .scalar(let text, _)? = scenario.node["source"]?.content { source = text }
        return Published(scenario: scenario, expected: scenario.node["expected"] ?? SourceNode(.null), source: source)
      }
    } catch {
      Issue.record("\(error)")
      return []
    }
  }()

  static let now = all.filter { PriceModels.later[$0.scenario.model ?? ""] == nil }

  @Test(arguments: now)
  func asPublished(_ published: Published) throws {
    var context = PriceContext()
    for name in published.scenario.zoneNames { context.zones[name] = Zones.zone(name) }
    let outcome = try published.scenario.answer(context)
    var differences: [String] = []
    guard case .map(let entries) = published.expected.content else { Issue.record("no expected values"); return }
    for (key, value) in entries where !Comparison.remarks.contains(key) {
      differences += Comparison.differences(PriceAnswer.map(outcome.fields)[key], value, key: key)
    }
    #expect(differences.isEmpty, "\(differences.joined(separator: "; ")) — \(published.source)")
  }

  @Test func everyScenarioIsAnsweredOrNamedAsLater() {
    #expect(Self.all.count == 251)
    let later = Self.all.filter { PriceModels.later[$0.scenario.model ?? ""] != nil }
    print("Answered \(Self.now.count) of \(Self.all.count) scenarios; of later work, \(later.count):")
    for published in later {
      print("  \(published.scenario.id ?? "?"): \(PriceModels.later[published.scenario.model ?? ""] ?? "")")
    }
    #expect(later.count == 33)
  }
}
