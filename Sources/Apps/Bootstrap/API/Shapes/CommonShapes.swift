import HTTPAPI
import Invoicing
import Primitives
import Rating
import Taxation

/// Shapes that stand in several answers.
enum Shapes {
  static let period = Shape<ServicePeriod>(
    "Period", "Days from `start` on, up to but without `end`.", [.day("start") { $0.start }, .day("end") { $0.end }])

  static let step = Shape<ExplanationStep>(
    "ExplanationStep", "One step of an amount. The amounts of all steps sum to it, to the last digit.",
    [
      .choice("kind", ExplanationStep.Kind.allCases.map(\.rawValue), "What the step does.") { $0.kind.rawValue },
      .textIfAny("label", "What it is about: a tier's bounds, a destination, a coupon.") { $0.label },
      .decimalIfAny("quantity") { $0.quantity }, .decimalIfAny("unitPrice") { $0.unitPrice },
      .numberIfAny("numerator", "Of the share taken, such as 14 of 31 days.") { $0.numerator },
      .numberIfAny("denominator") { $0.denominator }, .objectIfAny("period", period) { $0.period }, .decimal("amount") { $0.amount },
    ])

  static let holdReason = Shape<HoldReason>(
    "HoldReason", "Why an account is held.",
    [
      .choice("code", HoldReason.Code.allCases.map(\.rawValue), "What was found.") { $0.code.rawValue },
      .flag("releasable", "A person may release the drafted invoice as it is.") { $0.code.isReleasable },
      .init("evidence", .map(.anyOfType("string")), "The figures that say so.") { reason, _, name, json in
        json.key(name)
        json.object { for fact in reason.evidence { $0.field(named: fact.name, fact.value) } }
      },
    ])

  static let tax = Shape<Valued<TaxBreakdown>>(
    "TaxBreakdown", "The tax of one treatment and rate.",
    [
      .choice("treatment", TaxTreatment.allCases.map(\.rawValue), "As in EN 16931.") { $0.value.key.treatment.rawValue },
      .decimal("percent") { $0.value.key.percent }, .textIfAny("reason", "Why no tax is charged.") { $0.value.key.reason },
      .money("base", "Sum of the net amounts.") { $0.money($0.value.baseMinor) }, .money("tax") { $0.money($0.value.taxMinor) },
    ])
}

/// A value whose amounts are smallest units of a currency that stands outside of it.
struct Valued<Value: Sendable>: Sendable {
  var value: Value
  var currency: Currency

  func money(_ minor: Int64) -> Money { Money(amountMinor: minor, currency: currency) }
}
