import Primitives

/// How many parts of `size` a quantity fills, a started one counted in full (`.up`) or left out (`.down`).
///
/// Whole seconds and bytes take the short way; any exact number is right. `size` is positive.
func wholeParts(of quantity: Exact, size: Exact, _ mode: RoundingMode = .up) -> Exact {
  if let q = quantity.unscaled64, let s = size.unscaled64, quantity.fractionDigits == size.fractionDigits, s > 0, q >= 0 {
    let (full, rest) = q.quotientAndRemainder(dividingBy: s)
    return Exact(unscaled: rest > 0 && mode == .up ? full + 1 : full, scale: 0)
  }
  return (quantity / size).rounded(0, mode)
}

func clamped(_ value: Exact, _ low: Exact?, _ high: Exact?) -> Exact {
  if let high, high < value { return high }
  if let low, value < low { return low }
  return value
}

/// `0–100`, `100–∞`: the bounds of bands, written once when a price is made ready.
func bandLabels(_ upperBounds: [Exact?]) -> [String] {
  var lower = Exact.zero
  return upperBounds.map { upper in
    defer { lower = upper ?? lower }
    return "\(lower)–\(upper.map(\.description) ?? "∞")"
  }
}
