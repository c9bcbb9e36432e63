public import Operations
public import Primitives

/// A simulation of prices to be shown.
public struct SimulationView: Sendable {
  public var language: ReaderLanguage
  /// What the draft is called, such as its folder.
  public var catalog: String
  public var period: ServicePeriod
  public var segment: String?
  public var pricedOn: Day?
  public var report: SimulationReport
  public var offerings: [OfferingCode: LocalizedText]

  public init(
    language: ReaderLanguage, catalog: String, period: ServicePeriod, segment: String? = nil, pricedOn: Day? = nil,
    report: SimulationReport, offerings: [OfferingCode: LocalizedText]
  ) {
    self.language = language
    self.catalog = catalog
    self.period = period
    self.segment = segment
    self.pricedOn = pricedOn
    self.report = report
    self.offerings = offerings
  }
}
