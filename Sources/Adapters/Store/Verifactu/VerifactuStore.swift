public import EInvoicing
public import Operations
public import Primitives

extension Store: VerifactuStore {
  public func append(
    _ drafts: [VerifactuDraft], seal: (VerifactuDraft, VerifactuEntry?) throws -> VerifactuEntry
  ) throws -> [VerifactuEntry] {
    try write { c in
      let rows = VerifactuRows(c: c)
      var written: [VerifactuEntry] = []
      for draft in drafts {
        if let entry = try rows.append(draft, seal) { written.append(entry) }
      }
      return written
    }
  }

  public func verifactuEntry(
    of subject: VerifactuEntry.Subject, seller: SellerCode, number: String, act: VerifactuEntry.Act
  ) throws -> VerifactuEntry? {
    try read { try VerifactuRows(c: $0).entry(of: subject, seller: seller, number: number, act: act) }
  }

  public func verifactuEntries(_ filter: VerifactuFilter) throws -> [VerifactuEntry] { try read { try VerifactuRows(c: $0).entries(filter) } }

  public func verifactuChain(of issuer: String, after number: Int64, limit: Int) throws -> [VerifactuEntry] {
    try read { try VerifactuRows(c: $0).chain(of: issuer, after: number, limit: limit) }
  }

  public func verifactuIssuers() throws -> [String] { try read { try VerifactuRows(c: $0).issuers() } }

  public func unrecorded(of seller: SellerCode, from day: Day) throws -> [UnrecordedDocument] {
    try read { try VerifactuRows(c: $0).unrecorded(of: seller, from: day) }
  }
}
