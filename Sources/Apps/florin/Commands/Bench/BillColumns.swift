import ArgumentParser
import Primitives
import Rating

/// What a bill run makes, as columns: lines with net, tax and text; invoices; postings.
struct BillColumns {
  private(set) var lineQuantity: [Int64]
  private(set) var linePrice: [Int32]
  private(set) var lineNet: [Int64] = []
  private(set) var lineTax: [Int64] = []
  /// The texts, one after the other; line `n` is `textEnd[n - 1] ..< textEnd[n]`.
  private(set) var textBytes: [UInt8] = []
  private(set) var textEnd: [Int32] = []
  private(set) var invoiceNet: [Int64]
  private(set) var invoiceTax: [Int64]
  private(set) var postingInvoice: [Int32] = []
  private(set) var postingLedger: [Int32] = []
  private(set) var postingDebit: [Int64] = []
  private(set) var postingCredit: [Int64] = []

  /// Debits less credits over all postings; zero when the books balance.
  var difference: Int64 { postingDebit.reduce(0, +) - postingCredit.reduce(0, +) }

  private static let taxPercents: [Exact] = [19, 20, 7, 0]

  init(_ input: KernelInput) throws {
    let lines = input.accounts * KernelInput.linesPerAccount
    lineQuantity = Array(repeating: 0, count: lines)
    linePrice = Array(repeating: 0, count: lines)
    invoiceNet = Array(repeating: 0, count: input.accounts)
    invoiceTax = Array(repeating: 0, count: input.accounts)
    sumUsage(input)
    try price(input)
    write(input)
    post(input)
  }

  private mutating func sumUsage(_ input: KernelInput) {
    for row in input.usageQuantity.indices {
      let line = Int(input.usageAccount[row]) * KernelInput.linesPerAccount
        + Int(input.usageSubscription[row]) * KernelInput.metrics + Int(input.usageMetric[row])
      lineQuantity[line] += input.usageQuantity[row]
    }
  }

  private mutating func price(_ input: KernelInput) throws {
    var lineRegion: [Int32] = []
    lineRegion.reserveCapacity(lineQuantity.count)
    for line in lineQuantity.indices {
      let (account, place) = line.quotientAndRemainder(dividingBy: KernelInput.linesPerAccount)
      let (subscription, metric) = place.quotientAndRemainder(dividingBy: KernelInput.metrics)
      let plan = Int(input.plan[account * KernelInput.subscriptions + subscription])
      linePrice[line] = input.prices[(plan * KernelInput.metrics + metric) * KernelInput.subscriptions + subscription]
      lineRegion.append(input.region[account])
    }
    let refused = input.kernel.price(quantities: lineQuantity, at: linePrice, into: &lineNet)
    let untaxed = input.kernel.share(of: lineNet, percents: Self.taxPercents, at: lineRegion, rounding: .halfEven, into: &lineTax)
    if !refused.isEmpty || !untaxed.isEmpty { throw ValidationError("\(refused.count + untaxed.count) lines did not fit") }
  }

  private mutating func write(_ input: KernelInput) {
    textBytes.reserveCapacity(lineQuantity.count * 40)
    textEnd.reserveCapacity(lineQuantity.count)
    let start = Array("Usage metric ".utf8), middle = Array(", subscription ".utf8), end = Array(", 2026-01".utf8)
    for line in lineQuantity.indices {
      let (subscription, metric) = (line % KernelInput.linesPerAccount).quotientAndRemainder(dividingBy: KernelInput.metrics)
      textBytes += start
      textBytes.append(0x30 + UInt8(metric))
      textBytes += middle
      textBytes.append(0x30 + UInt8(subscription))
      textBytes += end
      textEnd.append(Int32(textBytes.count))
    }
  }

  private mutating func post(_ input: KernelInput) {
    let postings = lineQuantity.count + 2 * input.accounts
    postingInvoice.reserveCapacity(postings)
    postingLedger.reserveCapacity(postings)
    postingDebit.reserveCapacity(postings)
    postingCredit.reserveCapacity(postings)
    for account in 0..<input.accounts {
      let first = account * KernelInput.linesPerAccount
      for line in first..<first + KernelInput.linesPerAccount {
        invoiceNet[account] += lineNet[line]
        invoiceTax[account] += lineTax[line]
        post(account, ledger: 8400 + Int32(line % KernelInput.metrics), credit: lineNet[line])
      }
      post(account, ledger: 1776, credit: invoiceTax[account])
      post(account, ledger: 1400, debit: invoiceNet[account] + invoiceTax[account])
    }
  }

  private mutating func post(_ account: Int, ledger: Int32, debit: Int64 = 0, credit: Int64 = 0) {
    postingInvoice.append(Int32(account + 1))
    postingLedger.append(ledger)
    postingDebit.append(debit)
    postingCredit.append(credit)
  }
}
