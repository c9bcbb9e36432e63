public import Catalog
public import Primitives

extension Package {
  /// How many packages a quantity takes, after the free units.
  public func count(_ quantity: Exact) -> Exact {
    let paid = quantity - freeUnits
    guard paid.isPositive else { return .zero }
    return wholeParts(of: paid, size: size, rounding == .up ? .up : .down)
  }

  /// The packages opened between where the period stood and where it goes.
  func price(from: Exact?, to: Exact, into steps: inout [ExplanationStep]) {
    let free = min(max(.zero, to), freeUnits) - min(max(.zero, from ?? .zero), freeUnits)
    if !free.isZero { steps.append(ExplanationStep(.freeUnits, quantity: free, amount: .zero)) }
    let packages = count(to) - (from.map { count($0) } ?? .zero)
    if !packages.isZero {
      steps.append(ExplanationStep(.package, quantity: packages, unitPrice: price, amount: packages * price))
    }
  }
}
