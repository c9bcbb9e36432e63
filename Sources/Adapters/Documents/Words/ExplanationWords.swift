public import Primitives

/// Turns an explanation's steps into words of the reader's language.
public enum ExplanationWords {
  /// One step as a plain sentence with its calculation and without its amount: `Tier 0–100: 40 × €0.05`.
  public static func sentence(_ step: ExplanationStep, currency: Currency, language: ReaderLanguage) -> String {
    var ink = Ink(language, .plain)
    ink.step(step, currency)
    let before = ink.bytes.count
    ink.text(": ")
    let start = ink.bytes.count
    ink.calculation(step, currency)
    if ink.bytes.count == start { ink.bytes.removeLast(ink.bytes.count - before) }
    return ink.string.replacing("\u{A0}", with: " ")
  }
}

extension Ink {
  /// What the step is, without its numbers.
  mutating func step(_ step: ExplanationStep, _ currency: Currency) {
    if step.kind == .rounding, let rounding = Rounding(label: step.label) {
      return say(StepPhrases.roundedTo, .count(rounding.digits, .decimal), .words(StepPhrases.mode(rounding.mode)))
    }
    words(StepPhrases.name(step.kind))
    guard let label = step.label, !label.isEmpty else { return }
    switch step.kind {
    case .tier, .tierFlat:
      raw(" ")
      band(label)
    case .block, .package:
      raw(" ")
      text(label)
    case .minimumSpend, .maximumSpend:
      raw(" \u{B7} ")
      if let limit = Exact(label) { amount(limit, currency) } else { text(label) }
    case .credit where label == "capped":
      raw(" \u{B7} ")
      words(StepPhrases.capped)
    default:
      raw(" \u{B7} ")
      text(label)
    }
  }

  /// A band's bounds, `0–100` or `100–∞`, in the reader's numbers; any other label as it is.
  private mutating func band(_ label: String) {
    let bounds = label.split(separator: "\u{2013}", omittingEmptySubsequences: false)
    guard bounds.count == 2, let lower = Exact(bounds[0]) else { return text(label) }
    if let upper = Exact(bounds[1]) {
      number(lower)
      raw("\u{2013}")
      number(upper)
    } else if bounds[1] == "\u{221E}" {
      say(StepPhrases.above, .number(lower))
    } else {
      text(label)
    }
  }

  /// How the step's amount comes about: `40 × €0.05`, `8 of 31 days, 1–8 March 2026`; nothing when the amount
  /// stands for itself.
  mutating func calculation(_ step: ExplanationStep, _ currency: Currency) {
    var written = false
    func separated(_ ink: inout Ink) {
      if written { ink.raw(" \u{B7} ") }
      written = true
    }
    switch (step.quantity, step.unitPrice) {
    case (let quantity?, let price?) where ExplanationWords.takesPercent(step.kind):
      separated(&self)
      say(StepPhrases.percentOf, .percent(price.magnitude * 100), .amount(quantity, currency))
    case (let spend?, let factor?) where step.kind == .commitment:
      separated(&self)
      say(StepPhrases.times, .amount(spend, currency), .number(factor))
    case (let quantity?, let price?):
      separated(&self)
      say(StepPhrases.times, .number(quantity), .amount(price, currency))
    case (let quantity?, nil) where step.kind == .freeUnits || step.kind == .allowance:
      separated(&self)
      say(StepPhrases.free, .number(quantity))
    case (let quantity?, nil):
      separated(&self)
      number(quantity)
    case (nil, let rate?) where ExplanationWords.takesPercent(step.kind):
      separated(&self)
      percent(rate)
    case (nil, let price?):
      separated(&self)
      amount(price, currency)
    case (nil, nil): break
    }
    if let numerator = step.numerator, let denominator = step.denominator {
      separated(&self)
      if denominator <= 366 {
        say(StepPhrases.daysOf, .number(Exact(numerator)), .count(denominator, .day))
      } else {
        say(StepPhrases.daysOf, .number(Exact(numerator)), .count(denominator, .second))
      }
    }
    if let period = step.period, !period.isEmpty {
      separated(&self)
      days(period, .short)
    }
  }
}

extension ExplanationWords {
  /// Steps whose unit price is a share of their quantity, 0.1 for 10 %; without a quantity it is the percentage itself.
  static func takesPercent(_ kind: ExplanationStep.Kind) -> Bool {
    switch kind {
    case .percent, .discount, .tax: true
    default: false
    }
  }
}

extension Rounding {
  /// From the label a rounding step carries: digits, a blank, the mode's name.
  init?(label: String?) {
    guard let label, let blank = label.firstIndex(of: " "), let digits = Int(label[..<blank]), (0...24).contains(digits),
      let mode = RoundingMode(rawValue: String(label[label.index(after: blank)...]))
    else { return nil }
    self.init(digits: digits, mode: mode)
  }
}
