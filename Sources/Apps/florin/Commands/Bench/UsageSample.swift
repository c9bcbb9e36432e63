import Foundation
import Primitives
import Usage

/// A seeded CSV file of usage with random ids, 5 % of them repeated, over many subscriptions in one month.
struct UsageSample {
  static let subjects = 35_000
  static let subscriptionsPerAccount = 5

  var events: Int
  var seed: UInt64

  /// Every subject of the sample, five subscriptions to an account.
  static func index() -> SubjectIndex {
    SubjectIndex(
      (0..<subjects).map { number in
        SubjectEntry(
          subject: subject(number), subscription: SubscriptionID(Int64(number + 1)),
          account: BillingAccountID(Int64(number / subscriptionsPerAccount + 1)), from: Instant(seconds: 0))
      })
  }

  private static func subject(_ number: Int) -> String { "346\(10_000_000 + number * 7)" }

  /// Writes the file; returns how many lines repeat an earlier one.
  func write(to path: String) throws -> Int {
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      throw CocoaError(.fileWriteUnknown)
    }
    defer { try? file.close() }
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state &* 0x2545_F491_4F6C_DD1D
    }
    let hex = Array("0123456789abcdef".utf8)
    let networks = ["home", "roaming", "wifi"].map { Array($0.utf8) }
    let types = ["call", "data", "message"].map { Array($0.utf8) }
    var recent: [[UInt8]] = []
    var repeats = 0
    var text = Array("source,id,subject,type,at,quantity,destination,network\n".utf8)
    for number in 0..<events {
      if recent.count == 64, random() % 20 == 0 {
        text.append(contentsOf: recent[Int(random() % 64)])
        repeats += 1
      } else {
        var line = Array("switch-1,".utf8)
        let (high, low) = (random(), random())
        for digit in 0..<32 {
          if [8, 12, 16, 20].contains(digit) { line.append(0x2D) }
          let word = digit < 16 ? high : low
          line.append(hex[Int(word >> UInt64((digit & 15) * 4) & 15)])
        }
        line.append(0x2C)
        line.append(contentsOf: UsageSample.subject(Int(random() % UInt64(UsageSample.subjects))).utf8)
        line.append(0x2C)
        line.append(contentsOf: types[Int(random() % 3)])
        line.append(0x2C)
        line.append(contentsOf: Instant(seconds: 1_772_323_200 + Int64(number % 2_678_400)).description.utf8)
        line.append(0x2C)
        line.append(contentsOf: String(1 + random() % 3600).utf8)
        line.append(contentsOf: ",44207\(10_000 + random() % 90_000),".utf8)
        line.append(contentsOf: networks[Int(random() % 3)])
        line.append(0x0A)
        text.append(contentsOf: line)
        if recent.count < 64 { recent.append(line) } else { recent[number & 63] = line }
      }
      if text.count > 1 << 20 {
        try file.write(contentsOf: text)
        text.removeAll(keepingCapacity: true)
      }
    }
    try file.write(contentsOf: text)
    return repeats
  }
}
