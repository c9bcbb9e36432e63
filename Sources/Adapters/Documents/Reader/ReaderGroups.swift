import Invoicing
import Primitives

/// The groups of a bill's lines as its reader opens them: by user, then by subscription, numbered from 1.
struct ReaderGroups {
  struct Group {
    var number: Int
    var user: BillingAccountID?
    var subscription: SubscriptionID?
    var lines: [InvoiceLine]
    var netMinor: Int64
  }

  let groups: [Group]
  /// Whether lines of several users stand on the bill.
  let hasUsers: Bool

  init(_ invoice: Invoice) {
    let users = LineGroup<BillingAccountID?>.byUser(invoice.lines)
    hasUsers = users.count > 1
    var groups: [Group] = []
    for user in users {
      for group in LineGroup<SubscriptionID?>.bySubscription(user.lines) {
        groups.append(Group(number: groups.count + 1, user: user.key, subscription: group.key, lines: group.lines, netMinor: group.netMinor))
      }
    }
    self.groups = groups
  }

  static func name(_ group: Group, _ view: InvoiceView, _ ink: inout Ink) {
    guard let id = group.subscription else { return ink.words(InvoicePhrases.accountCharges) }
    if let known = view.subscriptions[id] { ink.name(known.name) } else { ink.say(InvoicePhrases.subscription, .text(id.description)) }
  }

  /// The telephone number, the meter point or the reference.
  static func subject(_ group: Group, _ view: InvoiceView, _ ink: inout Ink) {
    guard let id = group.subscription, let known = view.subscriptions[id] else { return }
    if known.subject.isEmpty { ink.say(InvoicePhrases.subscription, .text(known.reference)) } else { ink.person(known.subject) }
  }
}
