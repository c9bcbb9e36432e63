import Foundation

/// The Lab from the command line.
///
///     florin-lab --seeds 2000 --steps 500 --workers 2      seeds 1 to 2000 on two cores
///     florin-lab --seed 17                                 one seed, its story told when it breaks a law
///     florin-lab --seeds 50 --shrink 0                   names what is broken, without making it shorter
///     florin-lab --seeds 50 --until-broken 1             stops at the first
///     florin-lab --seed 17 --tell 1                        the commands of a seed, broken or not
///     florin-lab --charging 10000000 --accounts 10000      many who charge at once, in a folder `crowd` that is made anew
///     florin-lab --replay FILE                             the commands of a story, one law check after each
public enum LabCommand {
  /// - Returns: the exit code: 0 when no law is broken.
  public static func run(_ arguments: [String]) async -> Int32 {
    let options = Options(arguments)
    if !options.unknown.isEmpty {
      print("florin-lab does not know \(options.unknown.joined(separator: " ")); it knows --seeds N --first N --seed N --steps N --workers N --shrink 0 --until-broken 1 --tell 1 --replay FILE --charging N --accounts N --askers N")
      return 64
    }
    if let file = options.text["--replay"] { return await replay(file) }
    if let operations = options.number["--charging"] { return await charge(operations, options) }
    let steps = options.number["--steps"] ?? 500
    let first = UInt64(options.number["--seed"] ?? options.number["--first"] ?? 1)
    let count = UInt64(options.number["--seed"] == nil ? options.number["--seeds"] ?? 100 : 1)
    if options.number["--tell"] == 1 { return await tell(seed: first, steps: steps) }
    if let stride = options.number["--stride"] { return await work(first: first, last: UInt64(options.number["--last"] ?? 0), stride: stride, steps: steps, options) }
    let workers = max(1, min(options.number["--workers"] ?? ProcessInfo.processInfo.activeProcessorCount, Int(count)))
    return await Crew(first: first, count: count, steps: steps, workers: workers, passesOn: ["--shrink", "--until-broken"].compactMap { name in options.number[name].map { [name, "\($0)"] } }.flatMap { $0 }).run()
  }

  /// A worker: plays every nth seed and tells each on a line of its own.
  private static func work(first: UInt64, last: UInt64, stride: Int, steps: Int, _ options: Options) async -> Int32 {
    func tell(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
    for seed in Swift.stride(from: first, through: last, by: stride) {
      tell("begin \(seed)")
      let report = await SeedReport.play(seed, steps: steps, shrinks: options.number["--shrink"] != 0)
      tell(String(decoding: (try? JSONEncoder().encode(report)) ?? Data(), as: UTF8.self))
      if options.number["--until-broken"] == 1, !report.breaches.isEmpty { break }
    }
    return 0
  }

  private static func charge(_ operations: Int, _ options: Options) async -> Int32 {
    var crowd = Crowd(folder: "crowd")
    crowd.operations = operations
    crowd.accounts = options.number["--accounts"] ?? 10_000
    crowd.askers = options.number["--askers"] ?? 64
    crowd.seed = UInt64(options.number["--seed"] ?? 1)
    do {
      let outcome = try await crowd.run { print($0) }
      for (what, count) in outcome.counts.sorted(by: { $0.key < $1.key }) { print("  \(what) \(count)") }
      print("  \(operations) requests in \(Int(outcome.seconds)) s, proved again in \(Int(outcome.verifySeconds)) s")
      for breach in outcome.breaches + outcome.findings { print("BROKEN: \(breach)") }
      let isSound = outcome.breaches.isEmpty && outcome.findings.isEmpty
      print(isSound ? "no law is broken" : "a law is broken")
      return isSound ? 0 : 1
    } catch {
      print("the crowd could not be let at it: \(error)")
      return 70
    }
  }

  private static func tell(seed: UInt64, steps: Int) async -> Int32 {
    guard let outcome = try? await Simulation(seed: seed, steps: steps).run() else { return 70 }
    for line in outcome.lines { print("> \(line)") }
    for breach in outcome.breaches { print("  BROKEN: \(breach)") }
    return outcome.breaches.isEmpty ? 0 : 1
  }

  private static func replay(_ file: String) async -> Int32 {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      print("there is no file \(file) to replay")
      return 66
    }
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("> ") }.map { String($0.dropFirst(2)) }
    let breaches = (try? await Simulation.replay(lines)) ?? ["fault: the world cannot be made"]
    for breach in breaches { print("BROKEN: \(breach)") }
    print("\(lines.count) commands, \(breaches.isEmpty ? "no law broken" : "a law broken")")
    return breaches.isEmpty ? 0 : 1
  }

  struct Options {
    var number: [String: Int] = [:]
    var text: [String: String] = [:]
    var unknown: [String] = []

    init(_ arguments: [String]) {
      var rest = arguments[...]
      while let name = rest.popFirst() {
        let value = rest.popFirst()
        switch (name, value, value.flatMap { Int($0) }) {
        case ("--replay", let path?, _): text[name] = path
        case ("--seeds", _, let n?), ("--first", _, let n?), ("--seed", _, let n?), ("--steps", _, let n?), ("--workers", _, let n?),
          ("--stride", _, let n?), ("--last", _, let n?), ("--shrink", _, let n?), ("--until-broken", _, let n?),
          ("--tell", _, let n?), ("--charging", _, let n?), ("--accounts", _, let n?), ("--askers", _, let n?):
          number[name] = n
        default: unknown.append(name)
        }
      }
    }
  }
}
