import Bootstrap
import Operations

/// Offers of a world.
extension World {
  var quotes: Quotes { Quotes(installation, clock: clock) }

  /// - Parameters:
  ///   - fields: of the quote, in YAML flow style; likewise `line`.
  @discardableResult
  func quote(_ reference: String, to account: String, _ fields: String, line: String) throws -> MakeQuote.Made {
    try quotes.make(paper("{reference: \(reference), customer: \(account), account: \(account), \(fields), lines: [{\(line)}]}\n"))
  }
}
