import Bootstrap
import Operations
import Parties
import Primitives
import Store

/// What happens in a sandbox, on a terminal or as JSON.
struct SandboxPrinting {
  let sandbox: Sandbox
  let json: Bool

  init(_ sandbox: Sandbox, json: Bool) {
    self.sandbox = sandbox
    self.json = json
  }

  /// A morning with more to tell than usage.
  func tell(_ morning: SandboxDay) {
    if json || !morning.isEventful { return }
    if morning.run != nil {
      print("\(morning.day)  bill run \(morning.run.map { "\($0)" } ?? ""): \(morning.invoices.count) \(morning.invoices.count == 1 ? "invoice" : "invoices")")
      for invoice in morning.invoices {
        print("            \(invoice.number)  \(invoice.accountReference)  \(money(invoice.grossMinor, invoice.currency)) \(invoice.currency), due \(invoice.dueOn)")
      }
      for held in morning.held { print("            held: \(held.reference), \(held.reasons.map(\.description).joined(separator: "; "))") }
    }
    if morning.recognised > 0 { print("\(morning.day)  revenue earned by yesterday: \(morning.recognised) \(morning.recognised == 1 ? "entry" : "entries") booked") }
  }

  func end(_ mornings: [SandboxDay]) throws {
    let events = mornings.reduce(0) { $0 + $1.events }
    if !json { return print("It is \(sandbox.today). \(mornings.count) days passed, \(events) usage events arrived.") }
    var text = JSONText()
    text.object { json in
      json.field("now", "\(sandbox.now)")
      json.field("days", mornings.count)
      json.field("events", events)
      json.key("happened")
      json.array { list in
        for morning in mornings where morning.isEventful {
          list.object {
            $0.field("day", morning.day)
            $0.field("run", morning.run.map { "\($0)" })
            $0.field("recognisedEntries", morning.recognised)
            $0.key("invoices")
            $0.array { invoices in
              for invoice in morning.invoices {
                invoices.object {
                  $0.field("number", invoice.number)
                  $0.field("account", invoice.accountReference)
                  $0.field("gross", money(invoice.grossMinor, invoice.currency))
                  $0.field("currency", invoice.currency.code)
                }
              }
            }
            $0.key("held")
            $0.array { list in for held in morning.held { list.value(held.reference) } }
          }
        }
      }
    }
    print(text.string)
  }

  /// The clock, and who is billed next when.
  func state() throws {
    let store = sandbox.installation.store
    let accounts = try store.accountList(search: nil, offset: 0, limit: 1_000)
    let candidates = try store.planCandidates()
    func nextBill(_ reference: String) -> Day? {
      candidates.first { $0.reference == reference && $0.consolidatedInto == nil }.map {
        $0.cycle.period(containing: max($0.billedThrough, sandbox.today.adding(days: -1))).end
      }
    }
    if json {
      var text = JSONText()
      text.object { json in
        json.field("now", "\(sandbox.now)")
        json.key("accounts")
        json.array { list in
          for account in accounts {
            list.object {
              $0.field("account", account.reference)
              $0.field("name", account.name)
              $0.field("subscriptions", account.subscriptions)
              $0.field("owes", account.receivable.exact)
              $0.field("nextBill", nextBill(account.reference))
            }
          }
        }
      }
      return print(text.string)
    }
    print("It is \(sandbox.today), six in the morning (UTC).")
    print(
      TextTable(["account", "name", "subscriptions", "billed", "next bill"], rightAligned: [2, 3]).text(
        accounts.map { [$0.reference, $0.name, "\($0.subscriptions)", "\($0.receivable)", nextBill($0.reference)?.description ?? "with its parent's"] }))
  }
}
