public import Primitives

/// By destination: the longest matching prefix decides, either of a rate deck or of routes written in place.
public struct ByPrefix: Sendable, Hashable {
  /// One prefix with a form of its own.
  public struct Route: Sendable, Hashable {
    /// Digits only; empty matches every number.
    public var prefix: String
    public var destination: String
    /// `nil`: calls there are not allowed.
    public var form: PriceForm?

    public init(prefix: String, destination: String, form: PriceForm?) {
      self.prefix = prefix
      self.destination = destination
      self.form = form
    }
  }

  /// The deck that prices; `nil` when `routes` do.
  public var deck: RateDeckCode?
  public var routes: [Route]
  /// The attribute that holds the dialled number.
  public var field: String
  public var perCallRounding: Rounding?
  public var maximumCost: Exact?

  public init(deck: RateDeckCode, field: String = "destination", perCallRounding: Rounding? = nil, maximumCost: Exact? = nil) {
    self.deck = deck
    self.routes = []
    self.field = field
    self.perCallRounding = perCallRounding
    self.maximumCost = maximumCost
  }

  public init(routes: [Route], field: String = "destination", perCallRounding: Rounding? = nil, maximumCost: Exact? = nil) {
    self.deck = nil
    self.routes = routes
    self.field = field
    self.perCallRounding = perCallRounding
    self.maximumCost = maximumCost
  }
}
