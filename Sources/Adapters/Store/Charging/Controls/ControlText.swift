import Balances
import Charging
import Foundation
import Primitives

/// What a control does, as JSON.
enum ControlText {
  static func text(_ rule: SpendingControl.Rule) -> String {
    var json = JSONText()
    json.object {
      switch rule {
      case .limit(let limit):
        $0.field("kind", "limit")
        $0.field("unit", limit.unit.text)
        $0.field("amount", limit.amount)
        $0.field("window", limit.window.rawValue)
        write(limit.use, &$0)
        $0.field("warnAt", limit.warnAt.map(String.init).joined(separator: ","))
        $0.field("blocks", limit.blocks)
      case .bar(let bar):
        $0.field("kind", "bar")
        write(bar.use, &$0)
        $0.field("hours", bar.hours.map(\.text).joined(separator: ";"))
      case .low(let low):
        $0.field("kind", "low")
        $0.field("unit", low.unit.text)
        $0.field("amount", low.amount)
        $0.field("topUp", low.topUp)
      case .exhaustion(let action):
        $0.field("kind", "exhaustion")
        $0.field("action", action.text)
      }
    }
    return json.string
  }

  private static func write(_ use: ControlledUse, _ json: inout JSONText) {
    func list(_ key: String, _ texts: [String]) {
      if texts.isEmpty { return }
      json.key(named: key)
      json.array { for text in texts { $0.value(text) } }
    }
    list("services", use.services)
    list("ratingGroups", use.ratingGroups.map(String.init))
    list("destinations", use.destinations)
    if use.attributes.isEmpty { return }
    json.key("attributes")
    json.object { for (key, value) in use.attributes.sorted(by: { $0.key < $1.key }) { $0.field(named: key, value) } }
  }

  /// `nil` when the text is damaged.
  static func rule(_ bytes: [UInt8]) -> SpendingControl.Rule? {
    guard let read = try? JSONDecoder().decode(Fields.self, from: Data(bytes)) else { return nil }
    switch read.kind {
    case "limit":
      guard let unit = read.unit.flatMap({ BalanceUnit($0) }), let amount = read.amount, let window = read.window.flatMap(SpendingLimit.Window.init(rawValue:)) else { return nil }
      let levels = (read.warnAt ?? "").split(separator: ",").compactMap { Int($0) }
      return .limit(SpendingLimit(unit: unit, amount: amount, window: window, use: read.use, warnAt: levels, blocks: read.blocks ?? true))
    case "bar":
      let texts = (read.hours ?? "").split(separator: ";")
      let hours = texts.compactMap { BarredHours(String($0)) }
      return hours.count == texts.count ? .bar(SpendingBar(use: read.use, hours: hours)) : nil
    case "low":
      guard let unit = read.unit.flatMap({ BalanceUnit($0) }), let amount = read.amount else { return nil }
      return .low(LowBalance(unit: unit, amount: amount, topUp: read.topUp))
    case "exhaustion": return read.action.flatMap { FinalUnitAction($0) }.map { .exhaustion($0) }
    default: return nil
    }
  }

  private struct Fields: Decodable {
    var kind: String
    var unit: String?
    var amount: Int64?
    var window: String?
    var services: [String]?
    var ratingGroups: [String]?
    var destinations: [String]?
    var attributes: [String: String]?
    var warnAt: String?
    var blocks: Bool?
    var hours: String?
    var topUp: Int64?
    var action: String?

    var use: ControlledUse {
      ControlledUse(services: services ?? [], ratingGroups: (ratingGroups ?? []).compactMap { Int64($0) }, destinations: destinations ?? [], attributes: attributes ?? [:])
    }
  }
}

/// Rules that were read, by their texts: the same few are asked for with every request.
final class ControlMemory {
  private var known: [[UInt8]: SpendingControl.Rule] = [:]

  func rule(_ bytes: [UInt8]) -> SpendingControl.Rule? {
    if let rule = known[bytes] { return rule }
    guard let rule = ControlText.rule(bytes) else { return nil }
    if known.count >= 10_000 { known.removeAll(keepingCapacity: true) }
    known[bytes] = rule
    return rule
  }
}
