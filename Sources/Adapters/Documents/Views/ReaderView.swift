public import Invoicing
public import Primitives

/// Where the pages of one link are, for the reader who holds it.
public struct ReaderAddresses: Sendable, Hashable {
  /// Such as `/b/TOKEN`.
  public var root: String
  /// The language that the reader chose on a page; it goes along.
  public var language: ReaderLanguage?

  public init(root: String, language: ReaderLanguage? = nil) {
    self.root = root
    self.language = language
  }

  var start: String { at("", []) }
  var pdf: String { at("/pdf", []) }
  var usageRecords: String { at("/usage/pdf", []) }
  var eInvoice: String { at("/e-invoice", []) }

  func line(_ number: Int, after: Int? = nil) -> String { at("/lines/\(number)", ReaderAddresses.after(after)) }
  func group(_ number: Int, after: Int? = nil) -> String { at("/groups/\(number)", ReaderAddresses.after(after)) }
  func start(after: Int?) -> String { at("", ReaderAddresses.after(after)) }

  /// A page in each language.
  func languages(_ page: (ReaderAddresses) -> String) -> [PageLinks.LanguageLink] {
    ReaderLanguage.allCases.map { .init(language: $0, href: page(ReaderAddresses(root: root, language: $0))) }
  }

  private static func after(_ number: Int?) -> [String] { number.map { ["after=\($0)"] } ?? [] }

  private func at(_ path: String, _ query: [String]) -> String {
    let all = query + (language.map { ["lang=\($0.rawValue)"] } ?? [])
    return root + path + (all.isEmpty ? "" : "?" + all.joined(separator: "&"))
  }
}

/// Where a reader may go with a question, or with money.
public struct ReaderPlaces: Sendable, Hashable {
  /// Takes questions by mail.
  public var questions: String?
  /// A page where the bill is paid.
  public var pay: String?

  public init(questions: String? = nil, pay: String? = nil) {
    self.questions = questions
    self.pay = pay
  }
}

/// Something said to this reader by a rule of the seller's.
public struct ReaderMessage: Sendable, Hashable {
  public struct Link: Sendable, Hashable {
    public var words: LocalizedText
    public var href: String

    public init(words: LocalizedText, href: String) {
      self.words = words
      self.href = href
    }
  }

  public var title: LocalizedText
  public var text: LocalizedText
  public var link: Link?

  public init(title: LocalizedText, text: LocalizedText, link: Link? = nil) {
    self.title = title
    self.text = text
    self.link = link
  }
}

/// One of the reader's last bills.
public struct ReaderBill: Sendable, Hashable {
  public var number: String
  public var href: String
  public var issuedOn: Day
  public var dueOn: Day
  public var grossMinor: Int64
  /// What is still to be paid of it, as the books have it.
  public var openMinor: Int64
  /// The bill that the page is about.
  public var isThis: Bool

  public init(number: String, href: String, issuedOn: Day, dueOn: Day, grossMinor: Int64, openMinor: Int64, isThis: Bool = false) {
    self.number = number
    self.href = href
    self.issuedOn = issuedOn
    self.dueOn = dueOn
    self.grossMinor = grossMinor
    self.openMinor = openMinor
    self.isThis = isThis
  }
}

/// One thing that changed what an account owes.
public struct AccountMovement: Sendable, Hashable {
  public enum Kind: Sendable, Hashable, CaseIterable { case invoice, creditNote, payment }

  public var kind: Kind
  public var document: DocumentLink
  public var day: Day
  /// Positive: more is owed.
  public var amountMinor: Int64
  /// What was owed after it.
  public var owedMinor: Int64

  public init(kind: Kind, document: DocumentLink, day: Day, amountMinor: Int64, owedMinor: Int64) {
    self.kind = kind
    self.document = document
    self.day = day
    self.amountMinor = amountMinor
    self.owedMinor = owedMinor
  }
}

/// The reader's own page of a bill: the bill, and what goes on around it. Values only.
public struct ReaderBillView: Sendable {
  public var bill: InvoiceView
  /// The reader's day.
  public var today: Day
  /// What is still to be paid of it, as the books have it.
  public var openMinor: Int64
  /// The last bills, the oldest first.
  public var bills: [ReaderBill]
  /// What changed what the account owes, the newest first.
  public var movements: [AccountMovement]
  public var messages: [ReaderMessage]
  public var addresses: ReaderAddresses
  public var places: ReaderPlaces
  /// Whether there is an e-invoice to be had.
  public var hasEInvoice: Bool
  /// The last day on which the link opens it.
  public var linkEndsOn: Day?

  public init(
    bill: InvoiceView, today: Day, openMinor: Int64, bills: [ReaderBill] = [], movements: [AccountMovement] = [], messages: [ReaderMessage] = [],
    addresses: ReaderAddresses, places: ReaderPlaces = ReaderPlaces(), hasEInvoice: Bool = false, linkEndsOn: Day? = nil
  ) {
    self.bill = bill
    self.today = today
    self.openMinor = openMinor
    self.bills = bills
    self.movements = movements
    self.messages = messages
    self.addresses = addresses
    self.places = places
    self.hasEInvoice = hasEInvoice
    self.linkEndsOn = linkEndsOn
  }
}

/// One line of a bill for its reader, with a stretch of the usage events behind it.
public struct ReaderLineView: Sendable {
  public var bill: InvoiceView
  public var line: InvoiceLine
  /// The events of this page, and how many there are in all.
  public var evidence: LineEvidence
  /// How many events stand before this page's.
  public var eventsBefore: Int
  /// How many events a page holds.
  public var eventsOnAPage: Int
  /// The line's usage by day.
  public var usage: UsageSeries?
  public var addresses: ReaderAddresses
  public var places: ReaderPlaces

  public init(
    bill: InvoiceView, line: InvoiceLine, evidence: LineEvidence, eventsBefore: Int = 0, eventsOnAPage: Int = 50, usage: UsageSeries? = nil,
    addresses: ReaderAddresses, places: ReaderPlaces = ReaderPlaces()
  ) {
    self.bill = bill
    self.line = line
    self.evidence = evidence
    self.eventsBefore = eventsBefore
    self.eventsOnAPage = eventsOnAPage
    self.usage = usage
    self.addresses = addresses
    self.places = places
  }
}
