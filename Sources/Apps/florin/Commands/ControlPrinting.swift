import Balances
import Bootstrap
import Charging
import Operations
import Primitives

/// Controls, notices and forecasts on a terminal or as JSON.
struct ControlPrinting {
  let json: Bool

  func show(_ controls: [Controls.Standing]) {
    if json {
      var text = JSONText()
      text.array { list in for one in controls { list.object { write(one, &$0) } } }
      return print(text.string)
    }
    if controls.isEmpty { return print("No control: `florin control limit` sets one.") }
    print(
      TextTable(["code", "does", "of", "counted", "until", "set by"]).text(
        controls.map { one in
          [
            one.stored.code, words(one.stored.control?.rule), use(one.stored.control?.rule),
            counted(one), one.stretch.map { "\($0.end)" } ?? "",
            one.stored.setBy.rawValue + (one.stored.balance == nil ? ", for all" : "") + (one.stored.control?.mayBeLifted == true && one.stored.setBy == .operator ? ", may be lifted" : ""),
          ]
        }))
  }

  func show(_ notices: [StoredNotice]) {
    if json {
      var text = JSONText()
      text.array { list in
        for stored in notices {
          let notice = stored.notice
          list.object {
            $0.field("notice", stored.id)
            $0.field("control", notice.code)
            $0.field("kind", notice.kind.rawValue)
            $0.field("unit", notice.unit.text)
            $0.field("amount", notice.unit.exact(notice.amount))
            $0.field("stands", notice.unit.exact(notice.stands))
            $0.field("percent", notice.level)
            if let since = notice.windowStart { $0.field("since", since) }
            if let topUp = notice.topUp { $0.field("topUp", notice.unit.exact(topUp)) }
            $0.field("at", stored.at)
          }
        }
      }
      return print(text.string)
    }
    if notices.isEmpty { return print("Nothing was told yet.") }
    for stored in notices { print("\(stored.at)  \(stored.notice.code): \(words(stored.notice))") }
  }

  func show(_ forecasts: [BalanceForecast]) {
    if json {
      var text = JSONText()
      text.array { list in
        for one in forecasts {
          list.object {
            $0.field("unit", one.unit.text)
            $0.field("available", one.unit.exact(one.available))
            $0.field("spent", one.unit.exact(one.spent))
            $0.field("since", one.since)
            if let at = one.runsOutAt { $0.field("runsOutAt", at) }
            $0.field("lost", one.unit.exact(one.lost))
          }
        }
      }
      return print(text.string)
    }
    print(
      TextTable(["unit", "available", "spent", "since", "runs out", "ends unused"], rightAligned: [1, 2, 5]).text(
        forecasts.map { one in
          [
            one.unit.text, "\(one.unit.exact(one.available))", "\(one.unit.exact(one.spent))", "\(one.since)",
            one.runsOutAt.map { "\($0)" } ?? (one.spent > 0 ? "not foreseen" : "nothing was taken"), one.lost > 0 ? "\(one.unit.exact(one.lost))" : "",
          ]
        }))
  }

  private func words(_ notice: ControlNotice) -> String {
    let (amount, stands) = (notice.unit.exact(notice.amount), notice.unit.exact(notice.stands))
    switch notice.kind {
    case .level: return "\(notice.level) % reached: \(stands) of \(amount) \(notice.unit.text)"
    case .reached:
      return (notice.stands < notice.amount ? "something was refused that goes beyond it" : "nothing more was granted") + ": \(stands) of \(amount) \(notice.unit.text)"
    case .low:
      return "\(stands) \(notice.unit.text) left, less than \(amount)" + (notice.topUp.map { "; to be paid in: \(notice.unit.exact($0))" } ?? "")
    }
  }

  private func words(_ rule: SpendingControl.Rule?) -> String {
    switch rule {
    case .limit(let limit):
      let warn = limit.warnAt.isEmpty ? "" : ", tells at \(limit.warnAt.map { "\($0) %" }.joined(separator: ", "))"
      return "at most \(limit.unit.exact(limit.amount)) \(limit.unit.text) a \(limit.window.rawValue)\(warn)\(limit.blocks ? "" : ", only tells")"
    case .bar(let bar): return bar.hours.isEmpty ? "barred" : "barred \(bar.hours.map(\.text).joined(separator: ", "))"
    case .low(let low): return "tells below \(low.unit.exact(low.amount)) \(low.unit.text)" + (low.topUp.map { ", to be paid in: \(low.unit.exact($0))" } ?? "")
    case .exhaustion(let action): return "then \(action.text)"
    case nil: return "ended"
    }
  }

  private func use(_ rule: SpendingControl.Rule?) -> String {
    let use: ControlledUse
    switch rule {
    case .limit(let limit): use = limit.use
    case .bar(let bar): use = bar.use
    default: return ""
    }
    let parts = use.services + use.ratingGroups.map { "rating group \($0)" } + use.destinations.map { "to \($0)" }
      + use.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return parts.isEmpty ? "everything" : parts.joined(separator: " ")
  }

  private func counted(_ one: Controls.Standing) -> String {
    guard let stretch = one.stretch, case .limit(let limit)? = one.stored.control?.rule else { return "" }
    return "\(limit.unit.exact(stretch.count.counted))" + (stretch.count.reserved > 0 ? " and \(limit.unit.exact(stretch.count.reserved)) granted" : "")
  }

  private func write(_ one: Controls.Standing, _ json: inout JSONText) {
    json.field("code", one.stored.code)
    if let balance = one.stored.balance { json.field("balance", balance) }
    json.field("ended", one.stored.control == nil)
    if let rule = one.stored.control?.rule {
      json.field("kind", rule.kind)
      json.field("does", words(rule))
      json.field("of", use(rule))
    }
    if let stretch = one.stretch, case .limit(let limit)? = one.stored.control?.rule {
      json.field("countsFrom", stretch.start)
      json.field("countsUntil", stretch.end)
      json.field("counted", limit.unit.exact(stretch.count.counted))
      json.field("reserved", limit.unit.exact(stretch.count.reserved))
      json.field("limit", limit.unit.exact(limit.amount))
      json.field("unit", limit.unit.text)
    }
    json.field("setBy", one.stored.setBy.rawValue)
    json.field("mayBeLifted", one.stored.control?.mayBeLifted ?? true)
    json.field("setAt", one.stored.setAt)
    json.field("reason", one.stored.reason)
  }
}
