public import Parties

/// How a document reaches its account, and why.
///
/// An electronic invoice needs the recipient's acceptance (Directive 2006/112/EC, article 232), so paper is what an account gets that said nothing.
public enum DeliveryChannel: Sendable, Hashable {
  case digital(DigitalReason)
  case paper(PaperReason)

  /// Why a document goes out without paper.
  public enum DigitalReason: String, Sendable, Hashable, CaseIterable {
    /// The account asked for it.
    case asked
    /// The account said where it takes e-invoices.
    case electronicAddress = "electronic-address"
  }

  /// Why a document stays on paper.
  public enum PaperReason: String, Sendable, Hashable, CaseIterable {
    /// The account asked for paper.
    case asked
    /// The account has not agreed to anything else yet.
    case notAgreed = "not-agreed"
  }

  /// - Parameter takesElectronically: whether the account said where it takes e-invoices.
  public init(wish: DeliveryWish?, takesElectronically: Bool) {
    self =
      switch wish {
      case .paper: .paper(.asked)
      case .digital: .digital(.asked)
      case nil: takesElectronically ? .digital(.electronicAddress) : .paper(.notAgreed)
      }
  }

  public var isPaper: Bool {
    if case .paper = self { return true }
    return false
  }

  /// `asked`, `not-agreed` and so on.
  public var reason: String {
    switch self {
    case .digital(let reason): reason.rawValue
    case .paper(let reason): reason.rawValue
    }
  }
}
