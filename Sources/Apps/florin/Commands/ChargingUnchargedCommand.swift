import ArgumentParser
import Bootstrap
import Charging
import Operations
import Primitives
import Store

struct ChargingUnchargedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uncharged", abstract: "List what networks told was used and what could not be charged; charge it again, or give it up.",
    discussion: """
      When a session's last record cannot be charged (nobody is known under its subject, no balance pays, a price cannot be
      applied), the network gets its answer all the same, and what was used waits here. Put right what was wrong, then --again
      charges it as of when it was used; what still cannot be charged stays.

      What nobody can ever be charged for is given up, one session at a time and for good:

        florin charging uncharged --give-up radius:lab/bras-1/4D2B-79 --reason "test line" --by ana --key g-1
        florin charging uncharged --given-up
      """)
  @Flag(help: "Charge what can be charged by now.") var again = false
  @Option(help: ArgumentHelp("Give up what the session used: it waits no more, and is never charged.", valueName: "session")) var giveUp: String?
  @Option(help: "Which one, where several wait under its name: its number in the list.") var number: Int64?
  @Option(help: "Why it is given up.") var reason = ""
  @Option(help: "Who gives it up.") var by = ""
  @Option(help: "A name for giving it up; repeating it changes nothing.") var key: String?
  @Flag(help: "List what was given up, the newest first.") var givenUp = false
  @Option(help: "How many are listed.") var limit = 50
  @OptionGroup var options: HomeOptions

  func validate() throws {
    if [again, giveUp != nil, givenUp].count(where: { $0 }) > 1 { throw ValidationError("one at a time: --again, --give-up, or --given-up") }
    if (giveUp == nil) != (key == nil) { throw ValidationError("--give-up needs a name for it, and nothing else does: --key NAME") }
    if giveUp == nil, !reason.isEmpty || !by.isEmpty || number != nil { throw ValidationError("--reason, --by and --number belong to --give-up") }
  }

  func run() async throws {
    try await answering(json: options.json) {
      let installation = try Installation(existing: options.home)
      let printing = UnchargedPrinting(json: options.json)
      if let giveUp, let key {
        let use = try installation.chargingRecorder().giveUp(GiveUpUse(session: giveUp, number: number, reason: reason, by: by, key: key))
        return printing.show(use, waiting: try installation.store.unchargedCount())
      }
      if givenUp { return printing.show(try installation.store.givenUp(before: nil, limit: limit)) }
      let charged = again ? try installation.chargingRecorder().chargeUncharged() : nil
      printing.show(try installation.store.uncharged(limit: limit), waiting: try installation.store.unchargedCount(), charged: charged)
    }
  }
}
