import Archiving
public import Documents
import EInvoicing
import Foundation
import Invoicing
import Operations
import Parties
public import Primitives
import Store

/// Makes many documents on several presses at once: into the archive, or as files into a folder.
///
/// What is there already is not made again, so one that was stopped, or killed, goes on where it was.
public struct DocumentProduction: Sendable {
  /// Where documents go.
  public enum Destination: Sendable, Hashable {
    case archive
    case folder(String)
  }

  /// What came of it.
  public struct Outcome: Sendable {
    public var made = 0
    /// Were there before.
    public var already = 0
    public var pages = 0
    public var bytes: Int64 = 0
    /// Could not be made, with the reasons.
    public var held: [(number: String, problems: [Problem])] = []
    /// Made, but without an e-invoice, with the rules that kept it out.
    public var withoutEInvoice: [(number: String, rules: [String])] = []
    public var seconds = 0.0
  }

  private let archive: Archive
  private let language: ReaderLanguage?
  private let destination: Destination

  /// - Parameter language: of every document; each account's own when `nil`.
  public init(_ archive: Archive, language: ReaderLanguage? = nil, into destination: Destination = .archive) {
    self.archive = archive
    self.language = language
    self.destination = destination
  }

  /// - Parameters:
  ///   - run: only its invoices; every invoice and credit note when `nil`.
  ///   - progress: how many are done, of how many; called by the caller's task.
  /// - Throws: `Rejection` (`documents.fonts-missing`) before anything is made.
  public func callAsFunction(run: BillRunID?, workers: Int, progress: (Int, Int) -> Void) async throws -> Outcome {
    let presses = try Presses(workers)
    let settings = try archive.settings()
    if case .folder(let folder) = destination { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    let began = ContinuousClock.now
    var outcome = Outcome()
    let counts = try ArchivedKind.allCases.map { try count($0, run) }
    outcome.already = counts.reduce(0) { $0 + $1.already }
    let total = counts.reduce(0) { $0 + $1.wanted }
    try await withThrowingTaskGroup(of: One.self) { group in
      var waiting = 0
      func take() async throws {
        guard let one = try await group.next() else { return }
        waiting -= 1
        outcome.add(one)
        progress(outcome.made + outcome.held.count, total)
      }
      for kind in ArchivedKind.allCases {
        var after: Int64 = 0
        while true {
          let page = try wanted(kind, run, after: after)
          guard let last = page.last else { break }
          for id in page {
            if waiting >= presses.count { try await take() }
            waiting += 1
            group.addTask { try presses.with { try make(kind, id, settings, $0) } }
          }
          after = last
        }
      }
      while waiting > 0 { try await take() }
    }
    outcome.pages = presses.pages
    let spent = (ContinuousClock.now - began).components
    outcome.seconds = Double(spent.seconds) + Double(spent.attoseconds) / 1e18
    return outcome
  }

  /// What came of one document.
  enum One: Sendable {
    case made(number: String, bytes: Int64, withheldBy: [String])
    case already
    case held(number: String, [Problem])
  }

  private func count(_ kind: ArchivedKind, _ run: BillRunID?) throws -> (wanted: Int, already: Int) {
    let all = try archive.store.issuedCount(kind, run: run)
    guard destination == .archive else { return (all, 0) }
    let wanted = try archive.store.unkeptCount(kind, run: run, language: language?.rawValue)
    return (wanted, all - wanted)
  }

  private func wanted(_ kind: ArchivedKind, _ run: BillRunID?, after: Int64) throws -> [Int64] {
    destination == .archive
      ? try archive.store.unkept(kind, run: run, language: language?.rawValue, after: after, limit: 500)
      : try archive.store.issued(kind, run: run, after: after, limit: 500)
  }

  private func make(_ kind: ArchivedKind, _ id: Int64, _ settings: ArchiveSettings, _ press: BillPress) throws -> One {
    let store = archive.store
    var number = "\(id)"
    do {
      switch kind {
      case .invoice:
        guard let issued = try store.invoice(InvoiceID(id)) else { return .already }
        number = issued.invoice.number ?? number
        return try make(number, { try archive.keep(issued, language, settings, press) }) {
          try PrintedBills(archive.installation, press: press).invoice(issued, language: language)
        }
      case .creditNote:
        guard let known = try store.creditNotes(CreditNoteFilter(limit: 1, after: CreditNoteID(id - 1))).first, let issued = try store.creditNote(number: known.number)
        else { return .already }
        number = known.number
        return try make(number, { try archive.keep(issued, language, settings, press) }) {
          try PrintedBills(archive.installation, press: press).creditNote(issued, language: language)
        }
      }
    } catch let rejection as Rejection {
      // One account's documents that cannot be made keep nobody else's from being made.
      return .held(number: number, rejection.problems)
    }
  }

  private func make(_ number: String, _ keep: () throws -> Archive.Kept, _ print: () throws -> PrintedBill) throws -> One {
    switch destination {
    case .archive:
      let kept = try keep()
      return kept.isNew ? .made(number: number, bytes: kept.newBytes, withheldBy: kept.withheldBy) : .already
    case .folder(let folder):
      let name = number.replacing("/", with: "-") + (language.map { ".\($0.rawValue)" } ?? "") + ".pdf"
      let file = URL(filePath: folder).appending(path: name)
      if FileManager.default.fileExists(atPath: file.path) { return .already }
      let bill = try print()
      // Under another name first: what a kill leaves is not taken for a whole document.
      try Data(bill.bytes).write(to: file, options: .atomic)
      return .made(number: number, bytes: Int64(bill.bytes.count), withheldBy: bill.withheldBy.map { "factur-x: \($0.rule)" })
    }
  }
}

extension DocumentProduction.Outcome {
  mutating func add(_ one: DocumentProduction.One) {
    switch one {
    case .made(let number, let bytes, let rules):
      made += 1
      self.bytes += bytes
      if !rules.isEmpty { withoutEInvoice.append((number, rules)) }
    case .already: already += 1
    case .held(let number, let problems): held.append((number, problems))
    }
  }
}
