public import Archiving
public import Parties
public import Primitives
public import Printing

/// Which issued documents are meant.
public enum IssuedSelection: Sendable, Hashable {
  /// The invoices of a bill run.
  case run(BillRunID)
  /// Invoices and credit notes issued on these days.
  case issued(ServicePeriod)
}

/// An issued document with what decides how it goes out.
public struct OutgoingDocument: Sendable {
  public var kind: ArchivedKind
  /// Of the invoice or the credit note.
  public var id: Int64
  public var number: String
  public var account: BillingAccount
  public var channel: DeliveryChannel

  public init(kind: ArchivedKind, id: Int64, number: String, account: BillingAccount, channel: DeliveryChannel) {
    self.kind = kind
    self.id = id
    self.number = number
    self.account = account
    self.channel = channel
  }
}

/// What printing needs of storage.
public protocol PrintStore {
  /// Documents in the order of their identifiers, with the accounts they go to as they are now.
  ///
  /// - Parameters:
  ///   - id: only those behind it.
  ///   - limit: at most so many.
  func outgoing(_ kind: ArchivedKind, _ selection: IssuedSelection, after id: Int64, limit: Int) throws -> [OutgoingDocument]
}

extension PrintStore {
  /// Every document of a selection, page by page.
  public func forEachOutgoing(_ selection: IssuedSelection, _ body: (OutgoingDocument) throws -> Void) throws {
    for kind in ArchivedKind.allCases {
      var after: Int64 = 0
      while true {
        let page = try outgoing(kind, selection, after: after, limit: 500)
        guard let last = page.last else { break }
        for document in page { try body(document) }
        after = last.id
      }
    }
  }

  /// How many documents go out without paper, and why the others stay on it: as accounts want it now.
  public func paperlessRate(_ selection: IssuedSelection) throws -> PaperlessRate {
    var rate = PaperlessRate()
    try forEachOutgoing(selection) { document in
      let account = document.account
      rate.add(document.channel, PaperlessRate.Group(seller: account.seller, segment: account.segment, country: account.address.country))
    }
    return rate
  }
}
