import ArgumentParser
import Bootstrap
import Operations
import Primitives

extension Role: ExpressibleByArgument {}

struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Make, list and revoke the access keys of the HTTP API; list and end the sessions of people.",
    discussion: """
      A key is shown once, when it is made; Florin keeps its SHA-256 only. Making and revoking keys are facts in the audit
      chain.

      EXAMPLES
        florin key create laptop --staff
        florin key create web-shop --role care --days 365
        florin key create ana-portal --role customer --customer C-100
        florin key revoke k7m2p9x4ab
        florin key sessions
        florin key end 12

      Callers whom a trusted issuer vouches for have no key here. They are known as ISSUER/DIGEST, and are revoked and
      restored by that name. People who sign in at an issuer have sessions, which are known by a number.
      """,
    subcommands: [Create.self, List.self, Revoke.self, Restore.self, Caller.self, SessionList.self, SessionEnd.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key, and show it once.",
      discussion: "Roles: \(Role.allCases.map(\.rawValue).joined(separator: ", ")). What each may do stands with every endpoint at /docs.")
    @Argument(help: "What it is for; you will see it in lists.") var name: String
    @Option(help: "What its owner does; may be given several times.") var role: [Role] = []
    @Flag(help: "Every role of somebody who works for the operator: for development.") var staff = false
    @Option(help: "For the role customer: whose it is, by reference.") var customer: String?
    @Option(help: "After so many days it opens nothing any more; never when left out.") var days: Int?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let end = days.map { MachineClock().now().adding(seconds: Int64($0) * 86_400) }
        let (key, text) = try AccessKeys(Installation(folder: options.home)).create(
          name: name, roles: Set(role).union(staff ? Role.staff : []), customer: customer, expiresAt: end)
        if options.json {
          var json = JSONText()
          json.object {
            $0.field("id", key.publicID)
            $0.field("key", text)
          }
          return print(json.string)
        }
        print(text)
        complain("This is shown once. Send it as `Authorization: Bearer KEY`; its id is \(key.publicID).")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the keys, without their secrets.")
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let keys = AccessKeys(try Installation(existing: options.home))
        let now = MachineClock().now()
        let all = try keys.list()
        if options.json {
          let customers = try all.map { try keys.customerReference(of: $0) }
          var json = JSONText()
          json.array { list in
            for (key, customer) in zip(all, customers) {
              list.object { json in
                json.field("id", key.publicID)
                json.field("name", key.name)
                json.key("roles")
                json.array { for role in key.roles.sorted() { $0.value(role.rawValue) } }
                json.field("customer", customer)
                json.field("state", key.state(at: now).rawValue)
                json.field("createdAt", key.createdAt)
                json.field("expiresAt", key.expiresAt)
                json.field("revokedAt", key.revokedAt)
              }
            }
          }
          return print(json.string)
        }
        let revoked = try keys.revokedCallers()
        defer { for caller in revoked { print("Let in no more, whoever vouches for it: \(caller)") } }
        if all.isEmpty { return print("No access key yet: `florin key create NAME --staff` makes one.") }
        print(
          TextTable(["id", "name", "state", "roles", "customer", "expires"]).text(
            try all.map {
              [
                $0.publicID, $0.name, $0.state(at: now).rawValue, $0.roles.sorted().map(\.rawValue).joined(separator: ", "),
                try keys.customerReference(of: $0) ?? "", $0.expiresAt.map { "\($0.utcDay)" } ?? "never",
              ]
            }))
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a key back, or let a caller in no more, within a second.")
    @Argument(help: "The key's id, as `florin key list` shows it, or a caller as ISSUER/DIGEST.") var id: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        try AccessKeys(Installation(folder: options.home)).revoke(id)
        print(options.json ? "{\"revoked\":\"\(id)\"}" : "Revoked \(id).")
      }
    }
  }

  struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a caller of an issuer in again who was revoked.")
    @Argument(help: "The caller as ISSUER/DIGEST, as `florin key list` shows it.") var caller: String
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        try AccessKeys(Installation(folder: options.home)).restore(caller)
        print(options.json ? "{\"restored\":\"\(caller)\"}" : "Restored \(caller).")
      }
    }
  }

  struct Caller: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell the name under which somebody whom an issuer vouches for stands in logs and the audit.",
      discussion: "It is the issuer's name and a digest of the subject, because subjects may be names of people.")
    @Argument(help: "The issuer's name in the configuration.") var issuer: String
    @Argument(help: "The subject (`sub`) in the issuer's tokens.") var subject: String

    func run() async throws { try await answering { print(try AccessKeys.caller(issuer: issuer, subject: subject)) } }
  }
}
