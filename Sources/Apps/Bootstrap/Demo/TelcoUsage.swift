import Catalog
import Foundation
import Primitives

/// A plausible month of calls, data and messages, written as a file of usage. The seed decides everything.
struct TelcoUsage {
  let month: ServicePeriod
  let zone: Zone
  /// Dialling prefixes that may be called, from the rate deck.
  let destinations: [String]

  /// The prefixes of a deck that a call can go to.
  init(month: ServicePeriod, zone: Zone, deck: RateDeck) {
    self.month = month
    self.zone = zone
    destinations = deck.entries.filter { !$0.blocked }.map(\.prefix)
  }

  /// Writes the file and returns how many records it holds. Some records stand twice, and a few are broken, as in
  /// files of real switches.
  func write(to path: String, telephones: [String], seed: UInt64) throws -> Int {
    var random = SeededRandom(seed: seed)
    var lines = 0
    FileManager.default.createFile(atPath: path, contents: nil)
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw Rejection(
        Problem(.usageFileUnwritable, at: .init(file: path), "the file cannot be written", remedy: "choose another folder with --home"))
    }
    defer { try? file.close() }
    var text = "source,id,subject,type,at,quantity,destination,scope\n"
    for telephone in telephones {
      let habit = 1 + random.mostlySmall(100)
      for _ in 0..<(habit / 4) { append(call(telephone, &random), &text, &lines, &random) }
      for _ in 0..<(4 + habit / 5) { append(data(telephone, &random), &text, &lines, &random) }
      for _ in 0..<(habit / 6) { append(message(telephone, &random), &text, &lines, &random) }
      if text.utf8.count > 1 << 20 {
        try file.write(contentsOf: Data(text.utf8))
        text.removeAll(keepingCapacity: true)
      }
    }
    if let first = telephones.first {
      text += "switch-1,broken-1,\(first),call,2026-13-45T00:00:00Z,60,34911111111,national\n"
      text += "switch-1,broken-2,\(first),data,\(instant(&random)),a lot,,\n"
      lines += 2
    }
    try file.write(contentsOf: Data(text.utf8))
    return lines
  }

  private func append(_ line: String, _ text: inout String, _ lines: inout Int, _ random: inout SeededRandom) {
    text += line
    lines += 1
    if random.below(1000) < 3 {
      text += line
      lines += 1
    }
  }

  private func call(_ telephone: String, _ random: inout SeededRandom) -> String {
    let seconds = 5 + random.mostlySmall(1500)
    if random.chance(8) {
      let number = random.pick(destinations) + String(1_000_000 + random.below(8_999_999))
      return "switch-1,\(id(&random)),\(telephone),call,\(instant(&random)),\(seconds),\(number),international\n"
    }
    return "switch-1,\(id(&random)),\(telephone),call,\(instant(&random)),\(seconds),349\(10_000_000 + random.below(89_999_999)),national\n"
  }

  private func data(_ telephone: String, _ random: inout SeededRandom) -> String {
    "gateway-1,\(id(&random)),\(telephone),data,\(instant(&random)),\(random.mostlySmall(400)).\(random.below(1000)),,\n"
  }

  private func message(_ telephone: String, _ random: inout SeededRandom) -> String {
    "messages-1,\(id(&random)),\(telephone),message,\(instant(&random)),1,,\n"
  }

  private func instant(_ random: inout SeededRandom) -> Instant {
    // Whole days inside the month in the earliest zone, so that no record belongs to another month anywhere.
    let day = month.start.adding(days: random.below(month.days - 1))
    return zone.instant(of: day, secondOfDay: 7 * 3600 + random.below(15 * 3600))
  }

  private func id(_ random: inout SeededRandom) -> String { String(random.next(), radix: 16) }
}

extension ProblemCode {
  static let usageFileUnwritable = ProblemCode("demo.usage-file-unwritable")
}
