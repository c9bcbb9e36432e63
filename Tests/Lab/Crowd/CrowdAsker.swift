import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Seeds

/// One of the crowd: does one thing after the other, whatever its dice say.
struct CrowdAsker {
  private let number: Int
  private let askers: Int
  private let accounts: Int
  private let charging: ChargeOnline
  private let installation: Installation
  private let twin: CrowdTwin
  private let clock: ShiftedClock
  private var dice: Seed
  private var acts = 0
  /// How often what was done.
  private(set) var counts: [String: Int] = [:]

  init(number: Int, askers: Int, accounts: Int, seed: UInt64, charging: ChargeOnline, installation: Installation, twin: CrowdTwin, clock: ShiftedClock) {
    self.number = number
    self.askers = askers
    self.accounts = accounts
    self.charging = charging
    self.installation = installation
    self.twin = twin
    self.clock = clock
    dice = Seed(seed &* 1_000_003 &+ UInt64(number))
  }

  /// The account that nobody else asks for: there the twin knows beforehand what will be answered.
  private var own: Int { number + 1 }

  /// - Returns: how many requests that took.
  mutating func act() async -> Int {
    acts += 1
    let account = dice.number(0...7) == 0 ? own : dice.number((min(askers, accounts - 1) + 1)...accounts)
    do {
      switch dice.number(0...99) {
      case 0 where dice.number(0...4) == 0: return try topUp(account)
      case 0..<6: return try await quote(account)
      case 6..<16: return try await refund(account)
      case 16..<40 where account != own: return try await session(account)
      default: return try await debit(account)
      }
    } catch {
      twin.blame("account \(account): \(error)", unless: false)
      return 1
    }
  }

  private mutating func note(_ what: String, _ times: Int = 1) { counts[what, default: 0] += times }
  private func name(_ kind: String) -> String { "\(kind)-\(number)-\(acts)" }

  private mutating func use() -> CrowdUse {
    dice.flip() ? CrowdUse(service: "message", units: Int64(dice.number(1...5))) : CrowdUse(service: "data", units: Int64(dice.number(1...9)))
  }

  /// Asks, one time in twenty twice at once, as networks do that hear nothing; both are to hear the same.
  private mutating func ask(_ request: ChargingRequest, repeats: inout Int) async throws -> ChargingAnswer {
    guard dice.number(0...19) == 0 else { return try await charging.answer(request) }
    async let first = charging.answer(request)
    async let second = charging.answer(request)
    let (one, other) = (try await first, try await second)
    twin.blame("\(request.session)#\(request.number) was answered in two ways: \(one.result) and \(other.result)", unless: one == other)
    note("repeats")
    repeats += 1
    return one
  }

  private func check(_ answer: ChargingAnswer, _ account: Int) {
    twin.blame("account \(account): \(answer.available.map { "\($0.amountMinor)" } ?? "nothing") is told to be left", unless: answer.available.map { $0.amountMinor >= 0 } ?? false)
  }

  private mutating func debit(_ account: Int) async throws -> Int {
    var (use, asked) = (use(), 1)
    if dice.number(0...30) == 0 { use.units *= 50 }
    let name = name("d")
    let isPayable = twin.canPay(account, use)
    let answer = try await ask(
      ChargingRequest(session: name, kind: .debit, subject: CrowdWorld.subject(account), at: clock.now(), services: [use.asked]), repeats: &asked)
    check(answer, account)
    if answer.result == .success {
      twin.charged(answer.services.first?.charged, use, account, debit: name)
      note("debits")
    } else {
      twin.blame("account \(account): a debit was answered \(answer.result)", unless: answer.result == .creditLimitReached)
      note("debits refused")
    }
    if account == own { twin.blame("account \(account): \(use.units) of \(use.service) were answered \(answer.result)", unless: isPayable == (answer.result == .success)) }
    return asked
  }

  private mutating func refund(_ account: Int) async throws -> Int {
    guard let debit = twin.takeDebit(account) else { return try await self.debit(account) }
    var asked = 1
    let request = ChargingRequest(session: name("r"), kind: .refund, subject: CrowdWorld.subject(account), at: clock.now(), refunds: debit.name)
    let answer = try await ask(request, repeats: &asked)
    twin.blame("account \(account): giving back \(debit.name) was answered \(answer.result)", unless: answer.result == .success)
    if answer.result == .success { twin.gaveBack(debit, account) }
    note("refunds")
    if dice.number(0...4) == 0 {
      var again = request
      again.session += "-again"
      let second = try await charging.answer(again)
      twin.blame("account \(account): \(debit.name) was given back twice", unless: second.result != .success)
      note("refunds refused")
      asked += 1
    }
    return asked
  }

  private mutating func quote(_ account: Int) async throws -> Int {
    let use = use()
    let request = ChargingRequest(
      session: name("q"), kind: dice.flip() ? .quote : .check, subject: CrowdWorld.subject(account), at: clock.now(), services: [use.asked])
    _ = try await charging.answer(request)
    note("quotes and checks")
    return 1
  }

  private mutating func topUp(_ account: Int) throws -> Int {
    let cents = Int64(dice.number(1...40)) * 100
    _ = try CustomerBalances(installation).topUp(CrowdWorld.balance(account), .init(amount: Exact(unscaled: cents, scale: 2)), key: name("t"))
    twin.paidIn(cents, account)
    note("top-ups")
    return 1
  }

  /// A session from its beginning to its end, or abandoned on the way.
  private mutating func session(_ account: Int) async throws -> Int {
    let (name, service) = (name("s"), dice.flip() ? "message" : "data")
    var asked = 0
    func request(_ kind: ChargingRequest.Kind, _ number: Int64, used: Int64, wish: Int64?) -> ChargingRequest {
      ChargingRequest(
        session: name, number: number, kind: kind, subject: CrowdWorld.subject(account), at: clock.now(),
        services: [ServiceUnits(service: service, requested: wish, used: used)])
    }
    var answer = try await ask(request(.initial, 0, used: 0, wish: Int64(dice.number(1...9))), repeats: &asked)
    asked += 1
    check(answer, account)
    guard answer.result == .success else {
      note("sessions refused")
      return asked
    }
    var count: Int64 = 0
    for _ in 0..<dice.number(0...3) {
      count += 1
      let used = Int64(dice.number(0...Int(answer.services.first?.granted ?? 0)))
      answer = try await ask(request(.update, count, used: used, wish: Int64(dice.number(1...9))), repeats: &asked)
      asked += 1
      check(answer, account)
      if used > 0 { twin.charged(answer.services.first?.charged, CrowdUse(service: service, units: used), account) }
      if answer.result != .success { break }
    }
    if dice.number(0...49) == 0 {
      note("sessions abandoned")
      return asked
    }
    let used = Int64(dice.number(0...Int(answer.services.first?.granted ?? 0)))
    answer = try await ask(request(.terminate, count + 1, used: used, wish: nil), repeats: &asked)
    if used > 0 { twin.charged(answer.services.first?.charged, CrowdUse(service: service, units: used), account) }
    note("sessions")
    return asked + 1
  }
}
