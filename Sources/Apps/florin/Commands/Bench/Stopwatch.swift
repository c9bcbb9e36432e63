import Foundation
import Primitives

/// Measures the CPU and wall time of the stretch between its making and `report`, for this process and its threads.
struct Stopwatch {
  private let cpuStart = Stopwatch.cpuMicroseconds()
  private let wallStart = ContinuousClock.now

  /// User and system time of all threads so far, in microseconds.
  static func cpuMicroseconds() -> Int64 {
    var spent = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent)
    return Int64(spent.tv_sec) * 1_000_000 + Int64(spent.tv_nsec) / 1000
  }

  /// The most memory this program has held, in KiB.
  ///
  /// From /proc, because `ru_maxrss` also counts the program that started this one.
  static func peakKiB() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return Int(line.filter(\.isNumber)) ?? 0
  }

  /// What was measured, before it is told.
  struct Reading {
    let operations: Int
    let cpuMicroseconds: Int64
    let wallMicroseconds: Int64
    private var check: Int64 = 0

    init(operations: Int, cpuMicroseconds: Int64, wallMicroseconds: Int64) {
      self.operations = operations
      self.cpuMicroseconds = cpuMicroseconds
      self.wallMicroseconds = wallMicroseconds
    }

    /// Keeps the result of the work, so that the work cannot be left out.
    func checked(_ check: Int64) -> Reading {
      var copy = self
      copy.check = check
      return copy
    }

    /// Prints one line of JSON; `check` proves that the work was done.
    func print(operations: Int, check: Int64) {
      let peak = Stopwatch.peakKiB()
      var json = JSONText()
      json.object {
        $0.field("operations", operations)
        $0.field("cpuMicroseconds", cpuMicroseconds)
        $0.field("wallMicroseconds", wallMicroseconds)
        $0.field("peakKiB", peak)
        $0.field("check", check)
      }
      Swift.print(json.string)
    }
  }

  func reading(operations: Int) -> Reading {
    let wall = ContinuousClock.now - wallStart
    return Reading(
      operations: operations, cpuMicroseconds: Stopwatch.cpuMicroseconds() - cpuStart,
      wallMicroseconds: wall.components.seconds * 1_000_000 + wall.components.attoseconds / 1_000_000_000_000)
  }

  /// Prints the reading as one line of JSON.
  func report(operations: Int, check: Int64) { reading(operations: operations).print(operations: operations, check: check) }
}
