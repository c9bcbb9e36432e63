import ArgumentParser
import Bootstrap
import Operations
import Primitives

extension KeyCommand {
  struct SessionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sessions", abstract: "List the open sessions of people who signed in.",
      discussion: """
        By number, with who it is as logs and the audit name them. A session that was left alone for longer than `idleMinutes`
        of the configuration opens nothing any more, and is listed until its longest life is over.
        """)
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let sessions = try AccessKeys(Installation(existing: options.home)).sessions()
        if options.json {
          var json = JSONText()
          json.array { list in
            for session in sessions {
              list.object { json in
                json.field("session", session.id)
                json.field("caller", session.identity.caller)
                json.key("roles")
                json.array { for role in session.identity.roles.sorted() { $0.value(role.rawValue) } }
                json.field("customer", session.identity.customerReference)
                json.field("createdAt", session.createdAt)
                json.field("usedAt", session.usedAt)
                json.field("expiresAt", session.expiresAt)
              }
            }
          }
          return print(json.string)
        }
        if sessions.isEmpty { return print("Nobody is signed in.") }
        print(
          TextTable(["session", "caller", "roles", "customer", "signed in", "last used", "over at"]).text(
            sessions.map {
              [
                "\($0.id)", $0.identity.caller, $0.identity.roles.sorted().map(\.rawValue).joined(separator: ", "), $0.identity.customerReference ?? "",
                "\($0.createdAt)", "\($0.usedAt)", "\($0.expiresAt)",
              ]
            }))
      }
    }
  }

  struct SessionEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "end", abstract: "End a session, or every session of a caller, within a second.",
      discussion: """
        Whoever it is may sign in again; `florin key revoke ISSUER/DIGEST` lets nobody of that name in any more. That a session was
        ended is a fact in the audit chain.
        """)
    @Argument(help: "The session's number, as `florin key sessions` shows it.") var session: Int64?
    @Option(help: "Every session of this caller, as ISSUER/DIGEST.") var caller: String?
    @OptionGroup var options: HomeOptions

    func validate() throws {
      if (session == nil) == (caller == nil) { throw ValidationError("name a session by its number, or a caller with --caller") }
    }

    func run() async throws {
      try await answering(json: options.json) {
        let keys = AccessKeys(try Installation(folder: options.home))
        if let session {
          try keys.end(session: session)
          return print(options.json ? "{\"ended\":1}" : "Ended session \(session).")
        }
        let count = try keys.endSessions(of: caller ?? "")
        print(options.json ? "{\"ended\":\(count)}" : "Ended \(count) \(count == 1 ? "session" : "sessions") of \(caller ?? "").")
      }
    }
  }
}
