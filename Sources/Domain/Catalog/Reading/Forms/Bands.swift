public import Primitives

extension ProblemCode {
  public static let catalogTierGap = ProblemCode("catalog.tier-gap")
  public static let catalogTierOverlap = ProblemCode("catalog.tier-overlap")
  public static let catalogTierOrder = ProblemCode("catalog.tier-order")
  public static let catalogTierEnd = ProblemCode("catalog.tier-end")
}

extension FormFields {
  /// The bounds of one band: `upTo` (or `to`) and, when written, `from`.
  struct Bounds {
    var from: Exact?
    var upTo: Exact?
    var node: SourceNode
  }

  mutating func bounds() -> Bounds {
    let upTo = reader.node["upTo"] == nil ? reader.optionalNumber("to") : reader.optionalNumber("upTo")
    return Bounds(from: reader.optionalNumber("from"), upTo: upTo, node: reader.node)
  }

  /// Bands must rise without gap or overlap and end open; `capped: true` lets the last one end.
  ///
  /// `from` may repeat the bound before it, or be the whole number after it: 0–10, 11–20 is the same as 0–10, 10–20.
  mutating func check(_ bands: [Bounds]) {
    let capped = reader.optionalFlag("capped") ?? false
    var before: Exact?
    for (index, band) in bands.enumerated() {
      let place = { (key: String) in band.node[key] ?? band.node }
      let expected = before ?? .zero
      if let from = band.from, index == 0 || before != nil, from != expected, from != expected + 1 {
        if from > expected {
          reader.report(
            .catalogTierGap, place("from"), "the tiers leave a gap: nothing prices what lies between \(expected) and \(from)",
            remedy: "write `from: \(expected)`, or leave `from` out")
        } else {
          reader.report(
            .catalogTierOverlap, place("from"), "the tier begins at \(from), inside the tier before it, which ends at \(expected)",
            remedy: "write `from: \(expected)`, or leave `from` out")
        }
      }
      guard let upTo = band.upTo else {
        if index < bands.count - 1 {
          reader.report(
            .catalogTierOrder, band.node, "only the last tier may be without `upTo`; tiers after this one would never be reached",
            remedy: "give this tier an `upTo`, or move it to the end")
        }
        before = nil
        continue
      }
      if upTo <= expected, index > 0 && before != nil || !upTo.isPositive {
        reader.report(
          .catalogTierOrder, place(band.node["upTo"] == nil ? "to" : "upTo"),
          "the tier ends at \(upTo), which is not above \(expected), where it begins", remedy: "write the tiers in rising order of `upTo`")
      }
      before = upTo
    }
    if let last = bands.last, let upTo = last.upTo, !capped {
      reader.report(
        .catalogTierEnd, last.node, "the last tier ends at \(upTo), so a larger quantity has no price",
        remedy: "leave `upTo` out of the last tier, or write `capped: true` beside `tiers` when what is beyond is meant to be free")
    }
  }
}
