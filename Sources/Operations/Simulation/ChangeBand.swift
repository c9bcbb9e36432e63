/// By how much an account's bills change, in per cent of what they were.
public enum ChangeBand: Int, Sendable, Hashable, CaseIterable {
  /// More than half less.
  case below50 = 0
  case below25, below10, below5
  /// Less, by at most 5 %.
  case below0
  case same
  /// More, by at most 5 %.
  case above0
  case above5, above10, above25
  /// More than half more.
  case above50
  /// It paid nothing before, so there is no per cent.
  case fromNothing

  /// Amounts in whole smallest units.
  public init(before: Int64, after: Int64) {
    let change = Int128(after) - Int128(before)
    guard change != 0 else {
      self = .same
      return
    }
    guard before > 0 else {
      self = .fromNothing
      return
    }
    let size = change.magnitude * 100
    let whole = UInt128(before)
    let step = [50, 25, 10, 5].firstIndex { size > whole * $0 } ?? 4
    self = (change < 0 ? [.below50, .below25, .below10, .below5, .below0] : [.above50, .above25, .above10, .above5, .above0])[step]
  }

  /// Its borders in per cent, `from` not included for more, `to` not included for less; `nil` without one.
  public var percent: (from: Int?, to: Int?) {
    switch self {
    case .below50: (nil, -50)
    case .below25: (-50, -25)
    case .below10: (-25, -10)
    case .below5: (-10, -5)
    case .below0: (-5, 0)
    case .same: (0, 0)
    case .above0: (0, 5)
    case .above5: (5, 10)
    case .above10: (10, 25)
    case .above25: (25, 50)
    case .above50: (50, nil)
    case .fromNothing: (nil, nil)
    }
  }

  /// `-10…-5 %`, for tables and JSON.
  public var text: String {
    switch (self, percent.from, percent.to) {
    case (.same, _, _): "0 %"
    case (.fromNothing, _, _): "from nothing"
    case (_, let from?, let to?): "\(from)…\(to) %"
    case (_, nil, let to?): "below \(to) %"
    case (_, let from?, nil): "above \(from) %"
    case (_, nil, nil): ""
    }
  }
}

/// How much dearer the dearest bill of an account becomes, in steps that people notice.
public enum BillShock: Int, Sendable, Hashable, CaseIterable {
  case tenth = 10, quarter = 25, half = 50, double = 100

  /// Whether a bill rises by at least this many per cent; a bill from nothing does not count.
  public func counts(before: Int64, after: Int64) -> Bool {
    before > 0 && (Int128(after) - Int128(before)) * 100 >= Int128(before) * Int128(rawValue)
  }
}
