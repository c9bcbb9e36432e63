import ArgumentParser
import Catalog
import Primitives
import Rating

/// The pricing kernel over columns: 200 usage rows of an account become 20 priced lines, an invoice and 22 postings.
struct KernelBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "kernel", shouldDisplay: false)

  @Option(help: "How many accounts.") var accounts = 20_000
  @Option(help: "How often the whole run is measured, after one run that is not.") var repeats = 5

  func run() throws {
    let input = KernelInput(accounts: accounts)
    var bill = try BillColumns(input)
    let watch = Stopwatch()
    for _ in 0..<repeats { bill = try BillColumns(input) }
    guard bill.difference == 0, bill.postingDebit.count == accounts * 22 else {
      throw ValidationError("the postings do not balance")
    }
    watch.report(operations: accounts * repeats, check: bill.lineNet.reduce(0, +))
  }
}

/// The facts, as columns: who, under which plan and discount, in which tax region, and what was used.
struct KernelInput {
  static let subscriptions = 5
  static let metrics = 4
  static let linesPerAccount = subscriptions * metrics

  let accounts: Int
  let region: [Int32]
  let plan: [Int32]
  let usageAccount: [Int32]
  let usageSubscription: [Int8]
  let usageMetric: [Int8]
  let usageQuantity: [Int64]
  let kernel: ColumnKernel
  /// Index of a compiled price by plan, metric and subscription (whose discount it is).
  let prices: [Int32]

  init(accounts: Int) {
    self.accounts = accounts
    region = (0..<accounts).map { Int32(($0 + 1) & 3) }
    plan = (0..<accounts * Self.subscriptions).map { Int32(($0 / Self.subscriptions + 1 + $0 % Self.subscriptions) & 7) }
    var account: [Int32] = [], subscription: [Int8] = [], metric: [Int8] = [], quantity: [Int64] = []
    var random: UInt64 = 88_172_645_463_325_252
    for row in 0..<accounts * 200 {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      account.append(Int32(row / 200))
      subscription.append(Int8(row % 200 / 40))
      metric.append(Int8(row % 40 / 10))
      quantity.append(Int64(random % 5000))
    }
    (usageAccount, usageSubscription, usageMetric, usageQuantity) = (account, subscription, metric, quantity)
    var kernel = ColumnKernel()
    var prices: [Int32] = []
    for plan in 0..<8 {
      for metric in 0..<Self.metrics {
        for subscription in 0..<Self.subscriptions {
          prices.append(kernel.compile(Self.version(plan: plan, metric: metric, discount: subscription * 3)) ?? -1)
        }
      }
    }
    (self.kernel, self.prices) = (kernel, prices)
  }

  /// Ten thousand units at the first price, the rest at four fifths of it; a percentage off; half even to the cent.
  static func version(plan: Int, metric: Int, discount: Int) -> PriceVersion {
    let first = Int64(100_000 + plan * 700 + metric * 90)
    return PriceVersion(
      effective: EffectivePeriod(from: Day(number: 0)), currency: .eur,
      form: .graduated(Tiered(tiers: [
        .init(upTo: 10_000, unit: Exact(unscaled: first, scale: 6)),
        .init(upTo: nil, unit: Exact(unscaled: first * 8 / 10, scale: 6)),
      ])),
      adjustments: discount == 0 ? [] : [.discount(Discount(name: "loyalty", reduction: .percent(Exact(discount))))],
      rounding: Rounding(digits: 2, mode: .halfEven))
  }
}
