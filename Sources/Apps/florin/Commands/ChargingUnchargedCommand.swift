import ArgumentParser
import Bootstrap
import Charging
import Operations
import Primitives
import Store

struct ChargingUnchargedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uncharged", abstract: "List what networks told was used and what could not be charged; charge it again.",
    discussion: """
      When a session's last record cannot be charged (nobody is known under its subject, no balance pays, a price cannot be
      applied), the network gets its answer all the same, and what was used waits here. Put right what was wrong, then --again
      charges it as of when it was used; what still cannot be charged stays.
      """)
  @Flag(help: "Charge what can be charged by now.") var again = false
  @Option(help: "How many are listed.") var limit = 50
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let installation = try Installation(existing: options.home)
      let charged = again ? try installation.chargingRecorder().chargeUncharged() : nil
      let waiting = try installation.store.unchargedCount()
      let listed = try installation.store.uncharged(limit: limit)
      if options.json { return print(json(listed, waiting: waiting, charged: charged)) }
      if let charged { print("Charged \(charged) sessions; \(waiting) wait.") }
      if listed.isEmpty { return print("Nothing waits to be charged.") }
      print(
        TextTable(["session", "subject", "used at", "used", "why not charged"]).text(
          listed.map { use in
            [
              use.request.session, use.request.subject, "\(use.request.at)", use.request.services.map { "\($0.service) \($0.used)" }.joined(separator: ", "),
              use.reason ?? use.result.word,
            ]
          }))
      if waiting > listed.count { print("\(waiting - listed.count) more wait.") }
    }
  }

  private func json(_ listed: [UnchargedUse], waiting: Int, charged: Int?) -> String {
    var json = JSONText()
    json.object {
      $0.field("waiting", waiting)
      $0.field("charged", charged)
      $0.key("uncharged")
      $0.array { list in
        for use in listed {
          list.object {
            $0.field("session", use.request.session)
            $0.field("subject", use.request.subject)
            $0.field("usedAt", use.request.at)
            $0.field("result", use.result.word)
            $0.field("reason", use.reason)
            $0.key("services")
            $0.array { services in
              for service in use.request.services {
                services.object {
                  $0.field("service", service.service)
                  $0.field("used", service.used)
                }
              }
            }
          }
        }
      }
    }
    return json.string
  }
}
