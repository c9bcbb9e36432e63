public import Primitives

/// BG-25: a line of the document.
public struct TradeLine: Sendable, Hashable {
  /// BT-126.
  public var identifier: String?
  /// BT-127.
  public var note: String?
  /// BT-128.
  public var object: SchemedIdentifier?
  /// BT-129.
  public var quantity: Exact?
  /// BT-130, of UN/ECE recommendations 20 and 21.
  public var unit: String?
  /// BT-131.
  public var net: Exact?
  /// BT-132.
  public var orderLine: String?
  /// BT-133.
  public var buyerAccounting: String?
  /// BG-26.
  public var period: TradePeriod?
  /// BG-27.
  public var allowances: [AllowanceCharge]
  /// BG-28.
  public var charges: [AllowanceCharge]
  /// BG-29.
  public var price: TradePrice
  /// BG-30; `nil` when the line says none.
  public var vat: VATRate?
  /// BG-31.
  public var item: TradeItem

  public init(
    identifier: String? = nil, note: String? = nil, object: SchemedIdentifier? = nil, quantity: Exact? = nil, unit: String? = nil,
    net: Exact? = nil, orderLine: String? = nil, buyerAccounting: String? = nil, period: TradePeriod? = nil,
    allowances: [AllowanceCharge] = [], charges: [AllowanceCharge] = [], price: TradePrice = TradePrice(), vat: VATRate? = nil,
    item: TradeItem = TradeItem()
  ) {
    self.identifier = identifier
    self.note = note
    self.object = object
    self.quantity = quantity
    self.unit = unit
    self.net = net
    self.orderLine = orderLine
    self.buyerAccounting = buyerAccounting
    self.period = period
    self.allowances = allowances
    self.charges = charges
    self.price = price
    self.vat = vat
    self.item = item
  }
}

/// BG-29: what one unit, or the base quantity of them, costs.
public struct TradePrice: Sendable, Hashable {
  /// BT-146.
  public var net: Exact?
  /// BT-147: what is taken off the gross price.
  public var discount: Exact?
  /// BT-148.
  public var gross: Exact?
  /// BT-149: how many units the price is for; one when `nil`.
  public var baseQuantity: Exact?
  /// BT-150.
  public var baseUnit: String?

  public init(net: Exact? = nil, discount: Exact? = nil, gross: Exact? = nil, baseQuantity: Exact? = nil, baseUnit: String? = nil) {
    self.net = net
    self.discount = discount
    self.gross = gross
    self.baseQuantity = baseQuantity
    self.baseUnit = baseUnit
  }
}

/// BG-31: what is sold.
public struct TradeItem: Sendable, Hashable {
  /// BT-153.
  public var name: String?
  /// BT-154.
  public var description: String?
  /// BT-155.
  public var sellerIdentifier: String?
  /// BT-156.
  public var buyerIdentifier: String?
  /// BT-157.
  public var standardIdentifier: SchemedIdentifier?
  /// BT-158.
  public var classifications: [Classification]
  /// BT-159.
  public var originCountry: String?
  /// BG-32.
  public var attributes: [Attribute]

  /// BT-158: a class of goods or services, and the list it is of (UNTDID 7143).
  public struct Classification: Sendable, Hashable {
    public var code: String
    public var list: String?
    public var version: String?

    public init(_ code: String, list: String?, version: String? = nil) {
      self.code = code
      self.list = list
      self.version = version
    }
  }

  /// BG-32: BT-160 and BT-161.
  public struct Attribute: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(
    name: String? = nil, description: String? = nil, sellerIdentifier: String? = nil, buyerIdentifier: String? = nil,
    standardIdentifier: SchemedIdentifier? = nil, classifications: [Classification] = [], originCountry: String? = nil,
    attributes: [Attribute] = []
  ) {
    self.name = name
    self.description = description
    self.sellerIdentifier = sellerIdentifier
    self.buyerIdentifier = buyerIdentifier
    self.standardIdentifier = standardIdentifier
    self.classifications = classifications
    self.originCountry = originCountry
    self.attributes = attributes
  }
}
