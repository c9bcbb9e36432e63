public import Operations

/// How webhooks are sent.
public struct WebhookSettings: Sendable {
  /// Addresses within the operator's network that may be sent to in spite of where they lie.
  public var networks: [Network]
  /// A PEM file of certificates that are trusted beside the system's.
  public var trustFile: String?
  /// The file with the key that seals secrets; the home's own when nothing says otherwise.
  public var secretsKeyFile: String?
  /// What the installation calls itself in events.
  public var source: String
  /// Whether this process sends what is due.
  public var sends: Bool
  /// How long one attempt may take, from looking the name up to the whole answer.
  public var timeoutSeconds: Int

  public init(
    networks: [Network] = [], trustFile: String? = nil, secretsKeyFile: String? = nil, source: String = "urn:florin", sends: Bool = true,
    timeoutSeconds: Int = 15
  ) {
    self.timeoutSeconds = timeoutSeconds
    self.networks = networks
    self.trustFile = trustFile
    self.secretsKeyFile = secretsKeyFile
    self.source = source
    self.sends = sends
  }
}
