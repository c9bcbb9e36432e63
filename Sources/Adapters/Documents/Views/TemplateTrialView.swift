public import Primitives

/// What a draft of a template would change of what was issued. Values only.
public struct TemplateTrialView: Sendable {
  public var template: String
  public var name: String
  public var period: ServicePeriod
  /// Invoices issued within the period.
  public var looked = 0
  /// Those that the draft is for.
  public var covered = 0
  public var differences: [Invoice] = []

  public init(template: String, name: String, period: ServicePeriod) {
    self.template = template
    self.name = name
    self.period = period
  }

  /// An invoice that would look or read differently.
  public struct Invoice: Sendable, Hashable {
    public var number: String
    public var accountName: String
    public var accountReference: String
    public var pagesBefore: Int
    public var pagesAfter: Int
    public var pages: [Page]
    public var isOtherOnScreen: Bool

    public init(number: String, accountName: String, accountReference: String, pagesBefore: Int, pagesAfter: Int, pages: [Page], isOtherOnScreen: Bool) {
      self.number = number
      self.accountName = accountName
      self.accountReference = accountReference
      self.pagesBefore = pagesBefore
      self.pagesAfter = pagesAfter
      self.pages = pages
      self.isOtherOnScreen = isOtherOnScreen
    }
  }

  /// A page that would differ, counted from 1.
  public struct Page: Sendable, Hashable {
    public var number: Int
    public var difference: PageDifference

    public init(number: Int, _ difference: PageDifference) {
      self.number = number
      self.difference = difference
    }
  }

  /// All pages that would differ.
  public var pageCount: Int { differences.reduce(0) { $0 + $1.pages.count } }
}
