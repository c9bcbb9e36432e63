import Foundation

/// How many accounts charging keeps in memory, with who uses what, what they have to spend and what was counted of them.
enum AccountsInMemory {
  /// What one with a balance of three buckets takes (`charge-million` measures it: 2.4 KB), and a session that goes on.
  static let bytesEach: Int64 = 4_096
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

  /// Where the limits of a process stand: of its control group, and of those that this one is in, of either version.
  ///
  /// - Parameter groups: what `/proc/self/cgroup` says: `0::/path` in the second version, `4:memory:/path` in the first.
  static func limitFiles(ofGroups groups: String) -> [String] {
    groups.split(separator: "\n").flatMap { line -> [String] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let (root, file): (String, String)
      if parts[1].isEmpty { (root, file) = ("/sys/fs/cgroup", "memory.max") } else {
        guard parts[1].split(separator: ",").contains(where: { $0 == "memory" }) else { return [] }
        (root, file) = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      }
      let names = parts[2].split(separator: "/")
      return (0...names.count).map { count in root + names.prefix(count).map { "/\($0)" }.joined() + "/\(file)" }
    }
  }
}
