import Primitives

/// A balance while it is spent: what is there, what goes on, how far limits are, what was taken last. Without script: the page
/// asks for itself again, and a link stops that.
public enum BalancePage {
  public static func render(_ view: BalanceView) -> [UInt8] {
    var ink = Ink(view.language, reserving: 24_576)
    PageFrame.open(&ink, links: view.links, refreshSeconds: view.refreshSeconds) {
      $0.words(BalancePhrases.balance)
      $0.raw(" ")
      $0.text(view.reference)
      $0.raw(" \u{B7} Florin")
    } brand: {
      $0.raw("Florin")
    }
    ink.raw("<h1>")
    ink.person(view.accountName)
    ink.raw(" <span class=\"kind\">")
    ink.text(view.reference)
    ink.raw("</span></h1>\n<p class=\"sub\">")
    ink.words(view.kind == .prepaid ? BalancePhrases.prepaid : view.kind == .hybrid ? BalancePhrases.hybrid : BalancePhrases.postpaid)
    ink.raw("</p>\n")
    pace(view, &ink)
    panel(view, &ink)
    uses(view, &ink)
    amounts(view, &ink)
    limits(view, &ink)
    charges(view, &ink)
    PageFrame.close(&ink) { $0.raw("<span>Florin</span>\n") }
    return ink.bytes
  }

  private static func panel(_ view: BalanceView, _ ink: inout Ink) {
    ink.raw("<div class=\"panel\">\n<div>\n<p class=\"label\">")
    ink.words(BalancePhrases.available)
    ink.raw("</p>\n<p class=\"sum\">")
    ink.money(view.available.amountMinor, view.available.currency)
    ink.raw("</p>\n<p class=\"when\">")
    ink.say(BalancePhrases.reserved, .money(view.reserved.amountMinor, view.reserved.currency))
    ink.raw("</p>\n")
    if let runsOutAt = view.runsOutAt {
      ink.raw("<p>")
      ink.say(BalancePhrases.runsOut, .moment(runsOutAt, view.zone))
      ink.raw("</p>\n")
    }
    ink.raw("</div>\n</div>\n")
  }

  private static func section(_ id: StaticString, _ title: Phrase, _ ink: inout Ink) {
    ink.raw("<section aria-labelledby=\"")
    ink.raw(id)
    ink.raw("\">\n<h2 id=\"")
    ink.raw(id)
    ink.raw("\">")
    ink.words(title)
    ink.raw("</h2>\n")
  }

  private static func uses(_ view: BalanceView, _ ink: inout Ink) {
    section("now", BalancePhrases.now, &ink)
    if view.uses.isEmpty {
      ink.raw("<p class=\"muted\">")
      ink.words(BalancePhrases.nothing)
      ink.raw("</p>\n</section>\n")
      return
    }
    ink.raw("<table class=\"list\">\n<thead><tr><th scope=\"col\">")
    ink.words(BalancePhrases.service)
    ink.raw("</th>")
    InvoiceTable.column(BalancePhrases.used, "n", &ink)
    InvoiceTable.column(BalancePhrases.granted, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for use in view.uses {
      ink.raw("<tr><th scope=\"row\">")
      ink.text(use.service)
      ink.raw("<span class=\"meta\">")
      ink.text(use.subscription)
      ink.raw(" \u{B7} ")
      ink.say(BalancePhrases.since, .moment(use.begunAt, view.zone))
      ink.raw("</span></th><td class=\"n\">")
      ink.glance(use.used, unit(use.unit))
      ink.raw("</td><td class=\"n\">")
      ink.glance(use.granted, unit(use.unit))
      if use.isFinal {
        ink.raw("<span class=\"meta\">")
        ink.words(BalancePhrases.last)
        ink.raw("</span>")
      }
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n</section>\n")
  }

  private static func amounts(_ view: BalanceView, _ ink: inout Ink) {
    if view.buckets.isEmpty { return }
    section("buckets", BalancePhrases.buckets, &ink)
    for bucket in view.buckets {
      ink.raw("<div class=\"gauge\">\n<p><strong>")
      amount(bucket.amount, bucket.unit, &ink)
      ink.raw("</strong>")
      if let until = bucket.validUntil {
        ink.raw(" <span class=\"muted\">")
        ink.say(BalancePhrases.until, .moment(until, view.zone))
        ink.raw("</span>")
      }
      ink.raw("</p>\n")
      bar(bucket.amount - bucket.reserved, bucket.reserved, of: bucket.full, &ink)
      ink.raw("</div>\n")
    }
    ink.raw("</section>\n")
  }

  private static func limits(_ view: BalanceView, _ ink: inout Ink) {
    if view.limits.isEmpty { return }
    section("limits", BalancePhrases.limits, &ink)
    for limit in view.limits {
      ink.raw("<div class=\"gauge\">\n<p><strong>")
      ink.text(limit.code)
      ink.raw("</strong> ")
      if let currency = Currency(limit.unit) {
        ink.say(BalancePhrases.ofLimit, .money(minor(limit.counted, currency), currency), .money(minor(limit.amount, currency), currency))
      } else {
        ink.say(BalancePhrases.ofLimit, .glance(limit.counted, unit: unit(limit.unit)), .glance(limit.amount, unit: unit(limit.unit)))
      }
      ink.raw(" <span class=\"muted\">")
      ink.say(BalancePhrases.until, .moment(limit.until, view.zone))
      ink.raw("</span></p>\n")
      bar(limit.counted, limit.reserved, of: limit.amount, &ink)
      ink.raw("</div>\n")
    }
    ink.raw("</section>\n")
  }

  private static func charges(_ view: BalanceView, _ ink: inout Ink) {
    if view.charges.isEmpty { return }
    section("charges", BalancePhrases.lastCharges, &ink)
    ink.raw("<table class=\"list\">\n<tbody>\n")
    for charge in view.charges {
      ink.raw("<tr><th scope=\"row\">")
      ink.text(charge.service)
      ink.raw("<span class=\"meta\">")
      ink.moment(charge.at, in: view.zone)
      ink.raw("</span></th><td class=\"n\">")
      ink.glance(charge.units, unit(charge.unit))
      ink.raw("</td><td class=\"n\">")
      charge.write(settles: view.kind != .postpaid, &ink)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n</section>\n")
  }

  private static func pace(_ view: BalanceView, _ ink: inout Ink) {
    ink.raw("<p class=\"muted\">")
    ink.say(BalancePhrases.asOf, .moment(view.at, view.zone))
    ink.raw(". ")
    if let seconds = view.refreshSeconds {
      ink.say(BalancePhrases.live, .text("\(seconds)"))
      ink.raw(" ")
    }
    PageFrame.link(&ink, view.otherPace, view.refreshSeconds == nil ? BalancePhrases.resume : BalancePhrases.pause)
    ink.raw("</p>\n")
  }

  /// Two parts of a whole; numbers beside it say the same.
  private static func bar(_ first: Exact, _ second: Exact, of whole: Exact, _ ink: inout Ink) {
    func share(_ part: Exact) -> Int {
      guard whole.isPositive, part.isPositive else { return 0 }
      return min(100, Int((part * Exact(100) / whole).minorUnits(digits: 0, mode: .halfUp) ?? 100))
    }
    let one = share(first)
    ink.raw("<div class=\"track\" aria-hidden=\"true\"><i class=\"s1\" style=\"inline-size:")
    ink.integer(one)
    ink.raw("%\"></i><i class=\"s3\" style=\"inline-size:")
    ink.integer(min(100 - one, share(second)))
    ink.raw("%\"></i></div>\n")
  }

  private static func amount(_ value: Exact, _ name: String, _ ink: inout Ink) {
    if let currency = Currency(name) { ink.money(minor(value, currency), currency) } else { ink.glance(value, unit(name)) }
  }

  private static func minor(_ value: Exact, _ currency: Currency) -> Int64 { value.minorUnits(digits: currency.minorDigits, mode: .halfEven) ?? 0 }

  /// As usage says it.
  private static func unit(_ name: String) -> String {
    switch name {
    case "octets": "B"
    case "seconds": "s"
    default: name
    }
  }
}

extension BalanceView.Charge {
  /// What was spent, and on a line of its own what nothing was left to pay with: so that amounts add up to what was spent.
  ///
  /// - Parameter settles: whether the balance pays; else the bill charges all of it.
  func write(settles: Bool, _ ink: inout Ink) {
    ink.money(settles ? gross.amountMinor - uncollectedMinor : gross.amountMinor, gross.currency)
    if uncollectedMinor == 0 { return }
    ink.raw("<span class=\"meta\">")
    ink.words(settles ? BalancePhrases.notCollected : BalancePhrases.beyondLimit)
    ink.raw(": ")
    ink.money(uncollectedMinor, gross.currency)
    ink.raw("</span>")
  }
}
