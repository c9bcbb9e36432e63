import ArgumentParser
import Catalog
import Primitives
import Rating
import Usage

/// Rate decisions for each price form, one quantity or one event each with its full explanation; and the longest
/// match over a deck of 50,000 prefixes.
struct FormsBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "forms", shouldDisplay: false)

  @Option(help: "About how many milliseconds to measure each form.") var milliseconds = 500

  func run() throws {
    var rows: [(name: String, reading: Stopwatch.Reading)] = []
    let samples = try FormSamples()
    for sample in samples.all {
      rows.append((sample.name, try measure { try sample.rater.rate(sample.requests[$0 % sample.requests.count]).amount.amountMinor }))
    }
    let numbers = samples.numbers
    rows.append(("prefix match, 50,000", try measure { Int64(samples.index.longestMatch(numbers[$0 % numbers.count]) ?? -1) }))
    var json = JSONText()
    json.object {
      $0.key("rows")
      $0.array { list in
        for row in rows {
          list.object {
            $0.field("name", row.name)
            $0.field("operations", row.reading.operations)
            $0.field("cpuMicroseconds", row.reading.cpuMicroseconds)
          }
        }
      }
    }
    print(json.string)
  }

  /// Repeats the decision, in growing rounds, until the time is up.
  private func measure(_ decide: (Int) throws -> Int64) throws -> Stopwatch.Reading {
    var check: Int64 = 0
    var count = 1_000
    for index in 0..<count { check &+= try decide(index) }
    while true {
      let watch = Stopwatch()
      for index in 0..<count { check &+= try decide(index) }
      let reading = watch.reading(operations: count)
      if reading.cpuMicroseconds >= Int64(milliseconds) * 1_000 { return reading.checked(check) }
      count = max(count * 2, Int(Int64(count) * Int64(milliseconds) * 1_100 / max(1, reading.cpuMicroseconds)))
    }
  }
}
