/// What somebody wants to spend on, as far as buckets may care.
public struct SpendingPurpose: Sendable, Hashable {
  /// The kind of service, such as `data` or `voice`: the type of the usage.
  public var service: String?
  /// The network's number for what is charged alike.
  public var ratingGroup: Int64?
  /// Whom it goes to: a dialled number, a network.
  public var destination: String?

  public init(service: String? = nil, ratingGroup: Int64? = nil, destination: String? = nil) {
    self.service = service
    self.ratingGroup = ratingGroup
    self.destination = destination
  }
}

/// What a bucket may not be spent on.
public enum SpendingBlocker: Sendable, Hashable {
  case service(String)
  case ratingGroup(Int64)
  /// Destinations that begin so.
  case destination(String)

  /// Reads `service:voice`, `rating-group:10`, `destination:+882`.
  public init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let value = String(text[text.index(after: colon)...])
    guard !value.isEmpty, value.utf8.count <= 100, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x2C }) else { return nil }
    switch text[..<colon] {
    case "service": self = .service(value)
    case "rating-group":
      guard let number = Int64(value), number >= 0 else { return nil }
      self = .ratingGroup(number)
    case "destination": self = .destination(value)
    default: return nil
    }
  }

  public var text: String {
    switch self {
    case .service(let name): "service:\(name)"
    case .ratingGroup(let number): "rating-group:\(number)"
    case .destination(let prefix): "destination:\(prefix)"
    }
  }

  /// Whether it keeps a bucket from being spent on this.
  public func blocks(_ purpose: SpendingPurpose) -> Bool {
    switch self {
    case .service(let name): purpose.service == name
    case .ratingGroup(let number): purpose.ratingGroup == number
    case .destination(let prefix): purpose.destination?.hasPrefix(prefix) ?? false
    }
  }
}
