public import Primitives

extension Adjustment {
  /// What the adjustment does, in English, in one line.
  public func words(unit: String, currency: Currency) -> String {
    switch self {
    case .allowance(let allowance):
      let rest = [
        allowance.rolloverPeriods == 0 ? nil : "what is left stays for \(allowance.rolloverPeriods) more periods",
        allowance.shared ? "shared by the account" : nil, allowance.prorated ? "prorated" : nil,
      ].compactMap(\.self)
      return (["\(allowance.units) \(unit) included (\(allowance.code))"] + rest).joined(separator: ", ")
    case .discount(let discount):
      switch discount.reduction {
      case .percent(let percent): return "\(percent) % off (\(discount.name))"
      case .amount(let amount): return "\(amount) \(currency) off (\(discount.name))"
      }
    case .minimumSpend(let amount): return "at least \(amount) \(currency) a period"
    case .maximumSpend(let amount): return "at most \(amount) \(currency) a period"
    case .commitment(let commitment):
      let every = commitment.windowSeconds.map { "every \($0) s" } ?? "a period"
      let rest = [
        commitment.prorated ? "prorated" : nil, commitment.overageFactor == .one ? nil : "beyond it × \(commitment.overageFactor)",
        commitment.trueUp ? nil : "without true-up",
      ].compactMap(\.self)
      return (["commitment of \(commitment.amount) \(currency) \(every)"] + rest).joined(separator: ", ")
    case .trial(let trial): return "the first \(trial.days) days free"
    }
  }
}
