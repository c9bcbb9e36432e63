import Primitives
public import Templates

/// The phrases that a template may reword. What the law prescribes, such as what an invoice is called, is not among them.
enum PhraseName: String, CaseIterable, Sendable {
  case amountDue, inYourFavour, dueBy, nothingToPay, billedTo, issuedOn, dueOn, account, changed, lastBill, thisBill
  case summary, netTotal, taxTotal, total, subtotal, charges, description, quantity, taxRate, amount, payment, pay
  case collect, chargeCard, sendCheck, payOther, nothing, method, payee, reference, usage, givenBack, takenBack
  case creditLines

  /// Florin's own words.
  var phrase: Phrase {
    switch self {
    case .amountDue: InvoicePhrases.amountDue
    case .inYourFavour: InvoicePhrases.inYourFavour
    case .dueBy: InvoicePhrases.dueBy
    case .nothingToPay: InvoicePhrases.nothingToPay
    case .billedTo: InvoicePhrases.to
    case .issuedOn: InvoicePhrases.issuedOn
    case .dueOn: InvoicePhrases.due
    case .account: InvoicePhrases.accountReference
    case .changed: InvoicePhrases.changed
    case .lastBill: InvoicePhrases.lastBill
    case .thisBill: InvoicePhrases.thisBill
    case .summary: InvoicePhrases.summary
    case .netTotal: InvoicePhrases.netTotal
    case .taxTotal: InvoicePhrases.taxTotal
    case .total: InvoicePhrases.total
    case .subtotal: InvoicePhrases.subtotal
    case .charges: InvoicePhrases.details
    case .description: InvoicePhrases.description
    case .quantity: InvoicePhrases.quantity
    case .taxRate: InvoicePhrases.taxRate
    case .amount: InvoicePhrases.amount
    case .payment: InvoicePhrases.payment
    case .pay: InvoicePhrases.pay
    case .collect: InvoicePhrases.collect
    case .chargeCard: InvoicePhrases.chargeCard
    case .sendCheck: InvoicePhrases.sendCheck
    case .payOther: InvoicePhrases.payOther
    case .nothing: InvoicePhrases.nothing
    case .method: InvoicePhrases.method
    case .payee: InvoicePhrases.payee
    case .reference: InvoicePhrases.reference
    case .usage: InvoicePhrases.usage
    case .givenBack: CreditPhrases.givenBack
    case .takenBack: CreditPhrases.takenBack
    case .creditLines: CreditPhrases.lines
    }
  }
}

extension TemplateVocabulary {
  /// What templates may reword, and the languages of documents.
  public static let ofDocuments = TemplateVocabulary(
    languages: ReaderLanguage.allCases.map(\.rawValue),
    phrases: Dictionary(uniqueKeysWithValues: PhraseName.allCases.map { ($0.rawValue, $0.phrase.places) }))
}
