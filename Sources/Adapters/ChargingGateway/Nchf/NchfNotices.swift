import Operations
import Primitives

/// What networks are told unasked over Nchf (TS 32.291, section 5.2.2.3), as a value: orders and answers go in, calls come out.
public struct NchfNotices: Sendable {
  /// What happens.
  public enum Event: Sendable {
    /// A request of a session came, and is being decided; where it says so, that is where its network is told things.
    case heard(session: String, notifyURI: String?)
    /// It was decided, and whether the session goes on behind it; `nil`: as before. Each request that was heard is decided once.
    case decided(session: String, goesOn: Bool?)
    case ordered(NetworkOrder)
    /// A call was answered; `nil`: it could not be made, or nobody answered.
    case answered(Int, status: Int?)
    /// The address may not be reached at all.
    case refusedAddress(Int)
    /// A second has passed.
    case tick
  }

  /// What is to be done about it.
  public enum Action: Sendable, Hashable {
    case post(Int, to: WebAddress, body: String)
    case count(NetworkOrder.Kind, OrderOutcome)
  }

  private struct Waiting {
    var order: NetworkOrder
    var to: WebAddress
    var attempts = 0
    var isUnderWay = false
    /// When it is tried again.
    var nextAt: Int?
  }

  private let settings: NchfSettings
  private var addresses = SessionWays<WebAddress>()
  private var waiting: [Int: Waiting] = [:]
  private var pending: [String: Int] = [:]
  /// Those that wait for their turn, the oldest first.
  private var line: [Int] = []
  private var underWay = 0
  private var second = 0
  private var next = 0

  static let mostWaiting = 100_000
  /// So many calls are under way at once.
  static let mostUnderWay = 64

  public init(_ settings: NchfSettings) { self.settings = settings }

  /// What is to be done about an event, in order.
  public mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .heard(let session, let uri):
      addresses.heard(session, by: uri.flatMap { try? WebAddress($0) })
      return []
    case .decided(let session, let goesOn):
      addresses.decided(session, goesOn: goesOn, at: second)
      guard goesOn == false, let number = pending[session] else { return go() }
      // A call under way may be answered behind the request that obeyed it: it is waited for, and not made again.
      if waiting[number]?.isUnderWay == true { waiting[number]?.attempts = settings.orderAttempts } else { settle(number) }
      return go()
    case .ordered(let order): return ordered(order)
    case .answered(let number, let status): return answered(number, status)
    case .refusedAddress(let number):
      guard let asked = waiting[number] else { return finish() }
      settle(number)
      addresses.forget(asked.order.session)
      return [.count(asked.order.kind, .unroutable)] + finish()
    case .tick:
      second += 1
      for (number, asked) in waiting.sorted(by: { $0.key < $1.key }) {
        guard let at = asked.nextAt, at <= second else { continue }
        waiting[number]?.nextAt = nil
        line.append(number)
      }
      return go()
    }
  }

  /// How many sessions can be told something, and of how many a request is being decided.
  var known: (sessions: Int, deciding: Int) { (addresses.count, addresses.comingCount) }

  /// Some of the sessions that can be told something, that nothing was heard of for a while and that no order waits for; others each time.
  mutating func silent() -> [String] { addresses.silent(at: second).filter { pending[$0] == nil } }

  /// These are over, as far as nothing was heard of them since.
  mutating func forget(_ sessions: [String]) {
    for session in sessions where pending[session] == nil && addresses.isSilent(session, at: second) { addresses.forget(session) }
  }

  private mutating func ordered(_ order: NetworkOrder) -> [Action] {
    guard ChargingDataRequest.reference(order.session) != nil else { return [] }
    guard let to = addresses[order.session].first else { return [.count(order.kind, .unroutable)] }
    if let number = pending[order.session], let before = waiting[number] {
      if order.kind == .reauthorise || before.order.kind == .abort { return [] }
      settle(number)
    }
    guard waiting.count < NchfNotices.mostWaiting else { return [.count(order.kind, .unroutable)] }
    next += 1
    waiting[next] = Waiting(order: order, to: to)
    pending[order.session] = next
    line.append(next)
    return [.count(order.kind, .asked)] + go()
  }

  /// Lets those go whose turn it is.
  private mutating func go() -> [Action] {
    var actions: [Action] = []
    while underWay < NchfNotices.mostUnderWay, !line.isEmpty {
      let number = line.removeFirst()
      guard let asked = waiting[number] else { continue }
      waiting[number]?.attempts += 1
      waiting[number]?.isUnderWay = true
      underWay += 1
      actions.append(.post(number, to: asked.to, body: NchfNotices.body(asked.order)))
    }
    return actions
  }

  private mutating func finish() -> [Action] {
    underWay = max(0, underWay - 1)
    return go()
  }

  private mutating func answered(_ number: Int, _ status: Int?) -> [Action] {
    guard let asked = waiting[number] else { return finish() }
    guard asked.isUnderWay else { return [] }
    waiting[number]?.isUnderWay = false
    switch status {
    case 200?, 204?:
      settle(number)
      return [.count(asked.order.kind, .accepted)] + finish()
    case 404?:
      settle(number)
      addresses.forget(asked.order.session)
      return [.count(asked.order.kind, .unknownSession)] + finish()
    case let status? where (400..<500).contains(status) && status != 408 && status != 429 || (300..<400).contains(status):
      settle(number)
      return [.count(asked.order.kind, .refused)] + finish()
    default:
      guard asked.attempts < settings.orderAttempts else {
        settle(number)
        return [.count(asked.order.kind, .unanswered)] + finish()
      }
      waiting[number]?.nextAt = second + settings.orderRetrySeconds << (asked.attempts - 1)
      return finish()
    }
  }

  private mutating func settle(_ number: Int) {
    guard let asked = waiting.removeValue(forKey: number) else { return }
    if pending[asked.order.session] == number { pending[asked.order.session] = nil }
  }

  /// ChargingNotifyRequest (TS 32.291, section 6.1.6.2.1.3).
  static func body(_ order: NetworkOrder) -> String {
    var json = JSONText()
    json.object { json in
      json.field("notificationType", order.kind == .abort ? "ABORT_CHARGING" : "REAUTHORIZATION")
      if order.kind == .abort || order.ratingGroups.isEmpty { return }
      json.key("reauthorizationDetails")
      json.array { list in
        for group in order.ratingGroups {
          list.object {
            $0.key("ratingGroup")
            $0.value(group)
            $0.field("quotaManagementIndicator", "ONLINE_CHARGING")
          }
        }
      }
    }
    return json.string
  }
}
