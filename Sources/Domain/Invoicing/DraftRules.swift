/// Choices of the operator about how charges become an invoice.
public struct DraftRules: Sendable, Hashable {
  /// What happens to lines of amount zero. Dropped ones are counted, never silent.
  public enum ZeroLines: String, Sendable, Codable, CaseIterable {
    case keep, drop
    /// Only usage that cost nothing is dropped; a free plan still shows.
    case dropUsage = "drop-usage"
  }

  /// Which day decides the tax rate.
  public enum TaxPoint: String, Sendable, Codable, CaseIterable {
    /// The last day of the service, or the day of issue when that comes first (charges in advance).
    case supplied
    /// The day of issue, for all lines.
    case issued
  }

  public var zeroLines: ZeroLines
  public var taxPoint: TaxPoint

  public init(zeroLines: ZeroLines = .dropUsage, taxPoint: TaxPoint = .supplied) {
    self.zeroLines = zeroLines
    self.taxPoint = taxPoint
  }

  public static let standard = DraftRules()
}
