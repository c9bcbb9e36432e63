import Foundation

/// How many accounts charging keeps in memory, with who uses what, what they have to spend and what was counted of them.
enum AccountsInMemory {
  /// What one with a balance of three buckets takes (`charge-million` measures it: 2.4 KB), and a quarter more.
  static let bytesEach: Int64 = 3_072
  /// No fewer than this, whatever there is.
  static let least = 200_000

  /// As many as fit into a quarter of the memory that this process may use.
  static let most: Int = most(ofBytes: bytesOfProcess())

  static func most(ofBytes bytes: Int64) -> Int { max(least, Int(clamping: bytes / 4 / bytesEach)) }

  /// The machine's memory, or less where the system gives this process less.
  private static func bytesOfProcess() -> Int64 {
    let machine = Int64(clamping: ProcessInfo.processInfo.physicalMemory)
    let group = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
    let limits = limitFiles(ofGroups: group).compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
    return limits.compactMap { Int64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }.reduce(machine, min)
  }

  /// Where the limits of a process stand: of its control group, and of those that this one is in.
  ///
  /// - Parameter groups: what `/proc/self/cgroup` says; second versions of control groups have one line, `0::/path`.
  static func limitFiles(ofGroups groups: String) -> [String] {
    guard let path = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::/") })?.dropFirst(3) else { return [] }
    let names = path.split(separator: "/")
    return (0...names.count).map { (["/sys/fs/cgroup"] + names.prefix($0) + ["memory.max"]).joined(separator: "/") }
  }
}
