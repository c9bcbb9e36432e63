import ArgumentParser
import Bootstrap
import Operations
import Primitives

struct RebuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Write projections anew from the facts, where they differ from them.",
    discussion: """
      Subscriptions, known identities of events, usage by account, batches, rejected records, states of bill runs, sequences
      of numbers, what accounts owe and how far they are billed: all of it follows from facts. What differs is replaced in
      one transaction; what does not is left alone. Facts are never touched: when `florin verify` would find their chain
      broken, nothing is rebuilt. How far usage and subscriptions of an account are settled is not rebuilt yet.
      """)
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let outcomes = try Rebuilding(try Installation(existing: options.home))()
      if options.json {
        var json = JSONText()
        json.object {
          $0.key("projections")
          $0.array { list in
            for outcome in outcomes {
              list.object {
                $0.field("projection", outcome.projection)
                $0.field("rewritten", outcome.rewritten)
                $0.field("left", outcome.left)
              }
            }
          }
        }
        return print(json.string)
      }
      for outcome in outcomes {
        print("  \(outcome.projection): \(outcome.left.map { "left as it is: \($0)" } ?? (outcome.rewritten == 0 ? "as the facts give it" : "\(outcome.rewritten) rewritten"))")
      }
      let rewritten = outcomes.reduce(0) { $0 + $1.rewritten }
      print(rewritten == 0 ? "Nothing differed." : "Rebuilt. `florin verify` proves the books.")
    }
  }
}
