public import Primitives

/// Which use a control looks at: all of it, or what fits every condition that it names.
public struct ControlledUse: Sendable, Hashable {
  /// Types of usage; none: all.
  public var services: [String]
  /// The network's numbers for what is charged alike; none: all.
  public var ratingGroups: [Int64]
  /// What destinations begin with; none: all, also those without one.
  public var destinations: [String]
  /// Attributes that it must have, such as `roaming` of `yes`.
  public var attributes: [String: String]

  public init(services: [String] = [], ratingGroups: [Int64] = [], destinations: [String] = [], attributes: [String: String] = [:]) {
    self.services = services
    self.ratingGroups = ratingGroups
    self.destinations = destinations
    self.attributes = attributes
  }

  public static let everything = ControlledUse()

  /// Whether somebody's use fits.
  public func holds(_ asked: ServiceUnits) -> Bool {
    (services.isEmpty || services.contains(asked.service)) && (ratingGroups.isEmpty || ratingGroups.contains(asked.ratingGroup))
      && (destinations.isEmpty || destinations.contains { asked.destination?.hasPrefix($0) ?? false })
      && attributes.allSatisfy { asked.attributes[$0.key] == $0.value }
  }
}

extension ControlledUse: CustomStringConvertible {
  /// The same words in every process, so that a repeated command is known for the same.
  public var description: String {
    let attributes = attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(services) \(ratingGroups) \(destinations) \(attributes)"
  }
}
