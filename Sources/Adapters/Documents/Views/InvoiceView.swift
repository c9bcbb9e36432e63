public import Invoicing
public import Parties
public import Primitives

/// Everything that an invoice's page shows. Values only: whoever reads the database fills it in.
public struct InvoiceView: Sendable {
  /// Where the document stands in its life; everything but `issued` is said in a banner.
  public enum Standing: Sendable, Hashable {
    case issued
    /// A preview that nobody has to pay.
    case draft
    /// Kept back by a pre-release check or an unsafe account, with the reasons.
    case held([HoldNote])
  }

  public var invoice: Invoice
  public var seller: SellerEntity
  public var account: BillingAccount
  /// The account's zone: times of usage are shown in it.
  public var zone: Zone
  public var language: ReaderLanguage
  public var standing: Standing
  /// Child accounts and other users whose lines this invoice carries, by account.
  public var users: [BillingAccountID: UserName]
  /// What the lines' subscriptions are called, by subscription.
  public var subscriptions: [SubscriptionID: SubscriptionName]
  /// What stands behind a line apart from its explanation, by line number.
  public var evidence: [Int: LineEvidence]
  public var previous: PreviousBill?
  /// What changed since the previous bill and why; the amounts sum to the difference of the two totals.
  public var changes: [BillChange]
  public var usage: [UsageSeries]
  public var payment: PaymentDetails
  /// Open every calculation on arrival; closed otherwise.
  public var foldsOpen: Bool
  public var links: PageLinks
  /// Credit notes, a cancellation, and the invoices it replaces.
  public var corrections = CorrectionNotes()
  /// Of a seller that records its documents for Spain's tax agency.
  public var taxMark: TaxMark?
  /// As a template wants it; Florin's own look when `nil`.
  public var look: BillLook?
  /// What the seller's rules say to this reader, for templates that give it a place.
  public var messages: [ReaderMessage] = []

  public init(
    invoice: Invoice, seller: SellerEntity, account: BillingAccount, zone: Zone = .utc, language: ReaderLanguage,
    standing: Standing = .issued, users: [BillingAccountID: UserName] = [:],
    subscriptions: [SubscriptionID: SubscriptionName] = [:], evidence: [Int: LineEvidence] = [:],
    previous: PreviousBill? = nil, changes: [BillChange] = [], usage: [UsageSeries] = [],
    payment: PaymentDetails = PaymentDetails(), foldsOpen: Bool = false, links: PageLinks = PageLinks()
  ) {
    self.invoice = invoice
    self.seller = seller
    self.account = account
    self.zone = zone
    self.language = language
    self.standing = standing
    self.users = users
    self.subscriptions = subscriptions
    self.evidence = evidence
    self.previous = previous
    self.changes = changes
    self.usage = usage
    self.payment = payment
    self.foldsOpen = foldsOpen
    self.links = links
  }
}

extension InvoiceView {
  /// Whether somebody is asked to pay it: not a draft, nor when it was cancelled or nothing is due.
  var isPayable: Bool { standing == .issued && corrections.cancelledOn == nil && invoice.grossMinor > 0 }
}

/// What a child account or another user is called on the payer's invoice.
public struct UserName: Sendable, Hashable {
  public var name: String
  public var reference: String

  public init(name: String, reference: String) {
    self.name = name
    self.reference = reference
  }
}

/// What a subscription is called on paper: its offering's name and the key its usage arrives under.
public struct SubscriptionName: Sendable, Hashable {
  public var name: LocalizedText
  /// A telephone number, a meter point; empty when there is none.
  public var subject: String
  public var reference: String

  public init(name: LocalizedText, subject: String = "", reference: String) {
    self.name = name
    self.subject = subject
    self.reference = reference
  }
}

/// The previous invoice of the same account, for the comparison.
public struct PreviousBill: Sendable, Hashable {
  public var number: String
  public var issuedOn: Day
  public var grossMinor: Int64

  public init(number: String, issuedOn: Day, grossMinor: Int64) {
    self.number = number
    self.issuedOn = issuedOn
    self.grossMinor = grossMinor
  }
}

/// Where the page's links lead; a link that is `nil` is not shown, so a page on its own has none.
public struct PageLinks: Sendable, Hashable {
  public var home: String?
  public var account: String?
  public var previous: String?
  public var next: String?
  /// The same document as a PDF.
  public var pdf: String?
  /// The same document as its reader sees it.
  public var reader: String?
  /// The same page with every calculation open.
  public var openFolds: String?
  /// The same page in each language, in menu order.
  public var languages: [LanguageLink]

  public struct LanguageLink: Sendable, Hashable {
    public var language: ReaderLanguage
    public var href: String

    public init(language: ReaderLanguage, href: String) {
      self.language = language
      self.href = href
    }
  }

  public init(
    home: String? = nil, account: String? = nil, previous: String? = nil, next: String? = nil, openFolds: String? = nil,
    languages: [LanguageLink] = []
  ) {
    self.home = home
    self.account = account
    self.previous = previous
    self.next = next
    self.openFolds = openFolds
    self.languages = languages
  }
}

extension InvoiceView {
  var wording: Wording { look.wording(language) }
}
