import Archiving
public import Documents
import EInvoicing
import Foundation
import Invoicing
public import Operations
import Parties
public import Primitives
public import Printing
import Store
import Vault

extension ProblemCode {
  public static let printNoAddress = ProblemCode("print.no-address")
  public static let printUnknown = ProblemCode("print.unknown-document")
}

/// Makes a print job: what has to go out on paper, as batches of PDF with their tickets, in a folder for the print shop.
///
/// A batch that is there already is not made again, so a job that was stopped, or killed, goes on where it was.
public struct PrintProduction: Sendable {
  /// What came of it.
  public struct Outcome: Sendable {
    public var plan: PrintJobPlan
    /// The names of the batches that were there before.
    public var already: [String] = []
    public var paperless: PaperlessRate
    /// Could not be printed, with the reasons.
    public var held: [(number: String, problems: [Problem])] = []
  }

  private let installation: Installation
  private let settings: PrintSettings
  private let language: ReaderLanguage?
  private let folder: PrintFolder

  /// - Parameters:
  ///   - language: of every document; each account's own when `nil`.
  ///   - folder: made when missing.
  public init(_ installation: Installation, settings: PrintSettings, language: ReaderLanguage? = nil, into folder: String) {
    self.installation = installation
    self.settings = settings
    self.language = language
    self.folder = PrintFolder(path: folder)
  }

  /// - Parameters:
  ///   - only: documents of these numbers, such as those whose envelopes were damaged; every one on paper when `nil`.
  ///   - progress: what is done, how many of how many; called by the caller's task.
  /// - Throws: `Rejection` (`documents.fonts-missing`, `print.unknown-document`, `print.folder-taken`, `print.changed`).
  public func callAsFunction(
    _ selection: IssuedSelection, only: Set<String>? = nil, workers: Int, progress: (String, Int, Int) -> Void
  ) async throws -> Outcome {
    let presses = try Presses(workers)
    try folder.prepare()
    var paperless = PaperlessRate()
    var wanted: [OutgoingDocument] = []
    try installation.store.forEachOutgoing(selection) { document in
      let account = document.account
      paperless.add(document.channel, PaperlessRate.Group(seller: account.seller, segment: account.segment, country: account.address.country))
      if only.map({ $0.contains(document.number) }) ?? document.channel.isPaper { wanted.append(document) }
    }
    if let only { try PrintProduction.check(only, found: wanted.map(\.number)) }
    let counted = try await count(wanted, presses, progress)
    let plan = PrintJobPlan(counted.pieces, settings)
    var outcome = Outcome(plan: plan, paperless: paperless, held: counted.held)
    try folder.begin(plan)
    outcome.already = try await write(plan, presses, progress)
    try folder.finish(plan, hash: ContentHashing.sha256)
    return outcome
  }

  private static func check(_ only: Set<String>, found: [String]) throws(Rejection) {
    let problems = only.subtracting(found).sorted().map { number in
      Problem(
        .printUnknown, path: number, "is no document of those to be printed",
        remedy: "name numbers of invoices or credit notes of this run, or of these days; `florin invoice list` shows them")
    }
    if !problems.isEmpty { throw Rejection(problems) }
  }

  /// How many pages each takes: what envelope it needs follows from that.
  private func count(
    _ documents: [OutgoingDocument], _ presses: Presses, _ progress: (String, Int, Int) -> Void
  ) async throws -> (pieces: [PrintPiece], held: [(number: String, problems: [Problem])]) {
    var pieces: [PrintPiece] = []
    var held: [(number: String, problems: [Problem])] = []
    let chunks = stride(from: 0, to: documents.count, by: 32).map { Array(documents[$0..<min($0 + 32, documents.count)]) }
    try await withThrowingTaskGroup(of: [Result<PrintPiece, HeldPiece>].self) { group in
      var waiting = chunks[...]
      func start() {
        guard let chunk = waiting.popFirst() else { return }
        group.addTask { try presses.with { press in try chunk.map { try piece(of: $0, press) } } }
      }
      for _ in 0..<presses.count { start() }
      while let results = try await group.next() {
        start()
        for result in results {
          switch result {
          case .success(let piece): pieces.append(piece)
          case .failure(let one): held.append((one.number, one.problems))
          }
        }
        progress("count", pieces.count + held.count, documents.count)
      }
    }
    return (pieces, held.sorted { $0.number < $1.number })
  }

  private struct HeldPiece: Error {
    var number: String
    var problems: [Problem]
  }

  private func piece(of document: OutgoingDocument, _ press: BillPress) throws -> Result<PrintPiece, HeldPiece> {
    let address = document.account.address
    // An envelope needs a place to go; where a street has no name, the city and the postcode do.
    guard !address.city.isEmpty || !address.postcode.isEmpty, !address.lines.isEmpty || !address.city.isEmpty else {
      let problem = Problem(
        .printNoAddress, path: document.number, "account \(document.account.reference) has no postal address, and its documents go out on paper",
        remedy: "give it one, or let it take its documents electronically: `delivery: digital` in its invoicing details")
      return .failure(HeldPiece(number: document.number, problems: [problem]))
    }
    do {
      let (printed, home) = try read(document.kind, document.id)
      return .success(
        PrintPiece(
          kind: document.kind.rawValue, number: document.number, id: document.id, seller: document.account.seller, account: document.account.reference,
          country: address.country, postcode: address.postcode, isDomestic: address.country == home, pages: try press.pages(of: printed)))
    } catch let rejection as Rejection {
      // One account's document that cannot be made keeps nobody else's from being printed.
      return .failure(HeldPiece(number: document.number, problems: rejection.problems))
    }
  }

  /// The document as it is shown, and its seller's country.
  private func read(_ kind: ArchivedKind, _ id: Int64) throws -> (PrintedDocument, home: String) {
    let store = installation.store
    switch kind {
    case .invoice:
      guard let issued = try store.invoice(InvoiceID(id)) else { throw gone(kind, id) }
      try Verifactu(installation).require(.invoice, seller: issued.invoice.seller, number: issued.invoice.number, issuedOn: issued.invoice.issuedOn)
      let view = try InvoiceViews(installation).view(of: issued, language: language)
      return (.invoice(view), view.seller.address.country)
    case .creditNote:
      guard let known = try store.creditNotes(CreditNoteFilter(limit: 1, after: CreditNoteID(id - 1))).first, let issued = try store.creditNote(number: known.number)
      else { throw gone(kind, id) }
      try Verifactu(installation).require(.creditNote, seller: issued.note.seller, number: issued.note.number, issuedOn: issued.note.issuedOn)
      let view = try CreditNoteViews(installation).view(of: issued, language: language)
      return (.creditNote(view), view.seller.address.country)
    }
  }

  private func gone(_ kind: ArchivedKind, _ id: Int64) -> Rejection {
    Rejection(
      Problem(.printChanged, path: "\(kind.rawValue) \(id)", "was there when the job was planned, and is not any more", remedy: "make the job again in an empty folder"))
  }

  private func write(_ plan: PrintJobPlan, _ presses: Presses, _ progress: (String, Int, Int) -> Void) async throws -> [String] {
    let missing = plan.batches.filter { !folder.has($0) }
    let already = plan.batches.filter { folder.has($0) }
    try await withThrowingTaskGroup(of: Int.self) { group in
      var waiting = missing[...]
      func start() {
        guard let batch = waiting.popFirst() else { return }
        group.addTask {
          try presses.with { press in
            try folder.write(batch, of: plan) { sink in
              try press.batch(batch, of: plan, read: { try read(ArchivedKind(rawValue: $0.kind) ?? .invoice, $0.id).0 }, to: sink)
            }
          }
          return batch.pieces.count
        }
      }
      var done = already.reduce(0) { $0 + $1.pieces.count }
      for _ in 0..<presses.count { start() }
      while let count = try await group.next() {
        start()
        done += count
        progress("print", done, plan.pieces)
      }
    }
    return already.map(\.name)
  }
}
