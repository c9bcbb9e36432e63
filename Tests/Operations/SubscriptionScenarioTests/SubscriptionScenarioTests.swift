import Bootstrap
import Feeds
import Foundation
import Operations
import Primitives
import Testing

/// Published examples of other engines, run from their file: every model about days, periods and changes.
@Suite struct SubscriptionScenarioTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var id: String
    var scenario: Scenario
    var expected: SourceNode
    var testDescription: String { id }
  }

  static let models = SubscriptionScenarios.models(zone: { Zones.zone($0) })

  static let examples: [Example] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Acceptance/pricing-and-billing.json")
    guard let data = try? Data(contentsOf: file), let node = try? CatalogFiles().document(Array(data), file: "pricing-and-billing.json"),
      case .list(let list) = node.content
    else { return [] }
    return list.compactMap { each in
      guard let id = text(each["id"]), let model = text(each["model"]), models[model] != nil, let inputs = each["inputs"],
        let expected = each["expected"]
      else { return nil }
      return Example(id: id, scenario: Scenario(model: model, inputs: inputs), expected: expected)
    }
  }()

  /// Words of the source about its own values, and times of day that only say when somebody looked.
  static let remarks: Set<String> = ["note", "quirk", "working", "invoices_before"]

  @Test func theFileIsThere() {
    #expect(Self.examples.count >= 57)
    #expect(Set(Self.examples.map(\.scenario.model)) == Set(Self.models.keys))
  }

  @Test(arguments: examples) func published(_ example: Example) throws {
    let model = try #require(Self.models[example.scenario.model])
    let result = try model(example.scenario.inputs)
    guard case .map(let entries) = example.expected.content else {
      Issue.record("nothing is expected")
      return
    }
    for (key, expected) in entries where !Self.remarks.contains(key) {
      let found = try #require(result[key], "no value for \(key)")
      #expect(Self.agrees(found, expected), "\(key): found \(found), expected \(expected.describedBriefly)")
    }
  }

  static func text(_ node: SourceNode?) -> String? {
    if case .scalar(let text, _)? = node?.content { text } else { nil }
  }

  static func agrees(_ found: ScenarioValue, _ expected: SourceNode) -> Bool {
    switch (found, expected.content) {
    case (.none, .null): return true
    case (.number(let number), .scalar(let text, _)): return sum(text) == number
    case (.text(let found), .scalar(let text, _)): return found == text || (sum(text) != nil && sum(found) == sum(text))
    case (.list(let found), .list(let list)):
      return found.count == list.count && zip(found, list).allSatisfy { agrees($0.0, $0.1) }
    case (.map(let found), .map(let entries)):
      return found.count == entries.count && entries.allSatisfy { entry in found[entry.key].map { agrees($0, entry.value) } ?? false }
    default: return false
    }
  }

  /// `12/31 + 2` as a number.
  static func sum(_ text: String) -> Exact? {
    text.split(separator: "+").reduce(Exact.zero) { total, part -> Exact? in
      let ratio = part.split(separator: "/").map { Exact($0.trimmingCharacters(in: .whitespaces)) }
      guard let total, let upper = ratio.first ?? nil, let lower = ratio.count == 2 ? ratio[1] : 1 else { return nil }
      return total + upper / lower
    }
  }

  /// A mistake in the inputs is answered with the field, what is wrong and what to write.
  @Test(arguments: SubscriptionScenarios.models(zone: { _ in nil }).keys.sorted()) func inputsThatSayNothingAreRefused(_ model: String) throws {
    let compute = try #require(Self.models[model])
    do {
      _ = try compute(SourceNode(.map([])))
      Issue.record("accepted")
    } catch {
      #expect(!error.problems.isEmpty)
      #expect(error.problems.allSatisfy { !$0.remedy.isEmpty })
    }
  }
}
