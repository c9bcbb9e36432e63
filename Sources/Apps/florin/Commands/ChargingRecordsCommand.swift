import ArgumentParser
import Bootstrap
import Feeds
import Foundation
import Operations
import Primitives

extension ChargingRecordReading.Format: ExpressibleByArgument {}
extension ChargingRecordReading.Subject: ExpressibleByArgument {}

struct ChargingRecordsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records", abstract: "Charge what networks tell afterwards: call records of FreeSWITCH and Asterisk, 3GPP-style records.",
    discussion: """
      Each record is charged once by the name it has in its network, so that a file may be read again, longer or with others.
      What there is no money for is written down as not collected. A record that cannot be read or charged is told with its
      line, the reason and the remedy, and costs only itself; then the exit code is 1.

      EXAMPLES
        florin charging records Master.csv --format freeswitch-csv --zone Europe/Madrid
        florin charging records Master.csv --format asterisk-csv --zone UTC --subject account-code
        florin charging records gateway.jsonl --format 3gpp-json --rating-groups 20=video
      """)
  @Argument(help: "The files, read in this order.") var files: [String]
  @Option(help: "freeswitch-csv, freeswitch-json, asterisk-csv or 3gpp-json.") var format: ChargingRecordReading.Format
  @Option(help: "The time zone of the exchange's clock, such as Europe/Madrid; CSV records need it.") var zone: String?
  @Option(help: "Who is charged for a call: caller or account-code.") var subject = ChargingRecordReading.Subject.caller
  @Option(help: "What calls are called in the catalog.") var callService = "call"
  @Option(help: "What rating groups are called in the catalog: 10=data,20=video; data when nothing says otherwise.") var ratingGroups: String?
  @Flag(help: "Only the sums, and what was refused.") var quiet = false
  @OptionGroup var options: HomeOptions

  func validate() throws {
    if files.isEmpty { throw ValidationError("name at least one file") }
    if format.tellsLocalTime, zone == nil { throw ValidationError("\(format.rawValue) records tell the time on the exchange's wall: say in which zone, such as --zone Europe/Madrid") }
    _ = try groups()
  }

  func run() async throws {
    try await answering(json: options.json) {
      let reading = ChargingRecordReading(format, zone: try place(), subject: subject, callService: callService, ratingGroups: try groups())
      let records = ChargingRecords(try Installation(folder: options.home))
      var sums = ChargingRecordSums()
      for name in files {
        let file = try ChargingRecordFile(path: name, reading)
        try records.charge(file) { told in
          for one in told {
            sums.add(one.outcome)
            show(one, name)
          }
        }
      }
      if !options.json { print(sums.text) }
      if sums.refused > 0 { throw Exits.refused }
    }
  }

  private func place() throws -> Zone {
    guard let zone else { return .utc }
    if let found = Zones.zone(zone) { return found }
    throw Rejection(Problem(.usageUnknownZone, path: "--zone", "there is no time zone \"\(zone)\"", remedy: "use an IANA name such as Europe/Madrid or UTC"))
  }

  private func groups() throws -> [Int64: String] {
    var groups: [Int64: String] = [:]
    for pair in (ratingGroups ?? "").split(separator: ",") {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
      guard parts.count == 2, let group = UInt32(parts[0]), !parts[1].isEmpty else { throw ValidationError("\"\(pair)\" names no rating group: write 10=data,20=video") }
      groups[Int64(group)] = parts[1]
    }
    return groups
  }

  private func show(_ told: ChargingRecords.Told, _ file: String) {
    if options.json { return print(ChargingRecordsCommand.json(told, file)) }
    switch told.outcome {
    case .refused(let problem): complain("\(problem)")
    case .nothing(let id, let why): if !quiet { print("\(file):\(told.line): \(id): nothing, \(why)") }
    case .charged(let charged):
      if quiet { return }
      var text = "\(file):\(told.line): \(charged.id): \(charged.subject), \(charged.units.joined(separator: ", ")), \(charged.gross)"
      if charged.notCollected.amountMinor != 0 { text += ", \(charged.notCollected) not collected" }
      print(text + (charged.isKnown ? " (before)" : ""))
    }
  }

  private static func json(_ told: ChargingRecords.Told, _ file: String) -> String {
    var json = JSONText()
    json.object {
      $0.field("file", file)
      $0.field("line", told.line)
      switch told.outcome {
      case .charged(let charged):
        $0.field("id", charged.id)
        $0.field("result", charged.isKnown ? "charged-before" : "charged")
        $0.field("subject", charged.subject)
        $0.field("gross", charged.gross.exact)
        $0.field("notCollected", charged.notCollected.exact)
        $0.field("currency", charged.gross.currency.code)
      case .nothing(let id, let why):
        $0.field("id", id)
        $0.field("result", "nothing")
        $0.field("reason", why)
      case .refused(let problem):
        $0.field("result", "refused")
        $0.field("code", problem.code.rawValue)
        $0.field("reason", problem.message)
        $0.field("remedy", problem.remedy)
      }
    }
    return json.string
  }
}

/// What all records of a run came to.
private struct ChargingRecordSums {
  var charged = 0
  var before = 0
  var nothing = 0
  var refused = 0
  var gross: [Currency: Int64] = [:]
  var notCollected: [Currency: Int64] = [:]

  mutating func add(_ outcome: ChargingRecords.Outcome) {
    switch outcome {
    case .refused: refused += 1
    case .nothing: nothing += 1
    case .charged(let one):
      if one.isKnown {
        before += 1
      } else {
        charged += 1
        gross[one.gross.currency, default: 0] += one.gross.amountMinor
        notCollected[one.gross.currency, default: 0] += one.notCollected.amountMinor
      }
    }
  }

  var text: String {
    func sum(_ amounts: [Currency: Int64]) -> String {
      amounts.filter { $0.value != 0 }.sorted { $0.key.code < $1.key.code }.map { "\(Money(amountMinor: $0.value, currency: $0.key))" }.joined(separator: " and ")
    }
    let (taken, missing) = (sum(gross), sum(notCollected))
    var text = "\(charged + before + nothing + refused) read = \(charged) charged + \(before) charged before + \(nothing) with nothing to charge + \(refused) refused"
    if !taken.isEmpty { text += "\n\(taken) in all\(missing.isEmpty ? "" : ", \(missing) of it not collected")" }
    return text
  }
}
