public import Catalog
public import Primitives

/// Why an offering cannot be ordered by somebody, somewhere, on a day. Tested in this order.
public enum Ineligibility: Sendable, Hashable {
  case notYetOffered(from: Day)
  case noLongerOffered(since: Day)
  case segment(allowed: [String])
  case channel(allowed: [String])
}

extension Ineligibility: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notYetOffered(let day): "it is offered from \(day)"
    case .noLongerOffered(let day): "it is no longer offered since \(day)"
    case .segment(let allowed): "it is for the segments \(allowed.joined(separator: ", "))"
    case .channel(let allowed): "it is sold through \(allowed.joined(separator: ", "))"
    }
  }
}

extension ProductOffering {
  /// `nil` when the offering can be ordered for service from `day`.
  public func ineligibility(segment: String, channel: String, on day: Day) -> Ineligibility? {
    if day < effective.from { return .notYetOffered(from: effective.from) }
    if let to = effective.to, to <= day { return .noLongerOffered(since: to) }
    if !segments.isEmpty, !segments.contains(segment) { return .segment(allowed: segments) }
    if !channels.isEmpty, !channels.contains(channel) { return .channel(allowed: channels) }
    return nil
  }
}

/// How many of an offering one item may hold.
public enum QuantityLimit {
  /// 1,000,000,000: an amount of that many units at a price of a million still fits a booked amount.
  public static let most = Exact(1_000_000_000)

  /// Above zero, at most `most`, with at most six decimals.
  public static func allows(_ quantity: Exact) -> Bool {
    quantity.isPositive && quantity <= most && quantity.isDecimal && quantity.reduced.fractionDigits <= 6
  }
}
