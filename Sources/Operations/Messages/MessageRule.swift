public import Primitives

/// Something a seller says on the bills of some readers, and of which.
public struct MessageRule: Sendable, Hashable {
  public var code: String
  public var title: LocalizedText
  public var text: LocalizedText
  /// The words of a link, and where it leads.
  public var linkWords: LocalizedText?
  public var linkAddress: String?
  /// It is said from this day on; `nil`: from ever.
  public var from: Day?
  /// The first day on which it is no longer said.
  public var to: Day?
  public var terms: Terms

  /// Of which bills; what is empty or `nil` asks for nothing.
  public struct Terms: Sendable, Hashable {
    public var segments: Set<String> = []
    /// ISO 639-1 of the page.
    public var languages: Set<String> = []
    /// ISO 3166-1 of the reader's address.
    public var countries: Set<String> = []
    public var sellers: Set<String> = []
    /// More than so much, tax included.
    public var over: Exact?
    public var under: Exact?
    /// The currency of both.
    public var currency: Currency?
    /// More than so many per cent above the bill before.
    public var risenOverPercent: Exact?
    /// More than so many per cent below it.
    public var fallenOverPercent: Exact?

    public init() {}
  }

  public init(code: String, title: LocalizedText, text: LocalizedText, terms: Terms = Terms()) {
    self.code = code
    self.title = title
    self.text = text
    self.terms = terms
  }

  /// What of a bill and its reader rules look at.
  public struct Reader: Sendable, Hashable {
    public var today: Day
    public var segment: String
    public var language: String
    public var country: String
    public var seller: String
    public var gross: Money
    /// The total of the bill before.
    public var previousMinor: Int64?

    public init(today: Day, segment: String, language: String, country: String, seller: String, gross: Money, previousMinor: Int64? = nil) {
      self.today = today
      self.segment = segment
      self.language = language
      self.country = country
      self.seller = seller
      self.gross = gross
      self.previousMinor = previousMinor
    }
  }

  /// Whether it is said to this reader on this bill.
  public func isFor(_ reader: Reader) -> Bool {
    func holds(_ wanted: Set<String>, _ value: String) -> Bool { wanted.isEmpty || wanted.contains(value) }
    guard from.map({ reader.today >= $0 }) ?? true, to.map({ reader.today < $0 }) ?? true, holds(terms.segments, reader.segment), holds(terms.languages, reader.language),
      holds(terms.countries, reader.country), holds(terms.sellers, reader.seller)
    else { return false }
    if terms.over != nil || terms.under != nil {
      guard terms.currency == reader.gross.currency else { return false }
      if let over = terms.over, reader.gross.exact <= over { return false }
      if let under = terms.under, reader.gross.exact >= under { return false }
    }
    return hasMoved(reader)
  }

  /// Compared without dividing: a change of more than P per cent is one whose hundredfold is more than P times the bill before.
  private func hasMoved(_ reader: Reader) -> Bool {
    guard terms.risenOverPercent != nil || terms.fallenOverPercent != nil else { return true }
    guard let previous = reader.previousMinor, previous > 0 else { return false }
    let change = Exact(unscaled: reader.gross.amountMinor - previous, scale: 0) * 100
    let before = Exact(unscaled: previous, scale: 0)
    if let percent = terms.risenOverPercent, change > percent * before { return true }
    if let percent = terms.fallenOverPercent, change.isNegative, change.magnitude > percent * before { return true }
    return false
  }
}
