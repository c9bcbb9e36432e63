import Operations
import Primitives
import Usage

/// Compares what bills read of usage, event by event, with the facts it was packed from.
struct UsageProjectionCheck {
  static let name = "usage-assigned"

  private let packed: Statement
  private let fact: Statement

  init(_ c: Connection) throws {
    packed = try c.prepare("SELECT place, account_id, event_count, events FROM usage_assigned ORDER BY place")
    fact = try c.prepare("SELECT type, at, quantity_digits, quantity_scale, attributes FROM usage_event WHERE event = ?")
  }

  /// - Returns: how many events were compared.
  func run(_ report: (Finding) -> Void) throws -> Int {
    defer { packed.reset() }
    var count = 0
    while try packed.step() {
      let place = "account \(packed.int64(1))"
      if packed.int64(0) >> 8 & 0xFFFF_FFFF != packed.int64(1) {
        report(Finding(Self.name, place, "its usage lies at the place of account \(packed.int64(0) >> 8 & 0xFFFF_FFFF)"))
      }
      let read = try packed.withBlobBytes(3) { try compare($0, place, report) }
      if read != packed.int(2) { report(Finding(Self.name, place, "holds \(read) readable events, \(packed.int64(2)) were packed")) }
      count += read
    }
    return count
  }

  private func compare(_ bytes: UnsafeRawBufferPointer, _ place: String, _ report: (Finding) -> Void) throws -> Int {
    var reader = PackedUsageReader(bytes)
    var count = 0
    while !reader.isAtEnd {
      guard let section = reader.section() else { return count }
      var event = PackedUsageReader.Event()
      for _ in 0..<section.count {
        guard reader.next(&event) else { return count }
        count += 1
        if let difference = try difference(event, section) {
          report(Finding(Self.name, "event \(event.event)", "\(difference) (\(place))"))
        }
      }
    }
    return count
  }

  private func difference(_ event: PackedUsageReader.Event, _ section: PackedUsageReader.Section) throws -> String? {
    fact.bind(1, event.event)
    defer { fact.reset() }
    guard try fact.step() else { return "is to be billed, but no such event was accepted" }
    if fact.int64(1) != event.at { return "happened at \(fact.instant(1)), is billed at \(Instant(microseconds: event.at))" }
    let accepted = Exact(unscaled: fact.int64(2), scale: fact.int(3))
    let billed = Exact(unscaled: event.digits, scale: event.scale)
    if accepted != billed { return "was accepted with a quantity of \(accepted), is billed with \(billed)" }
    if !fact.withTextBytes(0, { same($0, section.type) }) { return "is billed under another type" }
    if !fact.withTextBytes(4, { same($0, event.attributes) }) { return "is billed with other attributes" }
    return nil
  }

  private func same(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeRawBufferPointer) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0 == $1 }
  }
}
