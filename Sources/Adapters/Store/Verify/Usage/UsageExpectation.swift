import Primitives
import Usage

/// What must stand in the projections of usage, added up from the events in the order they were accepted and from the
/// subjects as each round knew them.
final class UsageExpectation {
  /// Who pays for an event, and in which round that was decided.
  struct Assignment: Equatable {
    var round: Int64
    var account: Int64
    var subscription: Int64

    /// Of events older than what can be told.
    static let untold = Assignment(round: 0, account: 0, subscription: 0)
  }

  /// The columns from which an event is added up, in this order.
  static let columns = "event, source, id, subject, type, at, quantity_digits, quantity_scale, attributes"

  private(set) var seen: Fingerprint
  private(set) var assigned: Fingerprint
  /// Accepted events that nobody has claimed, in order.
  private(set) var held: [Int64] = []
  private let subjects: SubjectIndex
  private let mark = IdentityMark()
  private let firstTold: Int64
  private var rounds: UsageRounds
  private let event: Statement
  private let isHeld: Statement
  /// Called with each event that is decided, for naming differences; row as `columns`.
  private let decided: ((Int64, Assignment?) -> Void)?

  init(_ c: Connection, subjects: SubjectIndex, keys: Fingerprint.Keys, decided: ((Int64, Assignment?) -> Void)? = nil) throws {
    self.subjects = subjects
    self.decided = decided
    seen = Fingerprint(keys)
    assigned = Fingerprint(keys)
    firstTold = try UsageRounds.firstTold(c)
    rounds = try UsageRounds(c)
    event = try c.prepareOwn("SELECT \(Self.columns) FROM usage_event WHERE event = ?")
    isHeld = try c.prepareOwn("SELECT 1 FROM usage_held WHERE event = ?")
  }

  /// Takes in the next event; its row begins with `columns`.
  func add(_ row: Statement) throws {
    let number = row.int64(0)
    while let round = rounds.round, round.events.upperBound <= number { try pass(round) }
    seen.begin()
    seen.mix(mark.of(source: row.stored(1).bindMemory(to: UInt8.self), id: row.stored(2).bindMemory(to: UInt8.self)))
    seen.mix(number)
    seen.add()
    if number < firstTold {
      isHeld.bind(1, number)
      defer { isHeld.reset() }
      if try isHeld.step() { hold(number) } else { assign(row, .untold) }
    } else if let round = rounds.round, let assignment = assignment(row, round) {
      assign(row, assignment)
    } else {
      hold(number)
    }
  }

  /// Takes in the rounds behind the last event.
  func finish() throws {
    while let round = rounds.round { try pass(round) }
  }

  /// Leaves a round behind; one that assigned held events does so now.
  private func pass(_ round: UsageRounds.Round) throws {
    if !round.isOfBatch, round.factsThrough != nil {
      held = try held.filter { number in
        event.bind(1, number)
        defer { event.reset() }
        guard number >= firstTold, try event.step(), let assignment = assignment(event, round) else { return true }
        assign(event, assignment)
        return false
      }
    }
    try rounds.advance()
  }

  private func assignment(_ row: Statement, _ round: UsageRounds.Round) -> Assignment? {
    guard let facts = round.factsThrough else { return nil }
    let answer = subjects.find(row.stored(3).bindMemory(to: UInt8.self), at: row.int64(5), asKnownAt: facts)
    guard case .entry(let index) = answer else { return nil }
    let owner = subjects.owner(of: index)
    return Assignment(round: round.round, account: owner.account.rawValue, subscription: owner.subscription.rawValue)
  }

  private func hold(_ number: Int64) {
    held.append(number)
    decided?(number, nil)
  }

  private func assign(_ row: Statement, _ assignment: Assignment) {
    decided?(row.int64(0), assignment)
    assigned.addUsage(
      row.int64(0), at: row.int64(5), digits: row.int64(6), scale: row.int(7), type: assigned.text(row.stored(4)),
      attributes: assigned.text(row.stored(8)), assignment)
  }
}

extension Fingerprint {
  /// Adds an event with whom it is assigned to; texts as `text` gives them.
  mutating func addUsage(
    _ event: Int64, at: Int64, digits: Int64, scale: Int, type: UInt64, attributes: UInt64,
    _ assignment: UsageExpectation.Assignment
  ) {
    begin()
    mix(event)
    mix(at)
    mix(digits)
    mix(Int64(scale))
    mix(type)
    mix(attributes)
    mix(assignment.round)
    mix(assignment.account)
    mix(assignment.subscription)
    add()
  }
}
