public import Primitives

/// What a network asks while something is used.
public struct ChargingRequest: Sendable, Hashable {
  /// What is asked for.
  public enum Kind: String, Sendable, CaseIterable {
    /// A session begins: units are asked for.
    case initial
    /// It goes on: units were used, more are asked for.
    case update
    /// It ends: units were used, the rest is let go.
    case terminate
    /// Something happened once: it is taken whole or not at all.
    case debit
    /// What an earlier debit took is given back.
    case refund
    /// What something would cost; nothing is taken.
    case quote
    /// Whether something could be paid; nothing is taken.
    case check

    /// Whether it moves a session; the others happen once, or are only asked.
    public var isOfSession: Bool { self == .initial || self == .update || self == .terminate }
  }

  /// The network's name of the session; of what happens once, the name of that.
  public var session: String
  /// Counts the requests of a session.
  public var number: Int64
  public var kind: Kind
  /// Who uses it: the key that subscriptions are used under.
  public var subject: String
  /// When it happened.
  public var at: Instant
  public var services: [ServiceUnits]
  /// The debit that is to be given back.
  public var refunds: String?
  /// Where the network's counters run from the session's beginning: `used` is all that was used in it so far, and the request's
  /// number is found when it is decided.
  public var running: RunningCount?
  /// Of a debit: it has happened, whether it can be paid or not. What there is no money for is written down as not collected.
  public var hasHappened = false

  public init(
    session: String, number: Int64 = 0, kind: Kind, subject: String, at: Instant, services: [ServiceUnits] = [], refunds: String? = nil,
    running: RunningCount? = nil
  ) {
    self.session = session
    self.number = number
    self.kind = kind
    self.subject = subject
    self.at = at
    self.services = services
    self.refunds = refunds
    self.running = running
  }
}

/// Units of one service within a request.
public struct ServiceUnits: Sendable, Hashable {
  /// The network's number for what is charged alike; 0 when it has none.
  public var ratingGroup: Int64
  /// The type of the usage, by which prices know it.
  public var service: String
  public var destination: String?
  public var attributes: [String: String]
  /// How many are asked for; the house's usual number when `nil`. Nothing is asked for when it is 0.
  public var requested: Int64?
  /// How many were used since the last request; where counters run, since the session began.
  public var used: Int64

  public init(
    ratingGroup: Int64 = 0, service: String, destination: String? = nil, attributes: [String: String] = [:], requested: Int64? = nil, used: Int64 = 0
  ) {
    self.ratingGroup = ratingGroup
    self.service = service
    self.destination = destination
    self.attributes = attributes
    self.requested = requested
    self.used = used
  }

  /// As many may be used in one request: beyond a pebibyte somebody's counter is broken.
  public static let mostUsed: Int64 = 1 << 50

  /// Why no such number can have been used or be asked for; `nil` when it can.
  var obstacle: String? {
    if used < 0 || requested ?? 0 < 0 { return "there are no units below zero" }
    return used > ServiceUnits.mostUsed ? "more units were used than one request may say, which are \(ServiceUnits.mostUsed)" : nil
  }
}
