public import Primitives

/// How many documents go out without paper, and why the others stay on it.
public struct PaperlessRate: Sendable, Hashable {
  /// What is counted together.
  public struct Group: Sendable, Hashable, Comparable {
    public var seller: SellerCode
    public var segment: String
    /// Of the address, two capital letters (ISO 3166-1).
    public var country: String

    public init(seller: SellerCode, segment: String, country: String) {
      self.seller = seller
      self.segment = segment
      self.country = country
    }

    public static func < (left: Group, right: Group) -> Bool {
      (left.seller.text, left.segment, left.country) < (right.seller.text, right.segment, right.country)
    }
  }

  /// Documents by how they go out.
  public struct Counts: Sendable, Hashable {
    public var channels: [DeliveryChannel: Int] = [:]

    public init() {}

    public var documents: Int { channels.values.reduce(0, +) }
    public var paper: Int { channels.reduce(0) { $0 + ($1.key.isPaper ? $1.value : 0) } }
    public var digital: Int { documents - paper }

    public func on(paper reason: DeliveryChannel.PaperReason) -> Int { channels[.paper(reason)] ?? 0 }
    public func digital(_ reason: DeliveryChannel.DigitalReason) -> Int { channels[.digital(reason)] ?? 0 }

    /// In per cent with one digit, rounded down, so that a hundred means all; `nil` of no documents.
    public var percent: Exact? { documents == 0 ? nil : Exact(unscaled: Int64(digital * 1_000 / documents), scale: 1) }
  }

  public private(set) var groups: [Group: Counts] = [:]

  public init() {}

  public mutating func add(_ channel: DeliveryChannel, _ group: Group) { groups[group, default: Counts()].channels[channel, default: 0] += 1 }

  public var total: Counts {
    groups.values.reduce(into: Counts()) { sum, counts in sum.channels.merge(counts.channels, uniquingKeysWith: +) }
  }
}
