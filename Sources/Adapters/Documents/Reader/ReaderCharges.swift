import Invoicing
import Parties
import Primitives
import Rating

/// From the total to its services, from a service to its charges; each charge leads to a page of its own.
enum ReaderCharges {
  /// Groups of more lines than these, and those of bills with more lines in all, have pages of their own.
  static let mostInPlace = 25
  static let mostOnTheStart = 250
  static let linesOnAPage = 100

  static func write(_ view: ReaderBillView, to ink: inout Ink) {
    let bill = view.bill
    let all = ReaderGroups(bill.invoice)
    let whole = all.groups.reduce(Int64(0)) { $0 + max(0, $1.netMinor) }
    ReaderFrame.section("charges", ReaderPhrases.why, &ink)
    ink.raw("<p class=\"hint\">")
    ink.words(ReaderPhrases.whyHint)
    ink.raw("</p>\n")
    let isFew = bill.invoice.lines.count <= 12
    for (index, group) in all.groups.enumerated() {
      if index == 0 || group.user != all.groups[index - 1].user {
        if index > 0 { ink.raw("</ul>\n") }
        if all.hasUsers { owner(group.user, bill, &ink) }
        ink.raw("<ul class=\"groups\">\n")
      }
      write(group, whole, isFew: isFew, view, &ink)
    }
    if !all.groups.isEmpty { ink.raw("</ul>\n") }
    ink.raw("</section>\n")
  }

  private static func owner(_ user: BillingAccountID?, _ view: InvoiceView, _ ink: inout Ink) {
    ink.raw("<h3 class=\"owner\">")
    let account = user ?? view.account.id
    if let known = view.users[account] {
      ink.person(known.name)
    } else if account == view.account.id {
      ink.person(view.account.name)
    } else {
      ink.say(InvoicePhrases.userAccount, .text(account.description))
    }
    ink.raw("</h3>\n")
  }

  private static func write(_ group: ReaderGroups.Group, _ whole: Int64, isFew: Bool, _ view: ReaderBillView, _ ink: inout Ink) {
    let bill = view.bill
    let isInPlace = group.lines.count <= mostInPlace && bill.invoice.lines.count <= mostOnTheStart
    if isInPlace {
      ink.raw(isFew ? "<li><details open><summary>" : "<li><details><summary>")
    } else {
      ink.raw("<li><a class=\"far\"")
      ink.attribute("href", view.addresses.group(group.number))
      ink.raw(">")
    }
    ink.raw("<span class=\"who\">")
    ReaderGroups.name(group, bill, &ink)
    ink.raw("</span><span class=\"n\">")
    ink.money(group.netMinor, bill.invoice.currency)
    ink.raw("</span><span class=\"sub2\">")
    let before = ink.bytes.count
    ReaderGroups.subject(group, bill, &ink)
    if ink.bytes.count > before { ink.raw(" \u{B7} ") }
    ink.count(Exact(group.lines.count), .line)
    ink.raw("</span>")
    part(group.netMinor, of: whole, &ink)
    guard isInPlace else { return ink.raw("</a></li>\n") }
    ink.raw("</summary>\n")
    table(group.lines, view.bill, view.addresses, to: &ink)
    ink.raw("</details></li>\n")
  }

  /// How much of all charges it is; the number beside it says the amount.
  private static func part(_ minor: Int64, of whole: Int64, _ ink: inout Ink) {
    guard whole > 0, minor > 0 else { return }
    let percent = Int((Int128(minor) * 100 + Int128(whole) / 2) / Int128(whole))
    ink.raw("<span class=\"part\" aria-hidden=\"true\"><i style=\"inline-size:")
    ink.integer(max(1, min(100, percent)))
    ink.raw("%\"></i></span>")
  }

  /// Lines with the way to each one's own page.
  static func table(_ lines: some Sequence<InvoiceLine>, _ view: InvoiceView, _ addresses: ReaderAddresses, to ink: inout Ink) {
    let currency = view.invoice.currency
    ink.raw("<table class=\"list\">\n<thead class=\"vh\"><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.description)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for line in lines {
      let charge = line.charge
      ink.raw("<tr id=\"line-")
      ink.integer(line.number)
      ink.raw("\"><th scope=\"row\"><a")
      ink.attribute("href", addresses.line(line.number))
      ink.raw(">")
      ink.name(charge.name)
      ink.raw("</a>")
      if charge.kind == .correction {
        ink.raw(" \u{B7} ")
        ink.words(InvoicePhrases.correction)
      }
      ink.raw("<span class=\"meta\">")
      LineRow.period(charge.period, in: view.invoice, &ink)
      if charge.quantity != 1 || !charge.unit.isEmpty {
        ink.raw(" \u{B7} ")
        ink.glance(charge.quantity, charge.unit)
      }
      ink.raw("</span></th><td class=\"n\">")
      ink.money(line.netMinor, currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n")
  }
}
