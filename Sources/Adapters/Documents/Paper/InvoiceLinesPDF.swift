import Invoicing
import Parties
import Primitives
import Rating
import Taxation

/// Every line of the invoice: one table for each user, one group of rows for each subscription.
struct InvoiceLinesPDF {
  let view: InvoiceView
  let paper: BillPaper
  let composer: Composer

  private func said(_ write: (inout Ink) -> Void) -> String { Ink.said(view.wording, write) }
  private func money(_ minor: Int64) -> String { said { $0.money(minor, view.invoice.currency) } }

  static let columns: [TableColumn] = [.fixed(17), .share(1), .fixed(92, .end), .fixed(46, .end), .fixed(82, .end)]

  func write() throws {
    guard !view.invoice.lines.isEmpty else { return }
    composer.document.begin("Sect")
    try composer.flow("H2", TextBlock(said { $0.words(InvoicePhrases.details) }, BillStyle.sectionTitle), keepingBelow: 100)
    composer.y += 6
    let users = LineGroup<BillingAccountID?>.byUser(view.invoice.lines)
    for user in users {
      if users.count > 1 { try heading(user) }
      try table(user)
      composer.y += 14
    }
    try composer.document.end()
    composer.y += 8
  }

  private func heading(_ user: LineGroup<BillingAccountID?>) throws {
    let account = user.key ?? view.account.id
    let name: (name: String, reference: String)
    if let known = view.users[account] {
      name = (known.name, known.reference)
    } else if account == view.account.id {
      name = (view.account.name, view.account.reference)
    } else {
      name = (said { $0.say(InvoicePhrases.userAccount, .text(account.description)) }, "")
    }
    try composer.need(110)
    composer.y += 4
    let (x, width) = (composer.sheet.left, composer.sheet.contentWidth)
    let title = TextBlock(name.name, TextStyle(weight: .semibold, size: 9.8, colour: paper.colours.accent))
    let reference = name.reference.isEmpty ? [] : [TextBlock(said { $0.say(InvoicePhrases.userAccount, .text(name.reference)) }, BillStyle.meta)]
    let end = try composer.text("H3", [title] + reference, x: x, y: composer.y, width: width - 110)
    let sum = said {
      $0.words(InvoicePhrases.subtotal)
      $0.raw("  ")
      $0.money(user.netMinor, view.invoice.currency)
    }
    try composer.text("P", [TextBlock(sum, BillStyle.strong)], x: x + width - 160, y: composer.y, width: 160, .end)
    composer.y = end + 4
  }

  private func table(_ user: LineGroup<BillingAccountID?>) throws {
    let head = TableRow(
      [TableCell([])]
        + [InvoicePhrases.description, InvoicePhrases.quantity, InvoicePhrases.taxRate, InvoicePhrases.amount].map { phrase in
          TableCell(said { $0.words(phrase) }, BillStyle.columnHead, isHeader: true)
        }, part: .head, below: BillStyle.firm, padding: 3)
    let grid = TableGrid(x: composer.sheet.left, width: composer.sheet.contentWidth, columns: InvoiceLinesPDF.columns, gap: 10)
    var table = TableFlow(composer, grid, head: head)
    let groups = LineGroup<SubscriptionID?>.bySubscription(user.lines)
    for group in groups {
      if groups.count > 1 || group.key != nil { try table.add(self.group(group)) }
      for line in group.lines { try write(line, to: &table) }
    }
    try table.end()
  }

  private func group(_ group: LineGroup<SubscriptionID?>) -> TableRow {
    var about = ""
    let name = said { ink in
      guard let id = group.key else { return ink.words(InvoicePhrases.accountCharges) }
      guard let known = view.subscriptions[id] else { return ink.say(InvoicePhrases.subscription, .text(id.description)) }
      ink.name(known.name)
      about = known.subject.isEmpty ? said { $0.say(InvoicePhrases.subscription, .text(known.reference)) } : known.subject
    }
    var blocks = [TextBlock(name, BillStyle.strong)]
    if !about.isEmpty { blocks.append(TextBlock(about, BillStyle.meta)) }
    return TableRow(
      [TableCell([]), TableCell(blocks, isHeader: true), TableCell([]), TableCell([]), TableCell(money(group.netMinor), BillStyle.strong)],
      below: BillStyle.thin, ground: paper.colours.tint, padding: 3.8, keepsNext: true)
  }

  private func write(_ line: InvoiceLine, to table: inout TableFlow) throws {
    let charge = line.charge
    let title = said {
      $0.name(charge.name)
      guard charge.kind == .correction else { return }
      $0.raw(" \u{B7} ")
      $0.words(InvoicePhrases.correction)
    }
    var blocks = [TextBlock(title, BillStyle.body), TextBlock(said { period(charge.period, &$0) }, BillStyle.meta)]
    if view.foldsOpen { blocks += steps(line) }
    let quantity = charge.quantity != 1 || !charge.unit.isEmpty ? said { $0.glance(charge.quantity, charge.unit) } : ""
    try table.add(
      TableRow(
        [
          TableCell("\(line.number)", BillStyle.meta), TableCell(blocks, isHeader: true), TableCell(quantity, BillStyle.soft),
          TableCell(said { $0.percent(line.taxKey.percent) }, BillStyle.soft), TableCell(money(line.netMinor), BillStyle.body),
        ], below: BillStyle.thin, padding: 3.2))
  }

  /// The calculation below its line, one step to a line of text.
  private func steps(_ line: InvoiceLine) -> [TextBlock] {
    let currency = line.charge.amount.currency
    return line.charge.explanation.steps.enumerated().map { index, step in
      let text = said { ink in
        ink.step(step, currency)
        let calculation = said { $0.calculation(step, currency) }
        if !calculation.isEmpty {
          ink.raw(": ")
          ink.text(calculation)
        }
        ink.raw(" = ")
        ink.amount(step.amount, currency)
      }
      return TextBlock(text, BillStyle.meta, gapAbove: index == 0 ? 3 : 0)
    }
  }

  /// The service period; without its year when that is the year of the invoice.
  private func period(_ period: ServicePeriod, _ ink: inout Ink) {
    guard !period.isEmpty else { return ink.plainDay(period.start, .short) }
    let year = view.invoice.issuedOn.year
    ink.days(period, period.start.year == year && period.lastDay.year == year ? .withoutYear : .short)
  }
}
