public import EInvoicing

/// The syntaxes that a document is written in and read from.
public enum EInvoiceSyntax: String, Sendable, Hashable, CaseIterable { case ubl, cii }

extension EInvoiceProfile {
  /// The syntax that a profile is sent in; those that take both are written as UBL.
  public var syntax: EInvoiceSyntax { self == .facturX ? .cii : .ubl }
}

extension EInvoice {
  /// The document under a profile's promise, in its syntax or the one that is wished for.
  public func bytes(_ profile: EInvoiceProfile, syntax: EInvoiceSyntax? = nil) -> [UInt8] {
    let document = promising(profile)
    return switch syntax ?? profile.syntax {
    case .ubl: UBLWriter.bytes(document)
    case .cii: CIIWriter.bytes(document)
    }
  }
}
