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

  struct Reading {
    let operations: Int
    let cpuMicroseconds: Int64
    let wallMicroseconds: Int64
  }

  func reading(operations: Int) -> Reading {
    let wall = ContinuousClock.now - wallStart
    return Reading(
      operations: operations, cpuMicroseconds: Stopwatch.cpuMicroseconds() - cpuStart,
      wallMicroseconds: wall.components.seconds * 1_000_000 + wall.components.attoseconds / 1_000_000_000_000)
  }

  /// Prints the reading as one line of JSON; `check` proves that the work was done.
  func report(operations: Int, check: Int64) {
    let reading = reading(operations: operations)
    let peak = Stopwatch.peakKiB()
    var json = JSONText()
    json.object {
      $0.field("operations", reading.operations)
      $0.field("cpuMicroseconds", reading.cpuMicroseconds)
      $0.field("wallMicroseconds", reading.wallMicroseconds)
      $0.field("peakKiB", peak)
      $0.field("check", check)
    }
    print(json.string)
  }
}
