import Catalog
import Primitives
import Usage

/// Walks events through a compiled form: charges those that price at once, gathers the rest per leaf.
///
/// Nothing of an event is kept when any part of it cannot be priced: it becomes unrated as a whole.
struct EventPricer {
  /// One charge of the event in hand; `slot` names the explanation step it adds to.
  struct Charge {
    var slot: Int
    var leaf: Int
    var kind: ExplanationStep.Kind
    /// Which step or deck entry; what it is called is looked up only when the explanation step is made.
    var detail: Int
    var quantity: Exact?
    var unitPrice: Exact?
    var amount: Exact
  }

  let form: CompiledForm
  /// Seconds of one unit when the quantity is a length of time; only such events are split at time borders.
  let secondsPerUnit: Int?

  private(set) var steps: [ExplanationStep] = []
  private var slots: [Int: Int] = [:]
  private(set) var unrated: [UnratedUsage] = []
  private var freeUsed: [FreeValueUsed]

  private(set) var pending: [Charge] = []
  /// Quantities of the event in hand for quantity leaves.
  private(set) var gathered: [(leaf: Int, quantity: Exact)] = []
  private var rounding: Rounding?
  private var maximum: Exact?
  private var failure: UnratedUsage.Reason?

  init(form: CompiledForm, secondsPerUnit: Int?) {
    self.form = form
    self.secondsPerUnit = secondsPerUnit
    freeUsed = Array(repeating: FreeValueUsed(), count: form.leaves.count)
  }

  /// Prices one event and gives its amount so far; `nil` when it is unrated. Quantity leaves are in `gathered` until
  /// the next call.
  mutating func add(_ event: MeteredUsage) -> Exact? {
    pending.removeAll(keepingCapacity: true)
    gathered.removeAll(keepingCapacity: true)
    (rounding, maximum, failure) = (nil, nil, nil)
    let mirrored = event.quantity.isNegative
    _ = walk(form.root, event, from: .zero, to: event.quantity.magnitude, first: true)
    if let failure {
      unrated.append(UnratedUsage(event: event.event, at: event.at, quantity: event.quantity, reason: failure))
      gathered.removeAll(keepingCapacity: true)
      return nil
    }
    var amount = Exact.zero
    for charge in pending { amount += charge.amount }
    if let maximum, maximum < amount {
      note(.maximumCost, leaf: 0, detail: 0, quantity: nil, unitPrice: nil, maximum - amount)
      amount = maximum
    }
    if let rounding {
      let rounded = amount.rounded(rounding)
      let difference = rounded - amount
      if !difference.isZero { note(.rounding, leaf: 0, detail: 1, quantity: nil, unitPrice: nil, difference) }
      amount = rounded
    }
    for charge in pending { keep(charge, mirrored: mirrored) }
    if mirrored { for index in gathered.indices { gathered[index].quantity = -gathered[index].quantity } }
    return mirrored ? -amount : amount
  }

  /// A leap year in microseconds.
  private static let longestSplit = Exact(366 * 86_400) * 1_000_000

  // MARK: - The way from the root to a leaf

  /// Prices the stretch `from ..< to` of an event and gives until where it has paid.
  private mutating func walk(_ node: CompiledForm.Node, _ event: MeteredUsage, from: Exact, to: Exact, first: Bool) -> Exact {
    switch node {
    case .leaf(let number):
      return charge(number, event, from: from, to: to, first: first)
    case .deck(let leaf, let deck, let form):
      setRules(form.perCallRounding, form.maximumCost)
      return charge(deck, leaf, event, field: form.field, from: from, to: to, first: first)
    case .routes(let index, let targets, let form):
      setRules(form.perCallRounding, form.maximumCost)
      guard let number = event.attributes[form.field] else { return fail(.missingAttribute(form.field), to) }
      guard let match = index.longestMatch(number) else { return fail(.unknownDestination(number), to) }
      guard let target = targets[match] else { return fail(.blockedDestination(number), to) }
      return walk(target, event, from: from, to: to, first: first)
    case .cells(let dimensions, let cells):
      for cell in cells where matches(cell.values, dimensions, event) {
        return walk(cell.node, event, from: from, to: to, first: first)
      }
      return fail(.noMatchingCell(dimensions.map { event.attributes[$0] ?? "(none)" }), to)
    case .time(let bands, let nodes):
      return walk(bands, nodes, event, from: from, to: to, first: first)
    }
  }

  private func matches(_ values: [String], _ dimensions: [String], _ event: MeteredUsage) -> Bool {
    for (value, dimension) in zip(values, dimensions) where value != "*" {
      if event.attributes[dimension] != value { return false }
    }
    return true
  }

  /// An event that lasts is split where another band begins; a border inside the same band is none.
  private mutating func walk(
    _ bands: TimeBands, _ nodes: [CompiledForm.Node], _ event: MeteredUsage, from: Exact, to: Exact, first: Bool
  ) -> Exact {
    guard let secondsPerUnit else {
      guard let band = bands.band(at: event.at) else { return fail(.noMatchingBand(event.at), to) }
      return walk(nodes[band], event, from: from, to: to, first: first)
    }
    let unit = Exact(secondsPerUnit * 1_000_000)
    let length = to * unit
    guard !length.isOverflow, length <= EventPricer.longestSplit else { return fail(.tooLongToSplit, to) }
    var position = from
    var isFirst = first
    repeat {
      let offset = (position * unit).wholeUnits(.down) ?? 0
      let at = Instant(microseconds: event.at.microseconds + Int64(offset))
      guard let band = bands.band(at: at) else { return fail(.noMatchingBand(at), to) }
      var border = bands.nextBorder(after: at)
      var end = Exact(unscaled: border.microseconds - event.at.microseconds, scale: 0) / unit
      while end < to, bands.band(at: border) == band {
        border = bands.nextBorder(after: border)
        end = Exact(unscaled: border.microseconds - event.at.microseconds, scale: 0) / unit
      }
      position = walk(nodes[band], event, from: position, to: min(end, to), first: isFirst)
      isFirst = false
    } while position < to && failure == nil
    return position
  }

  // MARK: - Leaves

  private mutating func charge(_ number: Int, _ event: MeteredUsage, from: Exact, to: Exact, first: Bool) -> Exact {
    switch form.leaves[number] {
    case .steppedIntervals(let stepped, _):
      setRules(stepped.perCallRounding, stepped.maximumCost)
      if first, !stepped.connectFee.isZero {
        note(.connect, leaf: number, detail: 0, quantity: .one, unitPrice: stepped.connectFee, stepped.connectFee)
      }
      return stepped.price(from: from, to: to) { step, intervals, amount in
        note(.interval, leaf: number, detail: step + 1, quantity: intervals, unitPrice: stepped.steps[step].price, amount)
      }
    case .percentage(let percentage):
      guard first else { return to }
      let price = percentage.price(to, used: &freeUsed[number])
      let free = to - price.paidValue
      if !free.isZero { note(.freeUnits, leaf: number, detail: 0, quantity: free, unitPrice: nil, .zero) }
      if !price.percentPart.isZero {
        note(.percent, leaf: number, detail: 1, quantity: price.paidValue, unitPrice: percentage.percent * Percentage.hundredth, price.percentPart)
      }
      if !price.fixedPart.isZero {
        note(.fixed, leaf: number, detail: 2, quantity: .one, unitPrice: percentage.fixedPerEvent, price.fixedPart)
      }
      if !price.minimumPart.isZero { note(.minimumPerEvent, leaf: number, detail: 3, quantity: nil, unitPrice: nil, price.minimumPart) }
      if !price.maximumPart.isZero { note(.maximumPerEvent, leaf: number, detail: 4, quantity: nil, unitPrice: nil, price.maximumPart) }
      return to
    case .dynamic(let dynamic):
      guard first else { return to }
      guard let amount = event.attributes[dynamic.amountField].flatMap({ Exact($0) }) else {
        return fail(.missingAttribute(dynamic.amountField), to)
      }
      // The amount carries its own sign; what is mirrored below for a negative quantity is turned back here.
      let own = amount * dynamic.factor
      note(.dynamic, leaf: number, detail: 0, quantity: to, unitPrice: nil, event.quantity.isNegative ? -own : own)
      return to
    default:
      gathered.append((number, to - from))
      return to
    }
  }

  private mutating func charge(
    _ deck: CompiledDeck, _ leaf: Int, _ event: MeteredUsage, field: String, from: Exact, to: Exact, first: Bool
  ) -> Exact {
    guard let number = event.attributes[field] else { return fail(.missingAttribute(field), to) }
    guard let entry = deck.index.longestMatch(number) else { return fail(.unknownDestination(number), to) }
    if deck.deck.entries[entry].blocked { return fail(.blockedDestination(number), to) }
    let rate = deck.rates[entry]
    let connectFee = deck.deck.entries[entry].connectFee
    if first, !connectFee.isZero {
      note(.connect, leaf: leaf, detail: entry * 3, quantity: .one, unitPrice: connectFee, connectFee)
    }
    var position = from
    if position < rate.firstIncrement, position < to {
      note(.interval, leaf: leaf, detail: entry * 3 + 1, quantity: .one, unitPrice: rate.firstPrice, rate.firstPrice)
      position = rate.firstIncrement
    }
    if position < to {
      let intervals = wholeParts(of: to - position, size: rate.increment)
      note(.interval, leaf: leaf, detail: entry * 3 + 2, quantity: intervals, unitPrice: rate.price, intervals * rate.price)
      position += intervals * rate.increment
    }
    return position
  }

  /// The rule nearest the root counts; a split call is rounded and capped as a whole.
  private mutating func setRules(_ rounding: Rounding?, _ maximum: Exact?) {
    if self.rounding == nil { self.rounding = rounding }
    if self.maximum == nil { self.maximum = maximum }
  }

  private mutating func fail(_ reason: UnratedUsage.Reason, _ to: Exact) -> Exact {
    failure = reason
    return to
  }

  private mutating func note(
    _ kind: ExplanationStep.Kind, leaf: Int, detail: Int, quantity: Exact?, unitPrice: Exact?, _ amount: Exact
  ) {
    let general = kind == .maximumCost || kind == .rounding
    pending.append(
      Charge(
        slot: general ? -1 - detail : leaf << 32 | detail, leaf: leaf, kind: kind, detail: detail, quantity: quantity,
        unitPrice: unitPrice, amount: amount))
  }

  // MARK: - Explanation

  private mutating func keep(_ charge: Charge, mirrored: Bool) {
    let amount = mirrored ? -charge.amount : charge.amount
    let quantity = mirrored ? charge.quantity.map { -$0 } : charge.quantity
    if let index = slots[charge.slot] {
      steps[index].amount += amount
      if let quantity, let known = steps[index].quantity { steps[index].quantity = known + quantity }
    } else {
      slots[charge.slot] = steps.count
      steps.append(
        ExplanationStep(charge.kind, label: label(charge), quantity: quantity, unitPrice: charge.unitPrice, amount: amount))
    }
  }

  private func label(_ charge: Charge) -> String? {
    if charge.slot < 0 { return nil }
    let outer = form.leafLabels[charge.leaf]
    let inner: String?
    switch form.leaves[charge.leaf] {
    case .deck(let deck): inner = deck.deck.entries[charge.detail / 3].destination
    case .steppedIntervals(_, let labels): inner = charge.detail > 0 ? labels[charge.detail - 1] : nil
    default: inner = nil
    }
    guard let inner else { return outer }
    return outer.map { "\($0) / \(inner)" } ?? inner
  }
}
