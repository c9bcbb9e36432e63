import ArgumentParser
import Bootstrap
import Feeds
import Foundation
import Operations
import Primitives
import Rating

struct PriceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "price",
    abstract: "Price a quantity or events with one price form, and say why.",
    discussion: """
      The file is YAML or JSON: one question, or a list of them. Nothing is stored and no catalog is needed.

        {"form": "graduated", "tiers": [{"upTo": 100, "unit": "0.05"}, {"unit": "0.04"}], "quantity": 250}

      Beside the form's own fields: `quantity` or `events`, `meter`, `perEvent`, `period` with `used` and `convention`, \
      `alreadyBilled`, `allowances`, `adjustments`, `currency`. Acceptance scenarios, `{"model": …, "inputs": …}`, \
      are answered in the same keys as their `expected`. The answer is JSON: amounts, and the steps that sum to them.

      EXAMPLES
        florin price --form question.json
        echo '{form: flat, amount: 5}' | florin price --form -
      """)

  @Option(name: .long, help: "The file with the question; `-` reads it from standard input.")
  var form: String

  @Flag(name: .long, help: "Print JSON (the only form of the answer; problems become JSON, too).")
  var json = false

  func run() async throws {
    try await answering(json: json) {
      let scenarios = try PriceScenario.read(try SourceDocument.parse(try text(), file: form == "-" ? "(standard input)" : form))
      var context = PriceContext()
      for name in scenarios.reduce(into: Set<String>(), { $0.formUnion($1.zoneNames) }) {
        if let zone = Zones.zone(name) { context.zones[name] = zone }
      }
      if scenarios.count == 1 {
        print(Self.json(scenarios[0], try scenarios[0].answer(context)))
        return
      }
      var failed = 0
      print("[")
      for (index, scenario) in scenarios.enumerated() {
        let end = index < scenarios.count - 1 ? "," : ""
        do throws(Rejection) {
          print(Self.json(scenario, try scenario.answer(context)) + end)
        } catch {
          failed += 1
          print(Self.json(scenario, error) + end)
        }
      }
      print("]")
      if failed > 0 { throw Exits.refused }
    }
  }

  private func text() throws -> String {
    let data: Data
    if form == "-" {
      data = FileHandle.standardInput.readDataToEndOfFile()
    } else {
      guard let read = FileManager.default.contents(atPath: form) else {
        throw Rejection(
          Problem(.unreadableDocument, at: .init(file: form), "the file cannot be read", remedy: "check the name and that you may read it"))
      }
      data = read
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Rejection(Problem(.unreadableDocument, at: .init(file: form), "the file is not UTF-8 text", remedy: "save it as UTF-8"))
    }
    return text
  }

  private static func json(_ scenario: PriceScenario, _ outcome: PriceOutcome) -> String {
    var json = JSONText()
    json.object {
      $0.field("id", scenario.id)
      $0.field("model", scenario.model)
      for field in outcome.fields {
        $0.key(named: field.key)
        field.value.write(to: &$0)
      }
      $0.key("explanation")
      $0.value(outcome.explanation)
    }
    return json.string
  }

  private static func json(_ scenario: PriceScenario, _ rejection: Rejection) -> String {
    var json = JSONText()
    json.object {
      $0.field("id", scenario.id)
      $0.field("model", scenario.model)
      $0.key("problems")
      $0.array { list in
        for problem in rejection.problems {
          list.object {
            $0.field("code", problem.code.rawValue)
            $0.field("path", problem.path.isEmpty ? nil : problem.path)
            $0.field("message", problem.message)
            $0.field("remedy", problem.remedy)
          }
        }
      }
    }
    return json.string
  }
}
