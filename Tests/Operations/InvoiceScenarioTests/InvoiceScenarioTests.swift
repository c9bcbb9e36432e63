import Feeds
import Foundation
import Operations
import Primitives
import Testing

/// Published examples of other engines, run from their file: taxes, discounts, consolidation, credit notes, exchange.
@Suite struct InvoiceScenarioTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var id: String
    var scenario: Scenario
    var expected: SourceNode
    var testDescription: String { id }
  }

  static let models = InvoiceScenarios.models()

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

  /// Words of the source about its own values.
  static let remarks: Set<String> = ["note", "quirk"]

  @Test func theFileIsThere() {
    #expect(Self.examples.count >= 21)
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
      #expect(Self.agrees(found, expected), "\(key): found \(found), expected \(expected)")
    }
  }

  static func text(_ node: SourceNode?) -> String? {
    if case .scalar(let text, _)? = node?.content { text } else { nil }
  }

  static func agrees(_ found: ScenarioValue, _ expected: SourceNode) -> Bool {
    switch (found, expected.content) {
    case (.none, .null): return true
    case (.number(let number), .scalar(let text, _)):
      guard let value = Exact(text) else { return false }
      // One source value of five decimals, 1352.94117, is its float cut off; the exact value is 1352.941176….
      return number == value || (value.fractionDigits == 5 && (number - value).magnitude <= Exact(unscaled: 1, scale: 5))
    case (.flag(let flag), .scalar(let text, _)): return text == (flag ? "true" : "false")
    case (.text(let found), .scalar(let text, _)): return found == text
    case (.list(let found), .list(let list)): return found.count == list.count && zip(found, list).allSatisfy { agrees($0.0, $0.1) }
    case (.map(let found), .map(let entries)):
      return found.count == entries.count && entries.allSatisfy { entry in found[entry.key].map { agrees($0, entry.value) } ?? false }
    default: return false
    }
  }

  /// A mistake in the inputs is answered with what is wrong and what to write, never with a number.
  @Test(arguments: InvoiceScenarios.models().keys.sorted()) func inputsThatSayNothingAreRefused(_ model: String) throws {
    let compute = try #require(Self.models[model])
    do {
      _ = try compute(SourceNode(.map([])))
      Issue.record("accepted")
    } catch {
      #expect(!error.problems.isEmpty)
      #expect(error.problems.allSatisfy { !$0.remedy.isEmpty })
    }
  }

  /// Variations of the published examples, worked out by hand.
  @Test(arguments: [
    ("tax", #"{"lines": [{"amount": "100.00", "rules": {"US": "5", "US-CA": "7.25"}}], "address": "US-TX"}"#, "tax", #"["5.00"]"#),
    ("tax", #"{"lines": ["10.00", "20.00"], "customer_rate_percent": "10"}"#, "tax", #""3.00""#),
    ("tax_and_coupon", #"{"lines": [{"amount": "10.00", "tax_percent": "20"}], "coupon": "100.00"}"#, "total", #""0.00""#),
    ("coupon_allocation", #"{"fees": [{"code": "a", "amount": "10", "tax_percent": "10"}, {"code": "b", "amount": "30", "tax_percent": "0"}], "coupons_in_order": [{"amount": "4"}]}"#, "coupon_per_fee_minor_5dp", #"{"a": "100", "b": "300"}"#),
    ("invoice_consolidation", #"{"child_item": "10", "adjustments": ["-4", "-9"], "parent_invoice_state": "committed, unpaid"}"#, "child_keeps_credit", #""3.00""#),
    ("discount_allocation", #"{"lines_minor": ["100", "200"], "discount_minor": "1000"}"#, "net_lines_minor", #"["0", "0"]"#),
    ("split_allocation", #"{"amount_minor": "7", "to": ["1/3 a", "remaining to: at most 2 b, remaining c"]}"#, "c", #""2""#),
    ("usage_rebill_delta", #"{"unit_price": "0.067", "units": "65", "already_billed": "3.69"}"#, "additional", #""0.67""#),
    ("currency_exchange", #"{"amount": "10.00 EUR", "rate": "1.0855 USD per EUR"}"#, "usd_credit_minor", #""1086""#),
    ("credit_note_rounding", #"{"plan_in_advance": "310.00", "interval": "month", "alignment": "calendar", "tax_percent": "10", "subscribed_and_terminated_on": "2025-10-30"}"#, "credit_note", #"{"net": "10.00", "tax": "1.00", "total": "11.00"}"#),
  ])
  func variations(_ model: String, _ inputs: String, _ key: String, _ expected: String) throws {
    let compute = try #require(Self.models[model])
    let node = try CatalogFiles().document(Array(inputs.utf8), file: "inputs.json")
    let wanted = try CatalogFiles().document(Array("{\"it\": \(expected)}".utf8), file: "expected.json")
    let it = try #require(wanted["it"])
    let found = try #require(compute(node)[key])
    #expect(Self.agrees(found, it), "\(key): found \(found)")
  }
}
