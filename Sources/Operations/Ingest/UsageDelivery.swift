/// Usage events as one sender sent them together.
public struct UsageDelivery: Sendable {
  /// One CloudEvent as JSON, or a list of them.
  public var body: [UInt8]

  public init(body: [UInt8]) { self.body = body }
}
