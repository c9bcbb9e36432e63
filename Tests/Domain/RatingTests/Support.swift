import Catalog
import Primitives
import Rating
import Usage

extension Exact {
  /// Test literals: `"0.05".exact`.
  static func of(_ text: String) -> Exact { Exact(text) ?? .overflow }
}

let january = ServicePeriod(start: Day(2026, 1, 1)!, end: Day(2026, 2, 1)!)

func rater(
  _ form: PriceForm, _ adjustments: [Adjustment] = [], meter: Meter? = nil, perEvent: Bool = false,
  context: PriceContext = PriceContext()
) throws -> PriceRater {
  try PriceRater(
    PriceVersion(effective: EffectivePeriod(from: Day(2020, 1, 1)!), currency: .eur, form: form, adjustments: adjustments),
    meter: meter, perEvent: perEvent, context: context)
}

let seconds = Meter(code: "voice", name: "Calls", eventType: "call", unit: "s")

func at(_ text: String) -> Instant { Instant(text)! }
