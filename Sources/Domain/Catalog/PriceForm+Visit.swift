extension PriceForm {
  /// Calls `body` with this form and every form inside it, outermost first.
  public func visit(_ body: (PriceForm) -> Void) {
    body(self)
    switch self {
    case .byDimension(let matrix): for cell in matrix.cells { cell.form.visit(body) }
    case .byPrefix(let byPrefix): for route in byPrefix.routes { route.form?.visit(body) }
    case .byTime(let byTime): for band in byTime.bands { band.form.visit(body) }
    default: break
    }
  }

  /// True when the form looks at single events, so that it means nothing without usage.
  public var needsEvents: Bool {
    switch self {
    case .percentage, .graduatedPercentage, .steppedIntervals, .dynamic, .byDimension, .byPrefix, .byTime: true
    case .flat, .perUnit, .graduated, .volume, .package, .blockTiers, .capacity: false
    }
  }
}

extension Catalog {
  /// The time zones that prices by time of day are stated in.
  public var priceZoneNames: Set<String> {
    var names: Set<String> = []
    for version in offerings.flatMap(\.prices).flatMap(\.versions) {
      version.form.visit { form in
        if case .byTime(let byTime) = form { names.insert(byTime.zoneName) }
      }
    }
    return names
  }
}
