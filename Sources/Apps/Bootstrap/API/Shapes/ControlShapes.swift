import Balances
import Charging
import HTTPAPI
import Operations
import Primitives

enum ControlShapes {
  static let control = Shape<Controls.Standing>(
    "Control", "What keeps spending within bounds, as it was last said.",
    [
      .text("code") { $0.stored.code }, .textIfAny("balance", "None: for all.") { $0.stored.balance },
      .choice("kind", ControlWish.kinds, "Left out where the control ended.") { $0.rule.map(\.kind) },
      .decimalIfAny("amount", "In the unit.") { $0.amount.map { $0.unit.exact($0.amount) } }, .textIfAny("unit") { $0.amount?.unit.text },
      .textIfAny("window", "What a limit counts in.") { $0.limit?.window.rawValue },
      .instant("countsFrom", "Of a limit: the beginning of the stretch that goes on now.") { $0.stretch?.start },
      .instant("countsUntil") { $0.stretch?.end },
      .decimalIfAny("counted", "What was used in it.") { standing in standing.stretch.flatMap { stretch in standing.limit.map { $0.unit.exact(stretch.count.counted) } } },
      .decimalIfAny("reserved", "What is granted and not yet accounted for.") { standing in
        standing.stretch.flatMap { stretch in standing.limit.map { $0.unit.exact(stretch.count.reserved) } }
      },
      .textsIfAny("services") { $0.use?.services ?? [] }, .textsIfAny("ratingGroups") { $0.use?.ratingGroups.map(String.init) ?? [] },
      .textsIfAny("destinations") { $0.use?.destinations ?? [] },
      .textsIfAny("attributes") { $0.use?.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } ?? [] },
      .textsIfAny("warnAt", "In hundredths.") { $0.limit?.warnAt.map(String.init) ?? [] },
      .flag("onlyTells", "It refuses nothing.") { $0.limit.map { !$0.blocks } ?? false },
      .textsIfAny("hours", "When a bar holds; none: always.") { if case .bar(let bar)? = $0.rule { bar.hours.map(\.text) } else { [] } },
      .decimalIfAny("topUp") { if case .low(let low)? = $0.rule { low.topUp.map { low.unit.exact($0) } } else { nil } },
      .textIfAny("action") { if case .exhaustion(let action)? = $0.rule { action.text } else { nil } },
      .choice("setBy", SpendingControl.Setter.allCases.map(\.rawValue)) { $0.stored.setBy.rawValue },
      .flag("mayBeLifted", "Customers may change and end it.") { $0.stored.control?.mayBeLifted ?? true }, .instant("setAt") { $0.stored.setAt },
      .text("reason") { $0.stored.reason }, .flag("ended") { $0.stored.control == nil },
    ])

  static let notice = Shape<StoredNotice>(
    "ControlNotice", "What a control told.",
    [
      .number("notice", "Its number.") { Int($0.id) }, .text("control", "The control's code.") { $0.notice.code },
      .choice("kind", ControlNotice.Kind.allCases.map(\.rawValue), "`level`: used up to a level; `reached`: nothing more was granted, or something was refused that goes beyond it; `low`: less is left.") { $0.notice.kind.rawValue },
      .text("unit") { $0.notice.unit.text }, .decimal("amount", "What the control names.") { $0.notice.unit.exact($0.notice.amount) },
      .decimal("stands", "What was counted, or is left.") { $0.notice.unit.exact($0.notice.stands) },
      .number("percent", "How much of a limit was counted, up to 100; 0 where there is none.") { $0.notice.level }, .instant("since") { $0.notice.windowStart },
      .decimalIfAny("topUp", "What should be paid in.") { notice in notice.notice.topUp.map { notice.notice.unit.exact($0) } }, .instant("at") { $0.at },
    ])

  static let forecast = Shape<BalanceForecast>(
    "BalanceForecast", "When a unit of a balance will be used up, if it goes on as it went.",
    [
      .text("unit") { $0.unit.text }, .decimal("available", "What may still be taken.") { $0.unit.exact($0.available) },
      .decimal("spent", "What was taken in the days looked at.") { $0.unit.exact($0.spent) }, .instant("since", "Their beginning.") { $0.since },
      .instant("runsOutAt", "Left out when nothing was taken yet, or it lasts longer than ten years, or than the bill cycle of a postpaid balance, which then has its limit again.") { $0.runsOutAt },
      .decimal("lost", "What ends before it is used up.") { $0.unit.exact($0.lost) },
    ])
}

extension Controls.Standing {
  var rule: SpendingControl.Rule? { stored.control?.rule }
  var limit: SpendingLimit? { if case .limit(let limit)? = rule { limit } else { nil } }

  var amount: (unit: BalanceUnit, amount: Int64)? {
    switch rule {
    case .limit(let limit): (limit.unit, limit.amount)
    case .low(let low): (low.unit, low.amount)
    default: nil
    }
  }

  var use: ControlledUse? {
    switch rule {
    case .limit(let limit): limit.use
    case .bar(let bar): bar.use
    default: nil
    }
  }
}

extension SpendingControl.Rule {
  /// As `ControlWish.kinds` says it.
  public var kind: String {
    switch self {
    case .limit: "limit"
    case .bar: "bar"
    case .low: "low"
    case .exhaustion: "exhaustion"
    }
  }
}
