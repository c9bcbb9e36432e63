import Invoicing
import Parties
import Primitives
import Rating

/// Every line of the invoice: one table for each user, one row group for each subscription, one fold for each line.
enum LinesSection {
  static func write(_ view: InvoiceView, to ink: inout Ink) {
    ink.raw("<section aria-labelledby=\"lines\">\n<h2 id=\"lines\">")
    ink.words(InvoicePhrases.details)
    ink.raw("</h2>\n<p class=\"hint\">")
    ink.words(InvoicePhrases.detailsHint)
    if let href = view.links.openFolds, !view.foldsOpen {
      ink.raw(" ")
      PageFrame.link(&ink, href, InvoicePhrases.openAll)
    }
    ink.raw("</p>\n")
    let users = LineGroup<BillingAccountID?>.byUser(view.invoice.lines)
    for user in users {
      if users.count > 1 { heading(user, view, &ink) }
      table(user, view, &ink)
    }
    ink.raw("</section>\n")
  }

  private static func heading(_ user: LineGroup<BillingAccountID?>, _ view: InvoiceView, _ ink: inout Ink) {
    ink.raw("<div class=\"user\"><h3>")
    let account = user.key ?? view.account.id
    if let name = view.users[account] {
      ink.person(name.name)
      reference(InvoicePhrases.userAccount, name.reference, &ink)
    } else if account == view.account.id {
      ink.person(view.account.name)
      reference(InvoicePhrases.userAccount, view.account.reference, &ink)
    } else {
      ink.say(InvoicePhrases.userAccount, .text(account.description))
    }
    ink.raw("</h3><p><span class=\"vh\">")
    ink.words(InvoicePhrases.subtotal)
    ink.raw(" </span>")
    ink.money(user.netMinor, view.invoice.currency)
    ink.raw("</p></div>\n")
  }

  private static func reference(_ words: Phrase, _ text: String, _ ink: inout Ink) {
    guard !text.isEmpty else { return }
    ink.raw("<span class=\"meta\">")
    ink.say(words, .text(text))
    ink.raw("</span>")
  }

  private static func table(_ user: LineGroup<BillingAccountID?>, _ view: InvoiceView, _ ink: inout Ink) {
    ink.raw("<table class=\"lines\">\n<thead><tr><td class=\"no\"></td><th scope=\"col\">")
    ink.words(InvoicePhrases.description)
    ink.raw("</th><th scope=\"col\" class=\"n wide\">")
    ink.words(InvoicePhrases.quantity)
    ink.raw("</th><th scope=\"col\" class=\"n wide\">")
    ink.words(InvoicePhrases.taxRate)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n")
    let subscriptions = LineGroup<SubscriptionID?>.bySubscription(user.lines)
    for subscription in subscriptions {
      ink.raw("<tbody>\n")
      if subscriptions.count > 1 || subscription.key != nil { group(subscription, view, &ink) }
      for line in subscription.lines { LineRow.write(line, view, to: &ink) }
      ink.raw("</tbody>\n")
    }
    ink.raw("</table>\n")
  }

  private static func group(_ group: LineGroup<SubscriptionID?>, _ view: InvoiceView, _ ink: inout Ink) {
    ink.raw("<tr class=\"group\"><td class=\"no\"></td><th scope=\"rowgroup\">")
    if let id = group.key {
      if let known = view.subscriptions[id] {
        ink.name(known.name)
        if !known.subject.isEmpty {
          ink.raw("<span class=\"meta\">")
          ink.person(known.subject)
          ink.raw("</span>")
        } else {
          reference(InvoicePhrases.subscription, known.reference, &ink)
        }
      } else {
        ink.say(InvoicePhrases.subscription, .text(id.description))
      }
    } else {
      ink.words(InvoicePhrases.accountCharges)
    }
    ink.raw("</th><td class=\"wide\"></td><td class=\"wide\"></td><td class=\"n\"><span class=\"vh\">")
    ink.words(InvoicePhrases.subtotal)
    ink.raw(" </span>")
    ink.money(group.netMinor, view.invoice.currency)
    ink.raw("</td></tr>\n")
  }
}

/// Lines that belong together, in the order in which the groups first appear.
struct LineGroup<Key: Hashable> {
  var key: Key
  var lines: [InvoiceLine] = []
  var netMinor: Int64 = 0

  static func byUser(_ lines: [InvoiceLine]) -> [LineGroup<BillingAccountID?>] { grouped(lines) { $0.usedBy } }
  static func bySubscription(_ lines: [InvoiceLine]) -> [LineGroup<SubscriptionID?>] { grouped(lines) { $0.charge.subscription } }

  private static func grouped<K: Hashable>(_ lines: [InvoiceLine], by key: (InvoiceLine) -> K) -> [LineGroup<K>] {
    var groups: [LineGroup<K>] = []
    var places: [K: Int] = [:]
    for line in lines {
      let own = key(line)
      let place: Int
      if let known = places[own] {
        place = known
      } else {
        place = groups.count
        places[own] = place
        groups.append(LineGroup<K>(key: own))
      }
      groups[place].lines.append(line)
      groups[place].netMinor += line.netMinor
    }
    return groups
  }
}
