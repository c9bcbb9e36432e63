import Archiving
import HTTPAPI
import Operations
import Primitives

/// What proving the archive came to.
struct ArchiveProof: Sendable {
  var outcome: VerifyArchive.Outcome
  var findings: [ArchiveFinding]
  var count: Int
}

/// An entry with everything that proves it and keeps it.
struct ProvedEntry: Sendable {
  var archived: ArchivedEntry
  var seal: StampedSeal?
  var holds: [LegalHold]
  var erasability: Erasability
}

/// How the archive stands as a whole.
struct ArchiveStanding: Sendable {
  var backlog: ArchiveBacklog
  var schedule: SealingSchedule?
  var secondsLate: Int64
  var authority: String?
  var isSigned: Bool
  var holds: [LegalHold]
  var rules: [RetentionRule]
}

extension Shapes {
  private static let stamp = Shape<SealStamp>("SealStamp", "A time stamp (RFC 3161).", [.text("authority") { $0.authority }, .instant("stampedAt", "What the authority says.") { $0.stampedAt }])

  private static let ofSeller = Shape<SealedDay.OfSeller>(
    "SealedOfSeller", "What a seal covers of one seller.",
    [
      .text("seller", "Its code.") { $0.seller }, .number("documents", "Invoices and credit notes.") { $0.documents }, .number("entries", "Their forms.") { $0.entries },
      .number("erased", "Entries whose bytes were erased since.") { $0.erased },
    ])

  private static let sealFields: [Shape<StampedSeal>.Field] = [
    .number("seal", "Its number.") { Int($0.seal.seal.number) }, .day("day", "The day (UTC) that it closes.") { $0.seal.seal.day },
    .text("root", "Over the links of its entries (RFC 6962).") { "\($0.seal.seal.root)" }, .text("link", "SHA-256 of its text.") { "\($0.seal.link)" },
    .text("before", "The link of the seal before.") { "\($0.seal.before)" }, .instant("sealedAt") { $0.seal.seal.sealedAt },
    .number("entries", "How many entries it covers, of all sellers.") { Int($0.seal.seal.lastEntry - $0.seal.seal.firstEntry + 1) },
    .objectIfAny("timeStamp", stamp, "Missing while no authority has stamped it.") { $0.stamps.first },
  ]

  static let seal = Shape<StampedSeal>("ArchiveSeal", "A seal over the entries of a day.", sealFields)

  static let sealedDay = Shape<SealedDay>(
    "SealedDay", "A sealed day, seller by seller.", [.object("seal", seal) { $0.seal }, .list("sellers", ofSeller) { $0.sellers }])

  private static let erasure = Shape<ArchiveErasure>(
    "ArchiveErasure", "That the bytes were erased.",
    [.text("rule", "The source of the rule.") { $0.rule }, .day("since", "The first day on which it was allowed.") { $0.since }, .text("by") { $0.erasedBy }, .instant("at") { $0.erasedAt }])

  private static let entryFields: [Shape<ArchivedEntry>.Field] = [
    .text("seller") { $0.entry.document.seller }, .number("entry", "Its number in the seller's chain.") { Int($0.entry.number) },
    .choice("kind", ArchivedKind.allCases.map(\.rawValue)) { $0.entry.document.kind.rawValue }, .text("document", "The invoice's or credit note's number.") { $0.entry.document.number },
    .text("form", "`pdf`, or the format of an e-invoice.") { $0.entry.document.form }, .textIfAny("language") { $0.entry.document.language.isEmpty ? nil : $0.entry.document.language },
    .text("account") { $0.entry.account }, .text("country") { $0.entry.country }, .day("issuedOn") { $0.entry.issuedOn }, .number("bytes") { Int($0.entry.byteCount) },
    .text("sha256", "Of the bytes.") { "\($0.entry.digest)" }, .instant("keptAt") { $0.entry.keptAt }, .text("link", "SHA-256 of the entry's text.") { "\($0.chained.link)" },
    .text("before", "The link of the seller's entry before it.") { "\($0.chained.before)" }, .objectIfAny("erasure", erasure) { $0.erasure },
  ]

  static let archiveEntry = Shape<ArchivedEntry>("ArchiveEntry", "A form of a document that is kept.", entryFields)

  private static let hold = Shape<LegalHold>(
    "LegalHold", "What forbids that documents are erased.",
    [
      .number("hold", "Its number.") { Int($0.number) }, .textIfAny("account") { if case .account(let text) = $0.scope { text } else { nil } },
      .textIfAny("document") { if case .document(let text) = $0.scope { text } else { nil } }, .text("reason") { $0.reason }, .text("by") { $0.setBy }, .instant("since") { $0.setAt },
    ])

  private static let rule = Shape<RetentionRule>(
    "RetentionRule", "How long documents of a country are kept.",
    [
      .text("country") { $0.country }, .textIfAny("kind", "Only these.") { $0.kind?.rawValue }, .number("years") { $0.years },
      .choice("from", RetentionRule.Start.allCases.map(\.rawValue)) { $0.start.rawValue }, .text("source") { $0.source },
    ])

  static let provedEntry = Shape<ProvedEntry>(
    "ProvedEntry", "An entry with what proves it and keeps it.",
    [
      .object("entry", archiveEntry) { $0.archived }, .text("text", "What its link is the SHA-256 of.") { $0.archived.chained.text },
      .objectIfAny("seal", seal, "Missing while its day is not sealed.") { $0.seal }, .list("holds", hold) { $0.holds },
      .choice("retention", ["kept", "erasable", "held", "no-rule", "erased"]) { $0.retention },
      .dayIfAny("keptUntil", "The first day on which it may be erased.") { $0.keptUntil }, .textIfAny("rule", "Who says so.") { $0.rule?.source },
    ])

  static let archiveStanding = Shape<ArchiveStanding>(
    "ArchiveStanding", "How the archive stands.",
    [
      .number("entries") { $0.backlog.entries }, .number("unsealed", "Entries that no seal covers.") { $0.backlog.unsealed },
      .instant("oldestUnsealed", "When the first of them was kept.") { $0.backlog.oldestUnsealed }, .number("unstamped", "Seals without a time stamp.") { $0.backlog.unstamped },
      .textIfAny("sealedAt", "When days are sealed by themselves (UTC); missing: they are not.") { $0.schedule?.text }, .number("secondsLate") { Int($0.secondsLate) },
      .textIfAny("authority", "Who stamps.") { $0.authority }, .flag("signed", "Documents are signed as they are kept.") { $0.isSigned },
      .list("holds", hold, "In force.") { $0.holds }, .list("retention", rule) { $0.rules },
    ])

  private static let finding = Shape<ArchiveFinding>("ArchiveFinding", "Something that is wrong.", [.text("subject") { $0.subject }, .text("message") { $0.message }])

  static let archiveProof = Shape<ArchiveProof>(
    "ArchiveProof", "What was looked at, and what is wrong.",
    [
      .flag("sound", "Nothing is wrong.") { $0.count == 0 }, .number("sellers") { $0.outcome.sellers }, .number("entries") { $0.outcome.entries },
      .number("erased") { $0.outcome.erased }, .number("bytes") { Int($0.outcome.bytes) }, .number("seals") { $0.outcome.seals }, .number("timeStamps") { $0.outcome.stamps },
      .number("unsealed") { $0.outcome.unsealed }, .number("findingCount") { $0.count }, .list("findings", finding) { $0.findings },
    ])
}

extension ProvedEntry {
  var retention: String {
    if archived.erasure != nil { return "erased" }
    switch erasability {
    case .erasable: return "erasable"
    case .kept: return "kept"
    case .held: return "held"
    case .noRule: return "no-rule"
    }
  }

  var rule: RetentionRule? {
    switch erasability {
    case .erasable(let rule, _), .kept(let rule, _): rule
    case .held, .noRule: nil
    }
  }

  var keptUntil: Day? {
    switch erasability {
    case .erasable(_, let day), .kept(_, let day): day
    case .held, .noRule: nil
    }
  }
}
