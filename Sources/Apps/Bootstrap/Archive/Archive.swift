public import Archiving
import Documents
import Foundation
import Invoicing
import Messaging
public import Operations
import Parties
public import Primitives
import Store
public import Vault

/// The archive of an installation: its rows in the database, its bytes in a folder.
public struct Archive: Sendable {
  let installation: Installation
  public let vault: FolderVault
  let clock: any Clock

  /// - Parameter folder: by default what `FLORIN_ARCHIVE` says, else `archive` in the home.
  public init(
    _ installation: Installation, folder: String? = ProcessInfo.processInfo.environment["FLORIN_ARCHIVE"], clock: (any Clock)? = nil
  ) {
    self.installation = installation
    vault = FolderVault(folder: folder.flatMap { $0.isEmpty ? nil : $0 } ?? installation.home.path("archive"))
    self.clock = clock ?? installation.clock
  }

  /// Where the archive of a home lies.
  static func folder(of home: Home, environment: [String: String]) -> String {
    environment["FLORIN_ARCHIVE"].flatMap { $0.isEmpty ? nil : $0 } ?? home.path("archive")
  }

  var store: Store { installation.store }

  /// - Throws: `Rejection` with every mistake in the folder's `archive.yaml`.
  public func settings() throws -> ArchiveSettings { try ArchiveSettings.read(folder: vault.folder) }

  // MARK: reading

  public func entries(_ filter: ArchiveFilter) throws -> [ArchivedEntry] { try store.archiveEntries(filter) }

  /// The archived bytes of a document; `nil` when it is not kept in that form, or was erased.
  ///
  /// - Throws: `Rejection` (`archive.damaged`) when they are not what was kept.
  public func bytes(of document: ArchivedDocument) throws -> [UInt8]? {
    guard let archived = try store.archived(document), archived.erasure == nil else { return nil }
    return try vault.bytes(of: archived)
  }

  /// The forms in which a document is kept.
  ///
  /// - Throws: `Rejection` (`archive.unknown`) when it is not.
  public func forms(of number: String) throws -> [ArchivedEntry] {
    let found = try store.archiveEntries(ArchiveFilter(document: number, limit: 100))
    if !found.isEmpty { return found }
    throw Rejection(
      Problem(
        .notArchived, path: "document", "the archive has no document \"\(number)\"",
        remedy: "`florin archive list` names what it has; `florin archive keep \(number)` keeps it"))
  }

  /// One document in one form.
  ///
  /// - Parameters:
  ///   - form: `pdf`, or an e-invoice's format.
  ///   - language: of a PDF that is kept in several; the first kept when `nil`.
  /// - Throws: `Rejection` (`archive.unknown`, `archive.erased`, `archive.damaged`).
  public func document(_ number: String, form: String, language: String? = nil) throws -> (archived: ArchivedEntry, bytes: [UInt8]) {
    let forms = try forms(of: number)
    guard let found = forms.first(where: { $0.entry.document.form == form && (language == nil || $0.entry.document.language == language) }) else {
      let words = forms.map { $0.entry.document.form + ($0.entry.document.language.isEmpty ? "" : " (\($0.entry.document.language))") }
      throw Rejection(
        Problem(
          .notArchived, path: "form", "\(number) is not kept as \(form)\(language.map { " in \($0)" } ?? "")",
          remedy: "it is kept as \(words.joined(separator: ", "))"))
    }
    return (found, try vault.bytes(of: found))
  }

  /// An entry of a seller's chain, and the seal that covers it.
  ///
  /// - Throws: `Rejection` (`archive.unknown`) when there is none.
  public func entry(_ number: Int64, of seller: String) throws -> (archived: ArchivedEntry, seal: StampedSeal?) {
    guard let archived = try store.archiveEntry(number, of: seller) else {
      throw Rejection(
        Problem(
          .notArchived, path: "entry", "the archive has no entry \(number) of seller \"\(seller)\"",
          remedy: "`florin archive list` names the entries there are, and so does `GET /v1/archive/entries`"))
    }
    return (archived, try store.seal(covering: archived.chained.id))
  }

  // MARK: proving, sealing, holding, erasing

  public func verify(report: (ArchiveFinding) -> Void, looked: (Int) -> Void = { _ in }) throws -> VerifyArchive.Outcome {
    try VerifyArchive(store: store, vault: vault, codec: SystemTimeStamps(), trust: try settings().timeStamps?.trustFile)(report: report, looked: looked)
  }

  /// Seals what was kept until yesterday, or until now, and has every seal stamped where an authority is configured.
  public func seal(includingToday: Bool = false) async throws -> SealDays.Outcome {
    let work = SealDays(store: store, hash: vault.hash)
    guard let authority = try settings().timeStamps else { return try await work(at: clock.now(), includingToday: includingToday) }
    let ask = AskForTimeStamp(client: try HTTPClient(), codec: SystemTimeStamps(), hash: vault.hash)
    return try await work(at: clock.now(), includingToday: includingToday) { seal in
      try await ask(seal, authority, nonce: UInt64.random(in: 1...UInt64(Int64.max)))
    }
  }

  public func hold(_ scope: LegalHold.Scope, reason: String, by: String) throws -> LegalHold {
    switch scope {
    case .account(let reference):
      guard try store.account(reference: reference) != nil else {
        throw Rejection(
          Problem(.unknownAccount, path: "account", "there is no account \"\(reference)\"", remedy: "`florin account list` names those there are"))
      }
    case .document(let number): _ = try forms(of: number)
    }
    return try HoldDocuments(store: store).hold(scope, reason: reason, by: by, at: clock.now())
  }

  public func release(_ hold: Int64, reason: String, by: String) throws -> LegalHold {
    try HoldDocuments(store: store).release(hold, reason: reason, by: by, at: clock.now())
  }

  public func holds() throws -> [LegalHold] { try store.holds() }

  /// What may be erased on a day; nothing is.
  public func outlook(on day: Day? = nil) throws -> EraseDocuments.Outlook {
    try EraseDocuments(store: store, vault: vault, rules: try settings().retention).outlook(on: day ?? clock.now().utcDay)
  }

  /// Erases what may be erased today.
  public func erase(by: String) throws -> [ArchivedEntry] {
    try EraseDocuments(store: store, vault: vault, rules: try settings().retention)(at: clock.now(), by: by)
  }
}
