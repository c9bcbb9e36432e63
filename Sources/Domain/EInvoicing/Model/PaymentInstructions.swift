/// BG-16: how the document is paid.
public struct PaymentInstructions: Sendable, Hashable {
  /// BT-81, of UNTDID 4461: 30 a transfer, 58 a SEPA transfer, 48 a card, 49 a direct debit, 59 a SEPA direct debit.
  public var meansCode: String?
  /// BT-82.
  public var meansText: String?
  /// BT-83: what to quote.
  public var remittanceInformation: String?
  /// BG-17.
  public var creditTransfers: [CreditTransfer]
  /// BG-18.
  public var card: PaymentCard?
  /// BG-19.
  public var directDebit: DirectDebit?

  public init(
    meansCode: String? = nil, meansText: String? = nil, remittanceInformation: String? = nil, creditTransfers: [CreditTransfer] = [],
    card: PaymentCard? = nil, directDebit: DirectDebit? = nil
  ) {
    self.meansCode = meansCode
    self.meansText = meansText
    self.remittanceInformation = remittanceInformation
    self.creditTransfers = creditTransfers
    self.card = card
    self.directDebit = directDebit
  }

  /// BG-17: an account to send money to.
  public struct CreditTransfer: Sendable, Hashable {
    /// BT-84: an IBAN, or the account's number where there is none.
    public var account: String?
    /// BT-85.
    public var accountName: String?
    /// BT-86.
    public var bic: String?

    public init(account: String? = nil, accountName: String? = nil, bic: String? = nil) {
      self.account = account
      self.accountName = accountName
      self.bic = bic
    }
  }

  /// BG-18: a card that was or will be charged.
  public struct PaymentCard: Sendable, Hashable {
    /// BT-87: the last digits, never all of them.
    public var number: String?
    /// BT-88.
    public var holder: String?

    public init(number: String? = nil, holder: String? = nil) {
      self.number = number
      self.holder = holder
    }
  }

  /// BG-19: the seller collects.
  public struct DirectDebit: Sendable, Hashable {
    /// BT-89.
    public var mandate: String?
    /// BT-90.
    public var creditor: String?
    /// BT-91.
    public var debitedAccount: String?

    public init(mandate: String? = nil, creditor: String? = nil, debitedAccount: String? = nil) {
      self.mandate = mandate
      self.creditor = creditor
      self.debitedAccount = debitedAccount
    }
  }
}
