import Primitives

extension Percentage {
  init?(reading fields: inout FormFields) {
    let percent = fields.percent("percent")
    let fixed = fields.optionalPrice("fixedPerEvent") ?? .zero
    let minimum = fields.optionalPrice("minimumPerEvent")
    let maximum = fields.optionalPrice("maximumPerEvent")
    let freeEvents = fields.reader.optionalInteger("freeEvents")
    let freeAmount = fields.optionalQuantity("freeAmount")
    if let freeEvents, freeEvents < 0 {
      fields.report(.wrongValue, at: "freeEvents", "\(freeEvents) events cannot be free", remedy: "write zero or more")
    }
    if let minimum, let maximum, maximum < minimum {
      fields.report(
        .wrongValue, at: "maximumPerEvent", "the maximum \(maximum) is below the minimum \(minimum)",
        remedy: "exchange the two, or leave one out")
    }
    guard let percent else { return nil }
    self.init(
      percent: percent, fixedPerEvent: fixed, minimumPerEvent: minimum, maximumPerEvent: maximum, freeEvents: freeEvents,
      freeAmount: freeAmount)
  }
}
