import Primitives

/// The arithmetic of giving back an unused part of what was billed.
public enum Repair {
  /// `amountMinor` times `share` over `whole`, rounded half up (away from zero) to the smallest unit.
  public static func shareMinor(of amountMinor: Int64, _ share: Int, _ whole: Int) -> Int64 {
    if share == whole { return amountMinor }
    guard whole > 0 else { return 0 }
    let exact = Exact(unscaled: amountMinor, scale: 0) * Exact.ratio(share, whole)
    return exact.minorUnits(digits: 0, mode: .halfUp) ?? 0
  }

  /// A credit, cut to what is left of the billed amount: it has the opposite sign of `left` and at most its size.
  public static func capped(_ creditMinor: Int64, left: Int64) -> (amountMinor: Int64, capped: Bool) {
    let most = -left
    if most <= 0 {
      let amount = min(0, max(creditMinor, most))
      return (amount, amount != creditMinor)
    }
    let amount = max(0, min(creditMinor, most))
    return (amount, amount != creditMinor)
  }
}
