/// What networks' services are called in the catalog over Nchf, and who uses them.
public struct NchfSettings: Sendable {
  /// What a subject is named by.
  public enum Subject: String, Sendable, CaseIterable {
    /// The public number where one is said, else the permanent identity.
    case any
    /// GPSI, without `msisdn-`.
    case gpsi
    /// SUPI, without `imsi-`.
    case supi
  }

  /// Types of usage by rating group; they win over what a request says of itself.
  public var ratingGroups: [UInt32: String]
  public var subject: Subject
  public var quota: QuotaTerms
  /// How long the first answer to what a network is told unasked is waited for, and how often it is told at most; each time
  /// twice as long is waited.
  public var orderRetrySeconds = 4
  public var orderAttempts = 4

  public init(ratingGroups: [UInt32: String] = [:], subject: Subject = .any, quota: QuotaTerms = QuotaTerms()) {
    self.ratingGroups = ratingGroups
    self.subject = subject
    self.quota = quota
  }
}
