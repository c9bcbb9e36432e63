import Foundation
import Synchronization

/// Plays many seeds in processes of their own, so that a seed on which Florin crashes is named too.
struct Crew {
  let first: UInt64
  let count: UInt64
  let steps: Int
  let workers: Int
  /// Options for the workers.
  let passesOn: [String]

  private var last: UInt64 { first + count - 1 }

  func run() async -> Int32 {
    let began = ContinuousClock.now
    let board = Board(total: Int(count))
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<workers {
        group.addTask {
          var next: UInt64? = first + UInt64(worker)
          while let seed = next, seed <= last { next = self.work(from: seed, board) }
        }
      }
    }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    let (sum, broken, played) = board.result
    func words(_ counts: [String: Int]) -> String { counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }
    print("seeds \(first) to \(last): \(played) seeds of \(steps) steps, \(sum.steps) steps in \(String(format: "%.0f", seconds)) s on \(workers) workers")
    print("  commands  \(words(sum.verbs)); \(sum.refused) refused as they should be")
    print("  faults    \(words(sum.mishaps))")
    print("  came of   \(sum.invoices) invoices, \(sum.creditNotes) credit notes, \(sum.events) usage events; \(sum.proofs) times everything was proved again")
    print(broken.isEmpty ? "no law is broken" : "BROKEN: seeds \(broken.sorted().map(String.init).joined(separator: ", "))")
    return broken.isEmpty && played == Int(count) ? 0 : 1
  }

  /// Runs one worker process.
  ///
  /// - Returns: the seed to go on with after a crash; nil when the worker came to its end.
  private func work(from seed: UInt64, _ board: Board) -> UInt64? {
    let child = Process()
    let pipe = Pipe()
    child.executableURL = URL(filePath: CommandLine.arguments[0])
    child.arguments = ["--first", "\(seed)", "--last", "\(last)", "--stride", "\(workers)", "--steps", "\(steps)"] + passesOn
    child.standardOutput = pipe
    do { try child.run() } catch {
      print("no worker can be started: \(error)")
      return nil
    }
    var playing: UInt64?
    var rest = Data()
    while true {
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { break }
      rest.append(data)
      while let end = rest.firstIndex(of: 0x0A) {
        let line = rest[rest.startIndex..<end]
        rest = Data(rest[(end + 1)...])
        if let report = try? JSONDecoder().decode(SeedReport.self, from: line) {
          board.note(report)
          playing = nil
        } else if line.starts(with: Data("begin ".utf8)) {
          playing = UInt64(String(decoding: line.dropFirst(6), as: UTF8.self))
        }
      }
    }
    child.waitUntilExit()
    guard child.terminationStatus != 0 || child.terminationReason != .exit, let playing else { return nil }
    board.note(SeedReport(seed: playing, breaches: ["fault: Florin crashed (status \(child.terminationStatus))"]))
    return playing + UInt64(workers)
  }
}

/// Where the workers' reports come together.
final class Board: Sendable {
  private let total: Int
  private let state = Mutex<(sum: Tally, broken: [UInt64], played: Int)>((Tally(), [], 0))

  init(total: Int) { self.total = total }

  var result: (sum: Tally, broken: [UInt64], played: Int) { state.withLock { $0 } }

  func note(_ report: SeedReport) {
    let played = state.withLock { state in
      state.sum += report.tally
      state.played += 1
      if !report.breaches.isEmpty { state.broken.append(report.seed) }
      return state.played
    }
    if !report.breaches.isEmpty { print(report.text) }
    if played % max(1, total / 20) == 0 { FileHandle.standardError.write(Data("\(played) of \(total) seeds\n".utf8)) }
  }
}
