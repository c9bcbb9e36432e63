import HTTPAPI
import Operations

/// Who may do what: every endpoint names one of these. A role that is not named is refused; a customer's key sees what is
/// the customer's own wherever `customer` is among them.
enum Who {
  /// What is on sale is no secret from anybody with a key.
  static let everybody = Endpoint.Access.roles(Set(Role.allCases))
  static let staff = Endpoint.Access.roles(Role.staff)
  static let prices = Endpoint.Access.roles([.catalogManager])
  /// Accounts, what they hold and used, what they were billed.
  static let accounts = Endpoint.Access.roles([.billing, .collections, .care, .finance, .auditor, .customer])
  /// Talks to customers, and orders for them.
  static let care = Endpoint.Access.roles([.care])
  static let careOrCustomer = Endpoint.Access.roles([.care, .customer])
  static let careOrBilling = Endpoint.Access.roles([.care, .billing])
  /// Whoever holds a voucher, or stands for the one who does.
  static let redeemers = Endpoint.Access.roles([.care, .billing, .customer])
  /// Opens a document to whoever holds the link.
  static let linkMakers = Endpoint.Access.roles([.care, .billing, .customer])
  static let voucherLog = Endpoint.Access.roles([.care, .billing, .finance, .auditor])
  /// What holds for everybody's spending.
  static let controls = Endpoint.Access.roles([.care, .billing, .finance, .auditor])
  /// How documents look.
  static let templates = Endpoint.Access.roles([.catalogManager, .billing])
  static let billing = Endpoint.Access.roles([.billing])
  static let usageFiles = Endpoint.Access.roles([.billing, .auditor])
  static let billRuns = Endpoint.Access.roles([.billing, .finance, .auditor])
  static let books = Endpoint.Access.roles([.finance, .auditor])
  /// What other prices would do, before anything is booked.
  static let analysis = Endpoint.Access.roles([.catalogManager, .billing, .finance, .auditor])
  static let proof = Endpoint.Access.roles([.billing, .finance, .auditor])
  /// Says who is told of what happens.
  static let webhooks = Endpoint.Access.roles([.billing])
  static let webhookLog = Endpoint.Access.roles([.billing, .auditor])
  static let audit = Endpoint.Access.roles([.auditor])
}
