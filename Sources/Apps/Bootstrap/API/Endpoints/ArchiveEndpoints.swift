import Archiving
import Documents
import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  private static let seller = Endpoint.Parameter.query("seller", .plainText, "Only this seller's, by its code.")
  /// How many findings one answer tells.
  private static let findingsTold = 1000

  /// The archive as finance and auditors see it: what is kept, what seals it, what holds it.
  var archiveEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/archive/days", chapter: "Archive", name: "listArchiveDays", "List sealed days",
        about: "The newest first: the root over the day's entries, how many documents of each seller it covers, and its time stamp. As a page with what waits, what is held and how long documents are kept (`Accept: text/html`).",
        parameters: [
          FlorinAPI.seller, .query("before", .integer(1...Int(Int32.max)), "Only seals before this number."), .query("language", .choice(ReaderLanguage.allCases.map(\.rawValue)), "Of the page; English when left out."),
        ] + Endpoint.Parameter.paging,
        answers: [.init("Sealed days.", media: [("application/json", .page(Shapes.sealedDay)), ("text/html", nil)])],
        for: Who.books, work: .reading { request in
          let before = max(try request.after(), Int64(request.integer("before") ?? 0))
          let seller = request.text("seller")
          if request.accepted == "text/html" {
            let language = request.text("language").flatMap(ReaderLanguage.init(rawValue:)) ?? .en
            func page(_ language: ReaderLanguage, before number: Int64) -> String {
              "/v1/archive/days?language=\(language.rawValue)" + (number > 0 ? "&before=\(number)" : "")
            }
            let links = PageLinks(languages: ReaderLanguage.allCases.map { .init(language: $0, href: page($0, before: before)) })
            let view = try ArchiveViews(installation).view(before: before, seller: seller, language: language, links: links) { page(language, before: $0) }
            return APIResponse(mediaType: "text/html", .bytes(ArchivePage.render(view)))
          }
          let days = try store.sealedDays(before: before == 0 ? .max : before, seller: seller, limit: request.limit + 1)
          return .page(PageOf(days, limit: request.limit) { $0.seal.seal.seal.number }, Shapes.sealedDay, request)
        }),
      Endpoint(
        .get, "/v1/archive/entries", chapter: "Archive", name: "listArchiveEntries", "List what is kept",
        about: "Each form of each document, in the order in which they were kept.",
        parameters: [
          FlorinAPI.seller, .query("account", .plainText, "Only this account's."), .query("document", .plainText, "Only the invoice or credit note of this number."),
        ] + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.archiveEntry), "Entries.")],
        for: Who.books, work: .reading { request in
          let filter = ArchiveFilter(
            seller: request.text("seller"), account: request.text("account"), document: request.text("document"), after: try request.after(), limit: request.limit + 1)
          return .page(PageOf(try store.archiveEntries(filter), limit: request.limit) { $0.chained.id }, Shapes.archiveEntry, request)
        }),
      Endpoint(
        .get, "/v1/archive/entries/{seller}/{entry}", chapter: "Archive", name: "readArchiveEntry", "Read an entry with its proof",
        about: "Its text, whose SHA-256 is its link; the link before it; the seal that covers it; how long it is kept, and what holds it.",
        parameters: [.path("seller", "The seller's code."), .path("entry", .integer(1...Int(Int64.max >> 1)), "Its number in the seller's chain.")],
        answers: [.json(Shapes.provedEntry.schema, "The entry.")],
        for: Who.books, work: .reading { request in
          .json(try ArchiveViews(installation).entry(Int64(request.integer("entry") ?? 0), of: request.text("seller") ?? ""), Shapes.provedEntry, request)
        }),
      Endpoint(
        .get, "/v1/archive/standing", chapter: "Archive", name: "readArchiveStanding", "Read how the archive stands",
        about: "What waits to be sealed and stamped, which holds are in force, and how long documents are kept by country.",
        answers: [.json(Shapes.archiveStanding.schema, "How it stands.")],
        for: Who.books, work: .reading { request in .json(try ArchiveViews(installation).standing(), Shapes.archiveStanding, request) }),
      Endpoint(
        .get, "/v1/archive/verification", chapter: "Archive", name: "verifyArchive", "Prove the archive again",
        about: "What `florin archive verify` does: every entry, every byte, every seal and time stamp. It reads all that is kept, which takes its time. Of the findings, the first \(FlorinAPI.findingsTold) are told.",
        answers: [.json(Shapes.archiveProof.schema, "What was looked at, and what is wrong.")],
        for: Who.books, work: .reading { request in
          var findings: [ArchiveFinding] = []
          var count = 0
          let outcome = try Archive(installation).verify { finding in
            count += 1
            if findings.count < FlorinAPI.findingsTold { findings.append(finding) }
          }
          return .json(ArchiveProof(outcome: outcome, findings: findings, count: count), Shapes.archiveProof, request)
        }),
    ]
  }
}
