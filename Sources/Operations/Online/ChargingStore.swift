public import Accounting
public import Balances
public import Charging
public import Primitives

/// Where sessions and what they took are kept. Asked by one thread at a time.
public protocol ChargingStore: AnyObject {
  /// Runs `body` in one write transaction: all it writes becomes durable, or nothing of it.
  ///
  /// - Parameters:
  ///   - coming: what will be decided, as far as it is known: it is read with whatever the transaction begins with.
  ///   - meanwhile: called when there is an answer to wait for, with what is remembered of earlier transactions. What it decides holds
  ///     unless something is new (another `state`) or was answered before (`isAnyAnswered`).
  ///   - settlesApart: asked at the end: whether it may return, and the next transaction begin, before what was written is durable; `nil`: never.
  /// - Returns: what `body` did, and a commit that is to be settled before anybody is answered; `nil` when it is durable.
  func charging<T>(
    about coming: ComingRequests, settlesApart: (() -> Bool)?, meanwhile: (any ChargingRows) throws -> Void, _ body: (any ChargingRows) throws -> T
  ) throws -> (T, UnsettledCommit?)
  /// What is new behind a place; nothing, with the place to go on from, when there is none yet.
  func news(after place: BalanceNews.Place?) throws -> BalanceNews
  /// Whether a fault comes of what was to be written: something else would be taken.
  func refused(_ error: any Error) -> Bool
}

extension ChargingStore {
  func charging<T>(_ body: (any ChargingRows) throws -> T) throws -> T { try charging(about: ComingRequests(), settlesApart: nil, meanwhile: { _ in }, body).0 }
}

/// Names what was seen of others' writing by being one and no other.
public final class SeenState: Sendable {
  public init() {}
}

/// Something is asked of what is remembered that is not.
public struct NotRemembered: Error {
  public init() {}
}

/// Requests that will be decided in a transaction, told before it begins.
public struct ComingRequests: Sendable {
  public var requests: [ChargingRequest]
  /// Subscriptions they are about of which nothing is known yet, each once, in the order of their numbers.
  public var newcomers: [SubscriptionID]
  public var at: Instant

  public init(_ requests: [ChargingRequest] = [], newcomers: [SubscriptionID] = [], at: Instant = Instant(microseconds: 0)) {
    self.requests = requests
    self.newcomers = newcomers
    self.at = at
  }
}

/// What happened to customer balances besides what charging took.
public struct BalanceNews: Sendable {
  /// How far it is known.
  public struct Place: Sendable, Hashable {
    public var movement: Int64
    public var control: Int64

    public init(movement: Int64, control: Int64) {
      self.movement = movement
      self.control = control
    }
  }

  public var through: Place
  /// Balances that something was paid into.
  public var paidIn: Set<CustomerBalanceID> = []
  /// Balances whose controls are others.
  public var controlled: Set<CustomerBalanceID> = []
  /// The controls for all balances are others.
  public var areAllControlled = false

  public init(through: Place) { self.through = through }
}

/// What deciding a group of requests reads and writes, within one transaction.
public protocol ChargingRows {
  /// What of others' writing was seen: another one than before when anything may have been written since, besides by charging itself.
  var state: SeenState { get }
  /// Whether any of the requests that were told to come was answered before.
  var isAnyAnswered: Bool { get throws }
  /// Tells what will be asked: the requests of a group, and who pays for them.
  func expect(_ requests: [ChargingRequest], paidBy payers: [(subscription: SubscriptionID, balance: CustomerBalanceID)], at now: Instant) throws
  /// What a request was answered with; `nil` when it is new.
  func answered(_ session: String, _ number: Int64) throws -> (asked: String, answer: ChargingAnswer)?
  func session(_ reference: String) throws -> ChargingSession?
  /// A session as it stood after one of its requests; `nil`: there is no such request.
  func standing(_ session: String, _ number: Int64) throws -> ChargingSession?
  /// Whether there is such a request and it moved no session: a debit, say.
  func isOfNoSession(_ session: String, _ number: Int64) throws -> Bool
  /// Sessions whose names lie between two, byte by byte, in the order of names.
  func sessions(between names: ClosedRange<String>) throws -> [ChargingSession]
  /// A customer balance with its seller.
  func balance(_ id: CustomerBalanceID) throws -> ChargedBalance?
  func counter(_ key: ChargingWork.CounterKey) throws -> ChargingCounter?
  /// What a limit counted in one of its stretches; `nil`: nothing yet.
  func count(_ key: CountKey) throws -> SpendingCount?
  /// Whether it was told that a customer balance has less than a control names, since it last had as much; asked when it has less.
  func low(_ code: String, _ low: LowBalance, of balance: CustomerBalanceID, at now: Instant) throws -> LowTold
  /// What a debit took, and from whom; `nil` when there is none.
  ///
  /// - Parameter number: 0, but where what has happened could not be charged at first.
  func taken(by debit: String, _ number: Int64) throws -> TakenByDebit?
  /// Open sessions that nothing was heard of.
  func abandoned(at: Instant, limit: Int) throws -> [ChargingSession]
  /// Open sessions whose names begin so, behind a name, in the order of names.
  func open(under prefix: String, after: String, limit: Int) throws -> [ChargingSession]
  /// What could not be charged, behind a number, in the order of numbers.
  func uncharged(after: Int64, limit: Int) throws -> [UnchargedUse]
  /// What could not be charged of sessions of a name, in the order of numbers.
  func uncharged(_ session: String) throws -> [UnchargedUse]
  /// What was given up under the name of a session, in that order.
  func givenUp(_ session: String) throws -> [GivenUpUse]
  /// What a command has given up; `nil` when it is new.
  ///
  /// - Throws: `Rejection` (`command.key-reused`) when its key was used for something else.
  func givenUp(by command: BalanceCommand) throws -> GivenUpUse?
  /// Writes down what is given up, which waits no more.
  ///
  /// - Parameter number: that under which it waited.
  /// - Returns: its number.
  func write(_ use: GivenUpUse, waiting number: Int64, _ command: BalanceCommand) throws -> Int64
  /// Notes what could not be charged, and forgets what could be by now.
  ///
  /// - Parameters:
  ///   - uncharged: what has a number by now replaces what waits under it; what has none joins what was told of the same session before.
  ///   - numbers: those under which waited what waits no more.
  func write(uncharged: [UnchargedUse], charged numbers: [Int64]) throws
  func write(_ group: DecidedGroup, at: Instant) throws
}

/// What a debit took, and from whom.
public struct TakenByDebit: Sendable {
  /// The debit as it was asked.
  public var asked: String
  public var balance: CustomerBalanceID
  public var subscription: SubscriptionID
  public var charged: [ChargedService]
  /// A refund gave it back.
  public var isGivenBack: Bool

  public init(asked: String, balance: CustomerBalanceID, subscription: SubscriptionID, charged: [ChargedService], isGivenBack: Bool) {
    self.asked = asked
    self.balance = balance
    self.subscription = subscription
    self.charged = charged
    self.isGivenBack = isGivenBack
  }

  /// Whether it has happened and could not be charged, as earlier versions kept it.
  var isUncharged: Bool { charged.isEmpty && ChargingRequest.isOfWhatHasHappened(asked) }

  /// Whether it was of a subject, by its fingerprint: subjects may have blanks in them, behind this one stands a rating group.
  func isOf(_ subject: String) -> Bool {
    let head = "\(ChargingRequest.Kind.debit.rawValue) \(subject) "
    return asked.hasPrefix(head) && asked.dropFirst(head.count).prefix { $0 != ":" }.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

/// A customer balance as charging sees it.
public struct ChargedBalance: Sendable {
  public var balance: CustomerBalance
  public var seller: SellerCode
  /// What keeps the spending from it within bounds, in the order of codes: its own and those for all.
  public var controls: [SpendingControl]

  public init(balance: CustomerBalance, seller: SellerCode, controls: [SpendingControl] = []) {
    self.balance = balance
    self.seller = seller
    self.controls = controls
  }
}

/// Requests that were decided together, and what they come to.
public struct DecidedGroup: Sendable {
  public var requests: [DecidedRequest] = []
  /// Customer balances that moved, as they are now, with what they were.
  public var balances: [CustomerBalanceID: (before: CustomerBalance, after: CustomerBalance)] = [:]
  public var counters: [ChargingWork.CounterKey: ChargingCounter] = [:]
  public var counts: [CountKey: SpendingCount] = [:]
  /// What is known of whether it was told that little is left of customer balances, by the codes of controls.
  public var lows: [CustomerBalanceID: [String: LowTold]] = [:]
  /// What moved money of one seller and currency is booked in one entry.
  public var entries: [BooksKey: JournalEntry] = [:]

  public init() {}

  /// Names a set of books.
  public struct BooksKey: Sendable, Hashable {
    public var seller: SellerCode
    public var currency: Currency

    public init(seller: SellerCode, currency: Currency) {
      self.seller = seller
      self.currency = currency
    }
  }
}

/// A request with its answer and what it did. A fact.
public struct DecidedRequest: Sendable {
  /// The word for what the network never asks: an abandoned session was let go.
  public static let reclaim = "reclaim"

  public var session: String
  public var number: Int64
  public var kind: String
  public var subscription: SubscriptionID
  public var balance: CustomerBalanceID
  public var books: DecidedGroup.BooksKey?
  /// The request in words, for comparing a repeat with it.
  public var asked: String
  public var at: Instant
  public var answer: ChargingAnswer
  /// The session after it; `nil` for what happens once.
  public var after: ChargingSession?
  public var charged: [ChargedService]
  public var movements: [BalanceMovement]
  public var forBill: [UsageForBill]
  /// What controls had to tell.
  public var notices: [ControlNotice] = []
  /// The debit that it gives back.
  public var refunds: String?
}

extension ChargingRequest {
  /// Everything it says, in words that are equal for equal requests.
  var fingerprint: String {
    var text = "\(kind.rawValue) \(subject)"
    for service in services {
      text += " \(service.ratingGroup):\(service.service):\(service.destination ?? "")"
      if !service.attributes.isEmpty { text += ":" + service.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",") }
      text += ":\(service.requested.map(String.init) ?? "")/\(service.used)"
    }
    if let refunds { text += " of \(refunds)" }
    if hasHappened { text += ChargingRequest.happened }
    return text
  }

  private static let happened = " happened"

  /// Whether a fingerprint is that of a debit that has happened: of others, numbers stand at the end.
  static func isOfWhatHasHappened(_ fingerprint: String) -> Bool { fingerprint.hasPrefix("\(Kind.debit.rawValue) ") && fingerprint.hasSuffix(happened) }

  /// Whether what is kept under its name says no more than that it could not be charged, as earlier versions did of what has happened: then it is
  /// decided anew, also when something else is said of it by now.
  func isStillUncharged(asked: String, _ answer: ChargingAnswer) -> Bool {
    hasHappened && answer.result != .success && ChargingRequest.isOfWhatHasHappened(asked)
  }
}

extension ProblemCode {
  /// A session's request number was used for another request.
  public static let chargingReused = ProblemCode("charging.request-reused")
  /// More requests wait to be decided than are held in memory.
  public static let chargingFull = ProblemCode("charging.too-busy")
}
