public import Archiving
import Feeds
import Foundation
public import Operations
public import Parties
import Primitives

/// How an archive is kept: what the file `archive.yaml` in its folder says.
///
///     timeStamps: {authority: http://timestamp.example/tsr, trust: authority.pem}
///     eInvoices: [factur-x, peppol]
///     signing: {certificate: operator.p12, passphraseFile: secret.txt, fatturapa: cades}
///     sealing: {at: "01:30"}
///     retention:
///       - {country: ES, years: 8, from: year-end, source: house rule 12}
///       - {country: ES, kind: credit-note, years: 10, from: issue, source: house rule 13}
public struct ArchiveSettings: Sendable {
  /// `nil`: seals are not stamped.
  public var timeStamps: TimeStampSettings?
  /// The formats of e-invoices that are kept beside the PDF, where their rules let a document leave.
  public var eInvoices: [EInvoiceFormat]
  public var retention: RetentionRules
  /// With what documents are signed as they are kept; `nil`: they are not.
  public var signing: SigningSettings?
  /// When `florin serve` seals days; `nil`: it does not.
  public var sealing: SealingSchedule?

  public init(
    timeStamps: TimeStampSettings? = nil, eInvoices: [EInvoiceFormat] = [.facturX], retention: RetentionRules = RetentionRules(),
    signing: SigningSettings? = nil
  ) {
    self.signing = signing
    self.timeStamps = timeStamps
    self.eInvoices = eInvoices
    self.retention = retention
  }

  /// The name of the file in the archive's folder.
  public static let file = "archive.yaml"

  /// Reads the file of an archive's folder; where there is none, everything is as it is without.
  ///
  /// - Parameter environment: may name another certificate.
  /// - Throws: `Rejection` with every mistake in it.
  public static func read(folder: String, environment: [String: String] = ProcessInfo.processInfo.environment) throws -> ArchiveSettings {
    let (settings, problems) = try said(folder, environment)
    guard problems.isEmpty else { throw Rejection(problems) }
    return settings
  }

  /// Everything that is wrong with how an archive is to be kept, the operator's certificate included.
  public static func problems(folder: String, environment: [String: String], at instant: Instant) -> [Problem] {
    do {
      var (settings, problems) = try said(folder, environment)
      do { _ = try settings.signing?.signing(at: instant) } catch let rejection as Rejection { problems += rejection.problems }
      return problems
    } catch let rejection as Rejection {
      return rejection.problems
    } catch {
      return [Problem(.certificateUnreadable, at: .init(file: folder), "the operator's certificate cannot be used: \(error)", remedy: "look at its file")]
    }
  }

  private static func said(_ folder: String, _ environment: [String: String]) throws -> (settings: ArchiveSettings, problems: [Problem]) {
    let path = folder + "/" + file
    guard FileManager.default.fileExists(atPath: path) else {
      var none: [Problem] = []
      return (ArchiveSettings(signing: SigningSettings(reading: nil, folder: folder, environment: environment, &none)), none)
    }
    var reader = SourceReader(try SourceDocument.parse(try TextFile.read(path), file: path))
    var settings = ArchiveSettings()
    var problems: [Problem] = []
    if let node = reader.optional("timeStamps") { settings.timeStamps = timeStamps(node, folder, &problems) }
    if let node = reader.optional("eInvoices") { settings.eInvoices = reader.list(node).compactMap { reader.choice($0, EInvoiceFormat.self) } }
    settings.signing = SigningSettings(reading: reader.optional("signing"), folder: folder, environment: environment, &problems)
    if let node = reader.optional("sealing") { settings.sealing = sealing(node, &problems) }
    settings.retention = RetentionRules(said: reader.list("retention").compactMap { rule($0, &problems) })
    reader.refuseUnknownFields()
    return (settings, reader.problems + problems)
  }

  private static func sealing(_ node: SourceNode, _ problems: inout [Problem]) -> SealingSchedule? {
    var reader = SourceReader(node)
    let at = reader.required("at")
    let text = at.flatMap { reader.text($0) }
    let schedule = text.flatMap { SealingSchedule($0) }
    reader.refuseUnknownFields()
    if let at, let text, schedule == nil { reader.report(.wrongValue, at, "\"\(text)\" is no time of day", remedy: "write hours and minutes in UTC, in quotes: \"01:30\"") }
    problems += reader.problems
    return schedule
  }

  private static func timeStamps(_ node: SourceNode, _ folder: String, _ problems: inout [Problem]) -> TimeStampSettings? {
    var reader = SourceReader(node)
    let address = reader.required("authority")
    let trust = reader.optionalText("trust")
    let seconds = reader.optionalInteger("timeoutSeconds") ?? 30
    reader.refuseUnknownFields()
    if !(1...600).contains(seconds) {
      reader.report(.wrongValue, node, "\(seconds) seconds are no time to wait for an answer", remedy: "write `timeoutSeconds` from 1 to 600")
    }
    var found: TimeStampSettings?
    if let address, let text = reader.text(address) {
      do {
        found = TimeStampSettings(
          authority: try WebAddress(text), trustFile: trust.map { $0.hasPrefix("/") ? $0 : folder + "/" + $0 }, timeoutSeconds: seconds)
      } catch {
        reader.report(.wrongValue, address, "\"\(text)\" is no address of an authority: \(error.rawValue)", remedy: "write where it takes requests by HTTP")
      }
    }
    problems += reader.problems
    return reader.problems.isEmpty ? found : nil
  }

  private static func rule(_ node: SourceNode, _ problems: inout [Problem]) -> RetentionRule? {
    var reader = SourceReader(node)
    let country = reader.required("country")
    let kind = reader.optionalChoice("kind", ArchivedKind.self)
    let years = reader.required("years")
    let start = reader.optionalChoice("from", RetentionRule.Start.self) ?? .yearEnd
    let source = reader.text("source")
    reader.refuseUnknownFields()
    let code = country.flatMap { reader.text($0) }
    if let country, let code, code.utf8.count != 2 || !code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
      reader.report(.wrongValue, country, "\"\(code)\" is no country", remedy: "write its two capital letters, such as ES")
    }
    let count = years.flatMap { reader.integer($0) }
    if let years, let count, !(0...100).contains(count) {
      reader.report(.wrongValue, years, "documents are not kept for \(count) years", remedy: "write whole years from 0 to 100")
    }
    problems += reader.problems
    guard reader.problems.isEmpty, let code, let count, let source else { return nil }
    return RetentionRule(country: code, kind: kind, years: count, start: start, source: source)
  }
}
