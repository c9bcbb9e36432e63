public import Primitives

extension ProblemCode {
  public static let blockedDestination = ProblemCode("rating.blocked-destination")
  public static let unknownDestination = ProblemCode("rating.unknown-destination")
  public static let missingAttribute = ProblemCode("rating.missing-attribute")
  public static let noMatchingCell = ProblemCode("rating.no-matching-cell")
  public static let noMatchingBand = ProblemCode("rating.no-matching-band")
  public static let tooLongToSplit = ProblemCode("rating.too-long-to-split")
  public static let amountTooLarge = ProblemCode("rating.amount-too-large")
  public static let missingLookup = ProblemCode("rating.missing-lookup")
}

/// An event that no rule of its price could price. Never a zero price: it is held until someone corrects it.
public struct UnratedUsage: Sendable, Equatable {
  /// Why the event has no price.
  public enum Reason: Sendable, Equatable {
    /// The deck forbids this destination; the text is the dialled number.
    case blockedDestination(String)
    case unknownDestination(String)
    /// The event lacks the attribute of this name, or its text is not a number where one is needed.
    case missingAttribute(String)
    /// No cell of the matrix holds these values.
    case noMatchingCell([String])
    /// No time band covers the instant.
    case noMatchingBand(Instant)
    /// A length of time beyond a year; priced by time it would cross thousands of borders.
    case tooLongToSplit
  }

  /// The stored event's sequence number.
  public var event: Int64
  public var at: Instant
  public var quantity: Exact
  public var reason: Reason

  public init(event: Int64, at: Instant, quantity: Exact, reason: Reason) {
    self.event = event
    self.at = at
    self.quantity = quantity
    self.reason = reason
  }

  /// The reason in the words used everywhere, path `usage[event]`.
  public var problem: Problem {
    let path = "usage[\(event)]"
    switch reason {
    case .blockedDestination(let number):
      return Problem(
        .blockedDestination, path: path, "the destination \(number) is blocked in the rate deck",
        remedy: "ask why the network let the call through; unblock the prefix or write the event off")
    case .unknownDestination(let number):
      return Problem(
        .unknownDestination, path: path, "no prefix of the rate deck matches \(number)",
        remedy: "add a prefix for it to the rate deck, publish, and rate again")
    case .missingAttribute(let name):
      return Problem(
        .missingAttribute, path: path, "the event has no usable attribute `\(name)`, which its price needs",
        remedy: "map the field in the import, or correct the event and replay it")
    case .noMatchingCell(let values):
      return Problem(
        .noMatchingCell, path: path, "no cell of the price matrix holds \(values.joined(separator: ", "))",
        remedy: "add a cell for these values, or one with `*`")
    case .noMatchingBand(let instant):
      return Problem(
        .noMatchingBand, path: path, "no time band of the price covers \(instant)",
        remedy: "add a last band without hours or weekdays")
    case .tooLongToSplit:
      return Problem(
        .tooLongToSplit, path: path, "the event lasts \(quantity) units, longer than a year, and its price is by time of day",
        remedy: "check its quantity and unit; a session that really is that long is reported in parts")
    }
  }
}
