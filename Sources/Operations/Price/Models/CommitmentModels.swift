import Catalog
import Primitives
import Rating

/// Scenarios of spend promised for windows of time.
enum CommitmentModels {
  static func windows(_ inputs: PriceInputs) throws(Rejection) -> PriceOutcome {
    let trueUp = inputs.says("true_up", "true")
    if inputs["window_usage"] != nil {
      let commitment = Commitment(
        amount: try inputs.number("commitment_per_window"), overageFactor: try inputs.optionalNumber("overage_factor") ?? .one, trueUp: trueUp)
      var costs: [Exact] = []
      for used in try inputs.numbers("window_usage") { costs.append(used * (try inputs.number("unit"))) }
      return answer(CommitmentWindows(costs, commitment), parts: [])
    }
    let bucket = try inputs.required("bucket")
    let hours = try bucket.text("hours").split(separator: "-").map { Int($0) }
    guard hours.count == 2, let first = hours[0], let last = hours[1] else {
      throw try bucket.required("hours").refused("\"\(try bucket.text("hours"))\" are not hours", "write them like `09-12`")
    }
    let unit = try bucket.number("unit")
    let promised: Exact
    if let amount = try bucket.optionalNumber("commitment") { promised = amount } else { promised = try bucket.number("commitment_units") * unit }
    let commitment = Commitment(amount: promised, overageFactor: try bucket.optionalNumber("overage_factor") ?? .one, trueUp: trueUp)
    let other = try inputs.required("else").number("unit")
    var windows = CommitmentWindows()
    var parts: [PriceAnswer.Field] = []
    for used in try inputs.numbersByName("usage") {
      guard let clock = PlanPhrase.clock(used.name) else { throw try inputs.required("usage").refused("\"\(used.name)\" is not a time", "write it like 09:00") }
      let inside = first <= clock / 3600 && clock / 3600 < last
      let cost = windows.add(used.value * (inside ? unit : other), inside ? commitment : nil)
      parts.append(.init(key: used.name, value: .exact(cost)))
    }
    return answer(windows, parts: parts)
  }

  private static func answer(_ windows: CommitmentWindows, parts: [PriceAnswer.Field]) -> PriceOutcome {
    let steps = [
      ExplanationStep(.units, amount: windows.utilized), ExplanationStep(.commitment, label: "overage", amount: windows.overage),
      ExplanationStep(.commitment, label: "true-up", amount: windows.trueUp),
    ]
    var outcome = PriceOutcome(
      [
        "amount": .exact(windows.amount), "utilized": .exact(windows.utilized), "overage": .exact(windows.overage),
        "true_up": .exact(windows.trueUp),
      ], Explanation(steps.filter { !$0.amount.isZero }))
    if !parts.isEmpty { outcome.set("parts", .map(parts)) }
    return outcome
  }
}
