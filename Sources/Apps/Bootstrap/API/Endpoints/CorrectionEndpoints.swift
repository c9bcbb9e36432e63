import HTTPAPI
import Invoicing
import Operations
import Parties
import Primitives
import Store

extension FlorinAPI {
  private static let number = Endpoint.Parameter.path("invoice", "The invoice's number.")

  var correctionEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/v1/invoices/{invoice}/credit-notes", chapter: "Invoices", name: "creditInvoice", "Give back a part of an invoice",
        about: "Issues a credit note, booked at once.", parameters: [FlorinAPI.number],
        body: .init(.object(Bodies.credit), example: #"{"reason": "line down", "percent": "20"}"#), answers: [
          .json(Shapes.creditNote.schema, status: 201, "The credit note.")
            .leading(to: "readCreditNote", with: "creditNote", from: "/number").leading(to: "readInvoice", with: "invoice", from: "/invoice")
        ],
        for: Who.careOrBilling, work: .writing { request in
          let number = try invoice(request.text("invoice"), request).invoice.number ?? ""
          let corrected = try Corrections(installation).credit(number, try FlorinAPI.wish(request.body), key: request.commandKey, on: FlorinAPI.day("on", request.body))
          let issued = try creditNote(corrected.number, request)
          return .json((issued.note, try store.account(issued.note.account)?.reference ?? ""), Shapes.creditNote, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/invoices/{invoice}/cancellation", chapter: "Invoices", name: "cancelInvoice", "Take an invoice back, and bill again",
        about: "Credits what is left of the account's latest invoice and opens its period again. With `rebill`, bills the same period from the facts and the catalog of today.",
        parameters: [FlorinAPI.number], body: .init(.object(Bodies.cancellation), example: #"{"reason": "wrong tariff", "rebill": true}"#),
        answers: [
          .json(FlorinAPI.cancelled.schema, status: 201, "What came of it.")
            .leading(to: "readInvoice", with: "invoice", from: "/invoices/0").leading(to: "readCreditNote", with: "creditNote", from: "/creditNote")
            .leading(to: "readBillRun", with: "billRun", from: "/billRun")
        ],
        for: Who.careOrBilling, work: .longWriting { request in
          let number = try invoice(request.text("invoice"), request).invoice.number ?? ""
          var reader = SourceReader(request.body)
          let corrections = Corrections(installation)
          let day = FlorinAPI.day("on", request.body)
          let corrected = try corrections.cancel(number, key: request.commandKey, reason: reader.text("reason") ?? "", on: day)
          var answer = Cancelled(creditNote: corrected.number)
          if reader.optionalFlag("rebill") == true {
            let run = try await corrections.rebill(number, key: request.commandKey, on: day)
            answer.run = run.id
            answer.invoices = try store.invoiceList(InvoiceFilter(run: run.id)).map(\.number)
          }
          return .json(answer, FlorinAPI.cancelled, request, status: 201)
        }),
    ]
  }

  private struct Cancelled: Sendable {
    var creditNote: String?
    var run: BillRunID?
    var invoices: [String] = []
  }

  private static let cancelled = Shape<Cancelled>(
    "CancelledInvoice", "What came of a cancellation.",
    [
      .textIfAny("creditNote", "Its number; missing when nothing was left to give back.") { $0.creditNote },
      .numberIfAny("billRun", "The run that billed again; its report says why when there is no invoice.") { $0.run.map { Int($0.rawValue) } },
      .texts("invoices", "Numbers of the new invoices.") { $0.invoices },
    ])

  private static func wish(_ body: SourceNode) throws -> Corrections.Wish {
    var reader = SourceReader(body)
    let lines = reader.list("lines").compactMap { reader.integer($0) }
    let percent = reader.optionalNumber("percent")
    let amount = reader.optionalNumber("amount")
    if percent != nil, amount != nil {
      throw Rejection(
        Problem(.creditWrongMeasure, path: "amount", "both `percent` and `amount` are said", remedy: "say one of them, or neither for everything that is left"))
    }
    return Corrections.Wish(lines: lines, percent.map { .percent($0) } ?? amount.map { .amount($0) } ?? .rest, reason: reader.text("reason") ?? "")
  }
}
