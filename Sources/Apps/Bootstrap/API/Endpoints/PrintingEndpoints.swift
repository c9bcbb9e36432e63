import HTTPAPI
import Operations
import Primitives
import Printing
import Store

extension FlorinAPI {
  var printingEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/paperless-rate", chapter: "Invoices", name: "readPaperlessRate", "Read the paperless rate",
        about: "How many documents go out without paper, and why the others stay on it; counted by what accounts want now (`delivery` in their invoicing details).",
        parameters: [
          .query("billRun", .integer(1...Int(Int32.max)), "The invoices of this bill run; with it, days are not looked at."),
          .query("from", .day, "Invoices and credit notes issued on or after this day."),
          .query("until", .day, "The first day whose documents are not meant any more."),
        ],
        answers: [.json(FlorinAPI.paperlessRate.schema, "The rate, as a whole and by seller, segment and country.")],
        for: Who.billRuns, work: .reading { request in
          let selection: IssuedSelection
          if let run = request.integer("billRun") {
            selection = .run(try BillRuns(installation).find(Int64(run)).id)
          } else {
            let (from, until) = (request.day("from") ?? Day(number: .min), request.day("until") ?? Day(number: .max))
            guard from < until else {
              throw Rejection(Problem(.wrongPeriod, path: "until", "the period ends before it begins", remedy: "let `until` be a later day than `from`"))
            }
            selection = .issued(ServicePeriod(start: from, end: until))
          }
          return .json(try store.paperlessRate(selection), FlorinAPI.paperlessRate, request)
        })
    ]
  }

  private struct Part: Sendable {
    var group: PaperlessRate.Group
    var counts: PaperlessRate.Counts
  }

  private static let paperReasons = Shape<PaperlessRate.Counts>(
    "PaperReasons", "Why documents stay on paper.",
    [.number("asked", "Their accounts asked for it.") { $0.on(paper: .asked) }, .number("notAgreed", "Their accounts have not agreed to anything else.") { $0.on(paper: .notAgreed) }])

  private static let digitalReasons = Shape<PaperlessRate.Counts>(
    "DigitalReasons", "Why documents go out without paper.",
    [
      .number("asked", "Their accounts asked for it.") { $0.digital(.asked) },
      .number("electronicAddress", "Their accounts said where they take e-invoices.") { $0.digital(.electronicAddress) },
    ])

  private static let paperlessPart = Shape<Part>(
    "PaperlessPart", "Documents of one seller to one segment in one country.",
    [
      .text("seller") { $0.group.seller.text }, .text("segment") { $0.group.segment }, .text("country") { $0.group.country },
      .number("documents") { $0.counts.documents }, .number("digital") { $0.counts.digital }, .decimalIfAny("percent") { $0.counts.percent },
      .object("paperBecause", paperReasons) { $0.counts }, .object("digitalBecause", digitalReasons) { $0.counts },
    ])

  private static let paperlessRate = Shape<PaperlessRate>(
    "PaperlessRate", "How many documents go out without paper, and why.",
    [
      .number("documents") { $0.total.documents }, .number("digital", "Go out without paper.") { $0.total.digital },
      .decimalIfAny("percent", "Of all documents, without paper: one digit, rounded down; left out where there are none.") { $0.total.percent },
      .object("paperBecause", paperReasons) { $0.total }, .object("digitalBecause", digitalReasons) { $0.total },
      .list("groups", paperlessPart) { rate in rate.groups.sorted { $0.key < $1.key }.map { Part(group: $0.key, counts: $0.value) } },
    ])
}
