import ArgumentParser
import Bootstrap
import Foundation
import Primitives

struct ChargingTopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Watch a service's charging: sessions going on, rates, results and latencies by protocol.",
    discussion: """
      Reads /metrics and the list of sessions of a running service, which takes an access key of staff with the role billing. On a
      terminal it goes on until interrupted; elsewhere, or with --once, it prints what happened in one interval.

      EXAMPLES
        florin charging top --address http://127.0.0.1:8080 --key "$KEY"
        FLORIN_KEY=… florin charging top --once
      """)
  @Option(help: "Where the service listens.") var address = "http://127.0.0.1:8080"
  @Option(help: "An access key; FLORIN_KEY when not said.") var key: String?
  @Option(help: "A PEM file of certificates that are trusted beside the system's.") var trust: String?
  @Option(help: "Seconds between two looks.") var seconds = 2
  @Option(help: "How many sessions are shown.") var sessions = 15
  @Flag(help: "Print one interval, and end.") var once = false
  @Flag(help: "Print JSON, one object for each interval.") var json = false

  func validate() throws {
    guard (1...3_600).contains(seconds), (0...1_000).contains(sessions) else { throw ValidationError("--seconds is from 1 to 3600, --sessions from 0 to 1000") }
  }

  func run() async throws {
    try await answering(json: json) {
      let service = try ServiceReader(address: address, key: key ?? ProcessInfo.processInfo.environment["FLORIN_KEY"], trust: trust)
      let isShown = isatty(STDOUT_FILENO) == 1 && !json
      var before = try await service.charging()
      var last = ContinuousClock.now
      repeat {
        try await Task.sleep(for: .seconds(seconds))
        let now = try await service.charging()
        let open = sessions == 0 ? [] : try await service.sessions(limit: sessions)
        let took = (ContinuousClock.now - last).components
        let top = ChargingTop(from: before, to: now, milliseconds: took.seconds * 1_000 + took.attoseconds / 1_000_000_000_000_000)
        // The terminal is cleared in the same breath as it is written anew, so that it does not flicker.
        print(json ? ChargingTopCommand.json(top) : (isShown && !once ? "\u{1B}[H\u{1B}[2J" : "") + text(top, open))
        fflush(nil)
        (before, last) = (now, ContinuousClock.now)
      } while !once && (isShown || json)
    }
  }

  private func text(_ top: ChargingTop, _ open: [ServiceReader.OpenSession]) -> String {
    var text = "Charging at \(address) · \(top.openSessions) session\(top.openSessions == 1 ? "" : "s") going on · the last \(seconds) s\n\n"
    if top.rows.isEmpty {
      text += "Nothing was asked since the service began.\n"
    } else {
      text += TextTable(["protocol", "requests", "per second", "half within", "99 % within", "results"], rightAligned: [1, 2]).text(
        top.rows.map { [$0.spoken, "\($0.requests)", $0.perSecond, $0.half ?? "–", $0.most ?? "–", $0.results.joined(separator: ", ")] }) + "\n"
    }
    if open.isEmpty { return text }
    return text + "\n"
      + TextTable(["session", "balance", "begun", "valid until", "used", "granted"]).text(
        open.map { session in
          [
            session.session, session.balance, session.begunAt, session.validUntil, session.services.map { "\($0.service) \($0.used)" }.joined(separator: ", "),
            session.services.map { "\($0.granted)" }.joined(separator: ", "),
          ]
        })
  }

  private static func json(_ top: ChargingTop) -> String {
    var json = JSONText()
    json.object {
      $0.field("openSessions", top.openSessions)
      $0.key("protocols")
      $0.array { list in
        for row in top.rows {
          list.object {
            $0.field("protocol", row.spoken)
            $0.field("requests", row.requests)
            $0.field("perSecond", row.perSecond)
            $0.field("halfWithin", row.half)
            $0.field("mostWithin", row.most)
            $0.key("results")
            $0.array { results in for result in row.results { results.value(result) } }
          }
        }
      }
    }
    return json.string
  }
}
