public import Operations

/// Whose tokens are taken, and how their issuers are reached.
public struct IssuerSettings: Sendable {
  public var issuers: [TrustedIssuer]
  /// Addresses within the operator's network at which issuers may be asked.
  public var networks: [Network]
  /// A PEM file of certificates that are trusted beside the system's.
  public var trustFile: String?

  public init(issuers: [TrustedIssuer] = [], networks: [Network] = [], trustFile: String? = nil) {
    self.issuers = issuers
    self.networks = networks
    self.trustFile = trustFile
  }
}
