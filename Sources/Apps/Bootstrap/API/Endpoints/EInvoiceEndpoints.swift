import HTTPAPI
import Operations
import Parties
import Primitives
import Store

extension FlorinAPI {
  static let format = Endpoint.Parameter.query(
    "format", .choice(EInvoiceFormat.allCases.map(\.rawValue)),
    "EN 16931 in UBL 2.1 or UN/CEFACT CII, a profile of it, or a country's own format; as the account takes them when left out, else `ubl`.")
  static let eInvoiceAnswer = Endpoint.Answer(
    "The document in XML; in the envelope of its signature where the operator signs FatturaPA so (`.xml.p7m`).", media: [("application/xml", nil), ("application/pkcs7-mime", nil)])
  static let signed = Endpoint.Parameter.query(
    "signed", .choice(["true"]),
    "Only with the operator's signature: refused where nothing is signed. Without it, documents come as they are kept, which is signed where a certificate is configured.")

  func format(_ request: APIRequest, of number: String?) throws -> EInvoiceFormat {
    try request.text("format").flatMap(EInvoiceFormat.init(rawValue:)) ?? number.map { try EInvoices(installation).usualFormat(of: $0) } ?? .ubl
  }

  /// What the archive keeps of a document in the format asked for, else what is made now.
  func eInvoice(_ number: String?, _ request: APIRequest, written: (EInvoiceFormat) throws -> EInvoices.Written) throws -> APIResponse {
    let format = try format(request, of: number)
    let archive = Archive(installation)
    let wantsSigned = request.text("signed") != nil
    if wantsSigned, !format.hasSignature { throw EInvoices.unsigned(format) }
    var bytes = try number.flatMap { try archive.eInvoice($0, format) } ?? written(format).acceptable()
    if wantsSigned { bytes = try archive.requireSigned(bytes, number ?? "") }
    return APIResponse(mediaType: KeptFile(bytes).mediaType, .bytes(bytes))
  }

  /// What accounts want said on their invoices.
  var invoicingEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/accounts/{account}/invoicing", chapter: "Accounts", name: "readAccountInvoicing", "Read what an account wants said on its invoices",
        parameters: [.path("account", "The account's reference.")], answers: [.json(Shapes.invoicing.schema, "What it wants said.")],
        for: Who.accounts, work: .reading { request in
          .json(try store.invoicing(of: try account(request.text("account"), request).id), Shapes.invoicing, request)
        }),
      Endpoint(
        .put, "/v1/accounts/{account}/invoicing", chapter: "Accounts", name: "replaceAccountInvoicing", "Say what an account wants said on its invoices",
        about: "Replaces all of it; e-invoices of documents issued earlier say it too.", parameters: [.path("account", "The account's reference.")],
        body: .init(
          .object(Bodies.invoicing), example: #"{"buyerReference": "04011000-12345-03", "electronicAddress": {"scheme": "EM", "id": "ap@example.de"}}"#),
        answers: [.json(Shapes.invoicing.schema, "What it wants said now.")],
        for: Who.careOrBilling, work: .writing { request in
          let account = try account(request.text("account"), request)
          return .json(try WrittenDocuments(installation).replaceInvoicing(of: account, request.body), Shapes.invoicing, request)
        }),
    ]
  }
}

extension Bodies {
  private static let identifier = Schema.either([
    .plainText, .object(ObjectSchema(nil, "An identifier and the list it is of.", [.init("scheme", .plainText), .init("id", .plainText)])),
  ])

  static let invoicing = ObjectSchema(
    "NewInvoicing", "What an account wants said on its invoices, and where it takes them.",
    [
      .optional("buyerReference", .plainText, "What the buyer wants quoted: the Leitweg-ID of a German authority, a cost centre."),
      .optional("purchaseOrder", .plainText), .optional("contract", .plainText), .optional("tradingName", .plainText),
      .optional("legalRegistration", identifier, "The number in a register of companies or persons."),
      .optional("electronicAddress", identifier, "Where e-invoices are taken."),
      .optional("delivery", .choice(DeliveryWish.allCases.map(\.rawValue)), "How documents are wanted; `digital` agrees to get them electronically."),
      .optional(
        "contact",
        .object(ObjectSchema(nil, "Whom to ask.", [.optional("name", .plainText), .optional("telephone", .plainText), .optional("email", .plainText)]))),
      .optional("mandate", .plainText, "The reference of the SEPA mandate."), .optional("debitedAccount", .plainText, "The account that is debited."),
      .optional("cardDigits", .text(.plain.within(1...10)), "The last digits of the card that is charged."),
      .optional(
        "eInvoice", .choice(EInvoiceWish.allCases.map(\.rawValue)),
        "As what it takes e-invoices: its bills and credit notes are issued only when the rules of this format let them leave. `none`: it takes none. When left out: as its seller says."),
      .optional("vatIdentifier", .plainText, "What documents say where the account was registered without one. It changes no tax."),
      .optional("address", Bodies.address, "What documents say in place of the account's address, in the same country. It changes no tax."),
    ])
}

extension Shapes {
  private static let partyIdentifier = Shape<PartyIdentifier>(
    "PartyIdentifier", "An identifier and the list it is of.", [.textIfAny("scheme") { $0.scheme }, .text("id") { $0.text }])

  private static let contact = Shape<ContactPoint>(
    "ContactPoint", "Whom to ask.", [.textIfAny("name") { $0.name }, .textIfAny("telephone") { $0.telephone }, .textIfAny("email") { $0.email }])

  static let invoicing = Shape<InvoicingDetails>(
    "Invoicing", "What an account wants said on its invoices, and where it takes them.",
    [
      .textIfAny("buyerReference") { $0.buyerReference }, .textIfAny("purchaseOrder") { $0.purchaseOrder }, .textIfAny("contract") { $0.contract },
      .textIfAny("tradingName") { $0.tradingName }, .objectIfAny("legalRegistration", partyIdentifier) { $0.legalRegistration },
      .objectIfAny("electronicAddress", partyIdentifier) { $0.electronicAddress },
      .textIfAny("delivery") { $0.delivery?.rawValue }, .objectIfAny("contact", contact) { $0.contact },
      .textIfAny("mandate") { $0.mandate }, .textIfAny("debitedAccount") { $0.debitedAccount }, .textIfAny("cardDigits") { $0.cardDigits },
      .textIfAny("eInvoice", "As what it takes e-invoices; missing: as its seller says.") { $0.eInvoice?.rawValue }, .textIfAny("vatIdentifier") { $0.vatIdentifier },
      .objectIfAny("address", address) { $0.address },
    ])
}
