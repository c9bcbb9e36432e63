public import Primitives

/// One document that goes out on paper, in an envelope of its own.
public struct PrintPiece: Sendable, Hashable {
  /// `invoice` or `credit-note`.
  public var kind: String
  /// The document's number.
  public var number: String
  /// Where the document is read again.
  public var id: Int64
  public var seller: SellerCode
  /// The reference of the account that it goes to.
  public var account: String
  /// The country of the address, two capital letters (ISO 3166-1).
  public var country: String
  public var postcode: String
  /// Whether it stays in the seller's country.
  public var isDomestic: Bool
  public var pages: Int

  public init(
    kind: String, number: String, id: Int64, seller: SellerCode, account: String, country: String, postcode: String, isDomestic: Bool, pages: Int
  ) {
    self.kind = kind
    self.number = number
    self.id = id
    self.seller = seller
    self.account = account
    self.country = country
    self.postcode = postcode
    self.isDomestic = isDomestic
    self.pages = pages
  }
}
