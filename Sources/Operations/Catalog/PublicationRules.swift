import Catalog
public import Primitives
import Taxation

extension ProblemCode {
  public static let catalogChangesPublishedPrice = ProblemCode("catalog.changes-published-price")
}

/// Publishing never changes what was already priced: on every day up to and including `settledThrough`, each price
/// that was published gives what it gave before. Prices for later days may change freely.
public struct PublicationRules {
  private let old: CatalogRelease
  private let new: CatalogRelease
  private let settledThrough: Day

  public init(from old: CatalogRelease, to new: CatalogRelease, settledThrough: Day) {
    self.old = old
    self.new = new
    self.settledThrough = settledThrough
  }

  /// Everything that keeps `new` from being published after `old`.
  public func problems() -> [Problem] {
    var problems: [Problem] = []
    var meters: Set<MeterCode> = []
    var decks: Set<RateDeckCode> = []
    var calendars: Set<CalendarCode> = []
    for offering in old.catalog.offerings where offering.effective.from <= settledThrough {
      if new.index.offering(offering.code) == nil {
        problems.append(
          problem(
            "", "", "the offering \"\(offering.code)\" is published and is missing here",
            "keep it, and end it with `to: \(firstFreeDay)` or a later day if it should no longer be sold"))
        continue
      }
      for price in offering.prices {
        let inForce = price.versions.filter { $0.effective.from <= settledThrough }
        guard !inForce.isEmpty else { continue }
        problems += compare(price)
        if case .usage(let terms) = price.kind { meters.insert(terms.meter) }
        for version in inForce {
          version.form.visit {
            if case .byPrefix(let form) = $0, let deck = form.deck { decks.insert(deck) }
            if case .byTime(let form) = $0, let calendar = form.calendar { calendars.insert(calendar) }
          }
        }
      }
    }
    problems += compareMeters(meters) + compareDecks(decks) + compareCalendars(calendars) + comparePromotions() + compareTaxes()
    return problems
  }

  private func compare(_ price: OfferingPrice) -> [Problem] {
    guard let next = new.index.price(price.code) else {
      return [
        problem(
          "offering", old.index.offering(of: price.code)?.code.text ?? "", "the price \"\(price.code)\" is in force and is missing here",
          "keep it, and end its versions with `to: \(firstFreeDay)` or a later day; end its offering too if it should no longer be sold")
      ]
    }
    var problems: [Problem] = []
    if next.kind != price.kind || next.taxCategory != price.taxCategory {
      problems.append(
        problem(
          "price", price.code.text, "the price \"\(price.code)\" is in force, and its kind or tax category changes",
          "write the new terms as a price with its own code from \(firstFreeDay) on, and end this one with `to`"))
    }
    for currency in Set(price.versions.map(\.currency)).sorted() {
      if let day = firstDifference(price, next, currency) { problems.append(changed(price, next, currency, day)) }
    }
    return problems
  }

  /// The first settled day on which the two give different prices; prices change only where a version starts or ends.
  private func firstDifference(_ price: OfferingPrice, _ next: OfferingPrice, _ currency: Currency) -> Day? {
    let versions = (price.versions + next.versions).filter { $0.currency == currency }
    let borders = Set(versions.flatMap { [$0.effective.from, $0.effective.to].compactMap(\.self) })
    return borders.filter { $0 <= settledThrough }.sorted().first { day in
      guard let before = price.version(on: day, in: currency) else { return false }
      guard let after = next.version(on: day, in: currency) else { return true }
      return before.form != after.form || before.adjustments != after.adjustments || before.rounding != after.rounding
        || before.taxInclusive != after.taxInclusive
    }
  }

  private func changed(_ price: OfferingPrice, _ next: OfferingPrice, _ currency: Currency, _ day: Day) -> Problem {
    let before = price.version(on: day, in: currency)
    let after = next.version(on: day, in: currency)
    let unit = price.unit(in: old.index)
    func words(_ version: PriceVersion?) -> String {
      guard let version else { return "nothing" }
      return version.form.words(unit: unit, currency: currency).joined(separator: "; ")
    }
    let same = words(before) == words(after)
    let key = "\(price.code) \(currency) \(after?.effective.from ?? day)"
    return problem(
      after == nil ? "price" : "version", after == nil ? price.code.text : key,
      "the price \"\(price.code)\" in \(currency) is in force since \(before?.effective.from ?? day), and would change for \(day): "
        + (same ? "its adjustments, rounding or tax differ" : "\(words(before)) → \(words(after))"),
      "keep the published version as it was, end it with `to: \(firstFreeDay)` or a later day, and add a version from that day on")
  }

  private func compareMeters(_ used: Set<MeterCode>) -> [Problem] {
    used.sorted().compactMap { code in
      guard let before = old.index.meter(code) else { return nil }
      guard let after = new.index.meter(code) else { return nil }
      let same =
        before.eventType == after.eventType && before.valueField == after.valueField && before.unit == after.unit
        && before.aggregation == after.aggregation && before.uniqueField == after.uniqueField
        && before.operationField == after.operationField
        && before.bucketSeconds == after.bucketSeconds
      return same ? nil : problem("meter", code.text, "the meter \"\(code)\" measures for prices in force, and would measure differently", "add a meter with another code, and a price that uses it from \(firstFreeDay) on")
    }
  }

  private func compareDecks(_ used: Set<RateDeckCode>) -> [Problem] {
    used.sorted().compactMap { code in
      guard let before = old.index.deck(code), let after = new.index.deck(code) else { return nil }
      guard let first = RateDeckDifference(from: before, to: after).fields.first else { return nil }
      return problem(
        "deck", code.text,
        "the rate deck \"\(code)\" prices calls already, and would change: \(first.name) \(first.old ?? "nothing") → \(first.new ?? "nothing")",
        "add the new rows as a deck with another code, and a price version from \(firstFreeDay) on that names it")
    }
  }

  private func compareCalendars(_ used: Set<CalendarCode>) -> [Problem] {
    used.sorted().compactMap { code in
      guard let before = old.index.calendar(code), let after = new.index.calendar(code) else { return nil }
      let moved = before.holidays.symmetricDifference(after.holidays).filter { $0 <= settledThrough }.sorted()
      if before.zoneName == after.zoneName, moved.isEmpty { return nil }
      return problem(
        "calendar", code.text,
        moved.isEmpty ? "the calendar \"\(code)\" prices calls already, and would change its zone" : "the calendar \"\(code)\" would change the past: \(moved.map(\.description).joined(separator: ", "))",
        "leave days up to \(settledThrough) as they were; later days may change")
    }
  }

  private func comparePromotions() -> [Problem] {
    old.catalog.promotions.filter { $0.effective.from <= settledThrough }.compactMap { before in
      let after = new.index.promotion(before.code)
      if let after, after.reduction == before.reduction, after.scope == before.scope, after.cycles == before.cycles,
        after.effective.from == before.effective.from,
        after.effective.to == before.effective.to || (after.effective.to.map { $0 > settledThrough } ?? (before.effective.to.map { $0 > settledThrough } ?? true))
      {
        return nil
      }
      return problem(
        "promotion", before.code.text,
        after == nil ? "the promotion \"\(before.code)\" has begun and is missing here" : "the promotion \"\(before.code)\" has begun, and would change",
        "keep it as published; it may end with `to: \(firstFreeDay)` or later, and a new one may begin then")
    }
  }

  private func compareTaxes() -> [Problem] {
    old.taxes.rates.filter { $0.from <= settledThrough }.compactMap { before in
      let after = new.taxes.rates.first {
        $0.category == before.category && $0.country == before.country && $0.region == before.region && $0.from == before.from
      }
      if let after, after.percent == before.percent, after.treatment == before.treatment,
        after.to == before.to || (after.to.map { $0 > settledThrough } ?? (before.to.map { $0 > settledThrough } ?? true))
      {
        return nil
      }
      let place = before.country + (before.region.map { "-\($0)" } ?? "")
      return problem(
        "tax", before.category.text, "the tax rate of \"\(before.category)\" in \(place) from \(before.from) is in force, and would change",
        "keep it, end it with `to: \(firstFreeDay)` or a later day, and add a rate from that day on")
    }
  }

  private var firstFreeDay: Day { settledThrough.adding(days: 1) }

  private func problem(_ kind: String, _ key: String, _ message: String, _ remedy: String) -> Problem {
    let spot = new.places.spot(kind, key)
    return Problem(
      .catalogChangesPublishedPrice, at: spot?.place ?? .init(file: new.source.folder.isEmpty ? "catalog" : new.source.folder),
      path: spot?.path ?? "", message, remedy: remedy)
  }
}
