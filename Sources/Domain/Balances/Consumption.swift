public import Primitives

/// What pays for a quantity, bucket by bucket, and why: the written order of consumption.
///
/// 1. What was set aside for the same thing is taken first, in the order in which it was set aside.
/// 2. Then buckets that are valid and not blocked, of the unit that is asked for; units are asked for before money.
/// 3. Among them the one with the smaller priority, then the one that ends sooner, then the older one.
/// 4. Each gives what it has above its floor, and the next one the rest.
public struct Consumption: Sendable, Hashable {
  /// What one bucket gives.
  public struct Part: Sendable, Hashable {
    /// The bucket's number.
    public var bucket: Int
    /// In the bucket's own units.
    public var taken: Int64
    /// What of the quantity that pays for.
    public var covered: Int64

    public init(bucket: Int, taken: Int64, covered: Int64) {
      self.bucket = bucket
      self.taken = taken
      self.covered = covered
    }
  }

  public var parts: [Part]
  /// What of the quantity is paid for.
  public var covered: Int64
  /// Every bucket that was looked at, in order.
  public var steps: [ConsumptionStep]

  public init(parts: [Part] = [], covered: Int64 = 0, steps: [ConsumptionStep] = []) {
    self.parts = parts
    self.covered = covered
    self.steps = steps
  }

  mutating func take(_ part: Part, wasReserved: Bool) {
    covered += part.covered
    if let index = parts.firstIndex(where: { $0.bucket == part.bucket }) {
      parts[index].taken += part.taken
      parts[index].covered += part.covered
    } else {
      parts.append(part)
    }
    steps.append(ConsumptionStep(bucket: part.bucket, .took(part.taken, covering: part.covered, wasReserved: wasReserved)))
  }
}

/// What came of looking at one bucket.
public struct ConsumptionStep: Sendable, Hashable {
  /// What the bucket gave, or why it gave nothing.
  public enum Outcome: Sendable, Hashable {
    case took(Int64, covering: Int64, wasReserved: Bool)
    case blocked(SpendingBlocker)
    case notYetValid(from: Instant)
    case over(since: Instant)
    case empty
  }

  public var bucket: Int
  public var outcome: Outcome

  public init(bucket: Int, _ outcome: Outcome) {
    self.bucket = bucket
    self.outcome = outcome
  }
}

extension CustomerBalance {
  /// The numbers of the buckets of a unit in the order in which they are spent.
  public func order(of unit: BalanceUnit) -> [Int] {
    if buckets.count == 1 { return buckets[0].terms.unit == unit ? [buckets[0].number] : [] }
    return buckets.filter { $0.terms.unit == unit }.sorted { a, b in
      (a.terms.priority, a.terms.validTo?.microseconds ?? .max, a.number) < (b.terms.priority, b.terms.validTo?.microseconds ?? .max, b.number)
    }.map(\.number)
  }

  /// What pays for a quantity of a unit; less than all of it when less is there.
  ///
  /// - Parameter reserved: what was set aside for it and still is.
  public func consumption(
    of quantity: Int64, in unit: BalanceUnit, for purpose: SpendingPurpose, at instant: Instant, reserved: [Consumption.Part] = []
  ) -> Consumption {
    var consumption = Consumption()
    for part in reserved where consumption.covered < quantity {
      guard let bucket = self[part.bucket] else { continue }
      let covered = min(part.covered, quantity - consumption.covered)
      let taken = covered == part.covered ? part.taken : min(part.taken, bucket.cost(of: covered))
      if covered > 0 { consumption.take(.init(bucket: part.bucket, taken: taken, covered: covered), wasReserved: true) }
    }
    if consumption.covered >= quantity { return consumption }
    for number in order(of: unit) {
      guard consumption.covered < quantity, let bucket = self[number] else { break }
      if let why = bucket.obstacle(to: purpose, at: instant) {
        consumption.steps.append(ConsumptionStep(bucket: number, why))
        continue
      }
      // What is set aside for this very thing is not available to anything else, itself included.
      let covered = min(bucket.coverage(of: bucket.available), quantity - consumption.covered)
      if covered <= 0 {
        consumption.steps.append(ConsumptionStep(bucket: number, .empty))
      } else {
        consumption.take(.init(bucket: number, taken: bucket.cost(of: covered), covered: covered), wasReserved: false)
      }
    }
    return consumption
  }

  /// Sets parts aside.
  public mutating func reserve(_ parts: [Consumption.Part]) {
    for part in parts {
      if let index = buckets.firstIndex(where: { $0.number == part.bucket }) { buckets[index].reserved += part.taken }
    }
  }

  /// Sets aside again what is still there of parts that were let go of; returns what that is.
  public mutating func reserveWhatIsThere(of parts: [Consumption.Part]) -> [Consumption.Part] {
    var kept: [Consumption.Part] = []
    for part in parts {
      guard let bucket = self[part.bucket] else { continue }
      let taken = min(part.taken, max(0, bucket.available))
      if taken == 0 { continue }
      let covered = taken == part.taken ? part.covered : min(part.covered, bucket.coverage(of: taken))
      kept.append(Consumption.Part(bucket: part.bucket, taken: taken, covered: covered))
      reserve([kept[kept.count - 1]])
    }
    return kept
  }

  /// Lets go of what was set aside.
  public mutating func release(_ parts: [Consumption.Part]) {
    for part in parts {
      if let index = buckets.firstIndex(where: { $0.number == part.bucket }) { buckets[index].reserved -= part.taken }
    }
  }
}

extension BalanceChange {
  /// Takes what pays for something.
  public mutating func consume(_ parts: [Consumption.Part]) {
    for part in parts { move(part.bucket, .consumption, 0 - part.taken) }
  }

  /// Gives back what was taken, to the buckets it came from.
  public mutating func refund(_ parts: [Consumption.Part]) {
    for part in parts { move(part.bucket, .refund, part.taken) }
  }
}

extension BalanceBucket {
  fileprivate func obstacle(to purpose: SpendingPurpose, at instant: Instant) -> ConsumptionStep.Outcome? {
    if instant < terms.validFrom { return .notYetValid(from: terms.validFrom) }
    if let end = terms.validTo, end <= instant { return .over(since: end) }
    return terms.blockers.first { $0.blocks(purpose) }.map { .blocked($0) }
  }
}
