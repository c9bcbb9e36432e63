public import Primitives

/// An invoice or credit note in the terms of EN 16931-1, whatever syntax it is written in or was read from.
///
/// Each property names its business term (BT) or group (BG). What a document does not say is `nil` or empty; what it
/// says wrongly is kept, so that `Conformity` can name the rule that it breaks.
public struct EInvoice: Sendable, Equatable {
  /// BT-1.
  public var number: String?
  /// BT-2.
  public var issuedOn: Day?
  /// BT-3, of UNTDID 1001: 380 an invoice, 381 a credit note, 384 a corrected invoice, 389 a self-billed invoice.
  public var typeCode: DocumentTypeCode
  /// BT-5, ISO 4217.
  public var currency: String
  /// BT-6: the currency that the seller accounts for VAT in, where it is another one.
  public var vatCurrency: String?
  /// BT-7.
  public var taxPointOn: Day?
  /// BT-8, of UNTDID 2005: 3 the day of issue, 35 of delivery, 432 of payment.
  public var taxPointCode: String?
  /// BT-9.
  public var dueOn: Day?
  public var references: DocumentReferences
  /// BT-20.
  public var paymentTerms: String?
  /// BG-1.
  public var notes: [DocumentNote]
  /// BT-23.
  public var businessProcess: String?
  /// BT-24.
  public var specification: String?
  /// BG-3.
  public var precedingInvoices: [PrecedingInvoice]
  /// BG-4.
  public var seller: TradeParty
  /// BG-7.
  public var buyer: TradeParty
  /// BG-10: who is paid, when it is not the seller.
  public var payee: Payee?
  /// BG-11.
  public var taxRepresentative: TaxRepresentative?
  /// BG-13 without its period.
  public var delivery: TradeDelivery?
  /// BG-14.
  public var period: TradePeriod?
  /// BG-16.
  public var payment: PaymentInstructions?
  /// BG-20.
  public var allowances: [AllowanceCharge]
  /// BG-21.
  public var charges: [AllowanceCharge]
  /// BG-22.
  public var totals: DocumentTotals
  /// BG-23.
  public var vatBreakdown: [VATBreakdown]
  /// BG-24.
  public var supportingDocuments: [SupportingDocument]
  /// BG-25.
  public var lines: [TradeLine]

  public init(
    number: String? = nil, issuedOn: Day? = nil, typeCode: DocumentTypeCode = .invoice, currency: String = "", vatCurrency: String? = nil,
    taxPointOn: Day? = nil, taxPointCode: String? = nil, dueOn: Day? = nil, references: DocumentReferences = DocumentReferences(),
    paymentTerms: String? = nil, notes: [DocumentNote] = [], businessProcess: String? = nil, specification: String? = nil,
    precedingInvoices: [PrecedingInvoice] = [], seller: TradeParty = TradeParty(), buyer: TradeParty = TradeParty(), payee: Payee? = nil,
    taxRepresentative: TaxRepresentative? = nil, delivery: TradeDelivery? = nil, period: TradePeriod? = nil,
    payment: PaymentInstructions? = nil, allowances: [AllowanceCharge] = [], charges: [AllowanceCharge] = [],
    totals: DocumentTotals = DocumentTotals(), vatBreakdown: [VATBreakdown] = [], supportingDocuments: [SupportingDocument] = [],
    lines: [TradeLine] = []
  ) {
    self.number = number
    self.issuedOn = issuedOn
    self.typeCode = typeCode
    self.currency = currency
    self.vatCurrency = vatCurrency
    self.taxPointOn = taxPointOn
    self.taxPointCode = taxPointCode
    self.dueOn = dueOn
    self.references = references
    self.paymentTerms = paymentTerms
    self.notes = notes
    self.businessProcess = businessProcess
    self.specification = specification
    self.precedingInvoices = precedingInvoices
    self.seller = seller
    self.buyer = buyer
    self.payee = payee
    self.taxRepresentative = taxRepresentative
    self.delivery = delivery
    self.period = period
    self.payment = payment
    self.allowances = allowances
    self.charges = charges
    self.totals = totals
    self.vatBreakdown = vatBreakdown
    self.supportingDocuments = supportingDocuments
    self.lines = lines
  }

  /// Whether it gives money back: UBL writes it as a `CreditNote`.
  public var isCreditNote: Bool { typeCode.isCreditNote }
}

/// A document's kind by UNTDID 1001.
public struct DocumentTypeCode: Sendable, Hashable {
  public var text: String

  public init(_ text: String) { self.text = text }

  public static let invoice = DocumentTypeCode("380")
  public static let creditNote = DocumentTypeCode("381")
  public static let correctedInvoice = DocumentTypeCode("384")
  public static let selfBilledInvoice = DocumentTypeCode("389")
  public static let selfBilledCreditNote = DocumentTypeCode("261")
  public static let partialInvoice = DocumentTypeCode("326")
  public static let prepaymentInvoice = DocumentTypeCode("386")

  /// The codes of credit notes, as the rules of EN 16931 divide them (BR-CL-01).
  public var isCreditNote: Bool {
    switch text {
    case "81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532": true
    default: false
    }
  }

  /// Whether the buyer wrote it for the seller.
  public var isSelfBilled: Bool { text == "389" || text == "261" }
}

/// BG-1: a text, and what it is about.
public struct DocumentNote: Sendable, Hashable {
  /// BT-21, of UNTDID 4451.
  public var subjectCode: String?
  /// BT-22.
  public var text: String

  public init(subjectCode: String? = nil, text: String) {
    self.subjectCode = subjectCode
    self.text = text
  }
}

/// BG-3: an invoice that this document corrects, credits or settles.
public struct PrecedingInvoice: Sendable, Hashable {
  /// BT-25.
  public var number: String
  /// BT-26.
  public var issuedOn: Day?

  public init(number: String, issuedOn: Day? = nil) {
    self.number = number
    self.issuedOn = issuedOn
  }
}

/// Documents and accounts of the parties that the document names by number.
public struct DocumentReferences: Sendable, Hashable {
  /// BT-10.
  public var buyerReference: String?
  /// BT-11.
  public var project: String?
  /// BT-12.
  public var contract: String?
  /// BT-13.
  public var purchaseOrder: String?
  /// BT-14.
  public var salesOrder: String?
  /// BT-15.
  public var receivingAdvice: String?
  /// BT-16.
  public var despatchAdvice: String?
  /// BT-17.
  public var tender: String?
  /// BT-18: what is invoiced, such as a meter point or a telephone number.
  public var invoicedObject: SchemedIdentifier?
  /// BT-19.
  public var buyerAccounting: String?

  public init(
    buyerReference: String? = nil, project: String? = nil, contract: String? = nil, purchaseOrder: String? = nil, salesOrder: String? = nil,
    receivingAdvice: String? = nil, despatchAdvice: String? = nil, tender: String? = nil, invoicedObject: SchemedIdentifier? = nil,
    buyerAccounting: String? = nil
  ) {
    self.buyerReference = buyerReference
    self.project = project
    self.contract = contract
    self.purchaseOrder = purchaseOrder
    self.salesOrder = salesOrder
    self.receivingAdvice = receivingAdvice
    self.despatchAdvice = despatchAdvice
    self.tender = tender
    self.invoicedObject = invoicedObject
    self.buyerAccounting = buyerAccounting
  }
}

/// BG-24: a document that comes with the invoice or lies at an address.
public struct SupportingDocument: Sendable, Hashable {
  /// BT-122.
  public var reference: String
  /// BT-123.
  public var description: String?
  /// BT-124.
  public var location: String?
  /// BT-125.
  public var attachment: Attachment?

  /// A file inside the document.
  public struct Attachment: Sendable, Hashable {
    public var mediaType: String
    public var fileName: String
    public var bytes: [UInt8]

    public init(mediaType: String, fileName: String, bytes: [UInt8]) {
      self.mediaType = mediaType
      self.fileName = fileName
      self.bytes = bytes
    }
  }

  public init(reference: String, description: String? = nil, location: String? = nil, attachment: Attachment? = nil) {
    self.reference = reference
    self.description = description
    self.location = location
    self.attachment = attachment
  }
}
