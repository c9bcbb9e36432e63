import Archiving
import Documents
import Operations
import Primitives
import Store

/// Gathers what pages and answers show of the archive.
struct ArchiveViews {
  let installation: Installation

  init(_ installation: Installation) { self.installation = installation }

  private static let daysOnAPage = 60

  func standing() throws -> ArchiveStanding {
    let archive = Archive(installation)
    let settings = try archive.settings()
    let backlog = try installation.store.backlog()
    return ArchiveStanding(
      backlog: backlog, schedule: settings.sealing, secondsLate: settings.sealing?.secondsLate(backlog.oldestUnsealed, now: archive.clock.now()) ?? 0,
      authority: settings.timeStamps.map { "\($0.authority)" }, isSigned: settings.signing != nil,
      holds: try archive.holds().filter { $0.release == nil }, rules: settings.retention.rules)
  }

  /// An entry of a seller's chain.
  ///
  /// - Throws: `Rejection` (`archive.unknown`) when there is none.
  func entry(_ number: Int64, of seller: String) throws -> ProvedEntry {
    let archive = Archive(installation)
    let (archived, seal) = try archive.entry(number, of: seller)
    let holds = try archive.holds()
    return ProvedEntry(
      archived: archived, seal: seal, holds: holds.filter { $0.covers(archived.entry) },
      erasability: Erasability(of: archived.entry, on: archive.clock.now().utcDay, rules: try archive.settings().retention, holds: holds))
  }

  /// - Parameter before: the number of the seal behind the page; 0: the newest.
  func view(before number: Int64, seller: String? = nil, language: ReaderLanguage, links: PageLinks = PageLinks(), older: (Int64) -> String? = { _ in nil }) throws -> ArchiveView {
    let standing = try standing()
    let days = try installation.store.sealedDays(before: number == 0 ? .max : number, seller: seller, limit: Self.daysOnAPage + 1)
    let shown = days.prefix(Self.daysOnAPage)
    let rows = shown.flatMap { day in
      day.sellers.map { of in
        SealedDayRow(
          seal: day.seal.seal.seal.number, day: day.seal.seal.seal.day, seller: of.seller, documents: of.documents, erased: of.erased,
          root: "\(day.seal.seal.seal.root)", stampedOn: day.seal.stamps.first?.stampedAt.utcDay)
      }
    }
    return ArchiveView(
      language: language, entries: standing.backlog.entries, unsealed: standing.backlog.unsealed, unstamped: standing.backlog.unstamped,
      sealedAt: standing.schedule?.text, hoursLate: Int(standing.secondsLate / 3600), authority: standing.authority, days: rows,
      holds: standing.holds.map { hold in
        let scope = switch hold.scope {
        case .account(let text), .document(let text): text
        }
        return HoldRow(scope: scope, reason: hold.reason, by: hold.setBy, since: hold.setAt.utcDay)
      },
      retention: standing.rules.map { RetentionRow(country: $0.country + ($0.kind.map { " (\($0.rawValue))" } ?? ""), years: $0.years, source: $0.source) },
      older: days.count > Self.daysOnAPage ? shown.last.flatMap { older($0.seal.seal.seal.number) } : nil, links: links)
  }
}
