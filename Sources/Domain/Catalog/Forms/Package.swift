public import Primitives

/// A price for each package of units; a started package counts in full unless rounding is down.
public struct Package: Sendable, Hashable {
  /// Whether a started package counts in full or not at all.
  public enum PartialPackage: String, Sendable, CaseIterable { case up, down }

  public var size: Exact
  public var price: Exact
  public var freeUnits: Exact
  public var rounding: PartialPackage

  public init(size: Exact, price: Exact, freeUnits: Exact = .zero, rounding: PartialPackage = .up) {
    self.size = size
    self.price = price
    self.freeUnits = freeUnits
    self.rounding = rounding
  }
}
