import Catalog
import Invoicing
import Parties
import PostingRules
public import Primitives
import Rating
import Subscriptions
import Usage

/// Bills one account: facts in, an invoice with its bookings out. Pure, so that a preview, a run on eight workers and
/// `verify` a year later come to the same digits.
public struct AccountBilling: Sendable {
  public let context: BillingContext

  public init(_ context: BillingContext) { self.context = context }

  /// - Parameter waiving: a person has seen the reasons for holding the invoice and releases it in spite of those
  ///   that may be waived.
  public func bill(_ pending: PendingAccount, _ facts: AccountFacts, issuedOn: Day, waiving: Bool) -> AccountOutcome {
    do {
      return try decide(pending, facts, issuedOn: issuedOn, waiving: waiving)
    } catch {
      return .held(pending, reasons: error.problems.map(HoldReason.init(_:)))
    }
  }

  /// What an account owes by these facts, drafted as an invoice: neither checked before release nor booked.
  ///
  /// - Parameter isExplained: whether lines have to say why; without, amounts that need no steps come without them.
  /// - Throws: when the catalog cannot price what is held.
  func draft(
    _ pending: PendingAccount, _ facts: AccountFacts, issuedOn: Day, isExplained: Bool = true
  ) throws(Rejection) -> (outcome: DraftOutcome, work: MemberWork) {
    let payer = facts.payer.account
    guard let seller = context.seller(payer.seller) else {
      throw Rejection(
        Problem(
          .unknownSeller, path: "seller", "the account's seller \"\(payer.seller)\" is not in the catalog",
          remedy: "publish a catalog that names the seller, or move the account to another one"))
    }
    var work = MemberWork(isExplained: isExplained)
    for member in [facts.payer] + facts.children {
      try work.add(member, payer: payer.id, through: pending.billThrough, context)
    }
    for charge in facts.thirdParty { work.add(charge, payer: payer) }
    for correction in facts.corrections { work.charges.append(BillableCharge(correction.charge, usedBy: correction.usedBy)) }
    let period = ServicePeriod(start: min(facts.payer.billedThrough, pending.billThrough), end: pending.billThrough)
    let outcome = InvoiceDraft.make(
      account: payer, seller: seller, charges: work.charges, discounts: work.discounts, taxTable: context.taxTable,
      billingPeriod: period, issuedOn: issuedOn, dueOn: issuedOn.adding(days: payer.paymentTermDays),
      rules: context.rules.draft)
    return (outcome, work)
  }

  private func decide(
    _ pending: PendingAccount, _ facts: AccountFacts, issuedOn: Day, waiving: Bool
  ) throws(Rejection) -> AccountOutcome {
    let (outcome, work) = try draft(pending, facts, issuedOn: issuedOn)
    switch outcome {
    case .held(let reasons): return .held(pending, reasons: reasons)
    case .nothingToBill:
      if !waiving, work.unratedCount > 0 { return .held(pending, reasons: [work.unratedReason]) }
      return .nothing(pending, members: work.closings, factsThrough: facts.factsThrough)
    case .drafted(let draft):
      if !waiving {
        var reasons = context.rules.checks.reasons(draft.invoice, earlierGrossMinor: facts.recentGrossMinor)
        if context.rules.checks.holdsUnratedUsage, work.unratedCount > 0 { reasons.append(work.unratedReason) }
        if !reasons.isEmpty { return .held(pending, reasons: reasons) }
      }
      return .bill(prepared(pending, draft.invoice, work, facts))
    }
  }

  private func prepared(
    _ pending: PendingAccount, _ invoice: Invoice, _ work: MemberWork, _ facts: AccountFacts
  ) -> PreparedBill {
    let posting = InvoicePosting(of: invoice, accounts: context.rules.accounts)
    var explanations = PackedExplanationWriter(reservingCapacity: invoice.lines.count * 96)
    for index in invoice.lines.indices { explanations.append(invoice.lines[index].charge.explanation) }
    var taxes = JSONText()
    InvoiceCodec.write(invoice.taxes, into: &taxes)
    return PreparedBill(
      pending: pending, invoice: invoice, explanations: explanations.bytes, taxesText: taxes.bytes,
      billedPeriods: work.billed, entries: [posting.entry], recognitions: posting.recognitions,
      thirdPartyCharges: facts.thirdParty.map(\.id), corrections: facts.corrections.map(\.id), members: work.closings,
      factsThrough: facts.factsThrough)
  }
}

extension ProblemCode {
  public static let unknownSeller = ProblemCode("billing.unknown-seller")
  public static let zoneNotLoaded = ProblemCode("billing.unknown-zone")
}

extension HoldReason {
  /// A problem met while billing, as evidence.
  init(_ problem: Problem) {
    self.init(
      .cannotBill,
      [.init("problem", problem.code.rawValue), .init("message", problem.message), .init("remedy", problem.remedy)])
  }
}
