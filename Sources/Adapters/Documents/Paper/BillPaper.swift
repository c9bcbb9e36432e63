import Parties
import Primitives

/// What every bill on paper has around its content: the sender's head, the window for the address, the foot with the
/// page's number.
struct BillPaper {
  let wording: Wording
  let look: BillLook?
  let seller: SellerEntity
  /// What the document is and its number, for the head of later pages.
  let name: String
  /// Stands beside the page's number: `Invoice ES-2026-000123 of 1 April 2026`.
  let foot: String

  private static let columnGap = 28.0
  private static let senderWidth = 200.0

  var language: ReaderLanguage { wording.language }
  var colours: BrandColours { look.colours }

  func said(_ write: (inout Ink) -> Void) -> String { Ink.said(wording, write) }

  var legal: String {
    var parts = [seller.legalName, PartiesSection.addressLines(seller.address, language).joined(separator: ", ")]
    if let identifier = seller.taxIdentifier { parts.append(said { $0.say(InvoicePhrases.taxIdentifier, .text(identifier)) }) }
    if let email = seller.email { parts.append(email) }
    return parts.joined(separator: "  \u{B7}  ")
  }

  /// Writes one bill as one element of a document that may hold others; gives how many pages it took.
  func compose(
    on document: PDFDocument, as tag: StaticString, onPage: @escaping (Composer) -> Void, _ content: (Composer) throws -> Void
  ) throws -> Int {
    let total = document.reserveForm()
    let composer = Composer(document, sheet: sheet(on: document.press), language: language.rawValue) { composer in
      furniture(composer, total: total)
      onPage(composer)
    }
    var attributes = PDFBytes()
    if composer.language != document.metadata.language {
      attributes.raw("/Lang")
      attributes.text(composer.language)
    }
    document.begin(tag, attributes)
    try composer.startPage()
    try content(composer)
    try document.end()
    try document.endPage()
    try writeTotal(composer, total: total)
    return composer.pageNumber
  }

  /// The marks of a page that are not its content. `total` is the form that will say how many pages there are.
  func furniture(_ composer: Composer, total: Int) {
    let sheet = composer.sheet
    let document = composer.document
    document.artifact {
      let right = sheet.left + sheet.contentWidth
      if composer.pageNumber > 1 {
        composer.line(seller.legalName, BillStyle.footStrong, x: sheet.left, y: 36)
        composer.line(name, BillStyle.foot, x: right, y: 36, .end)
        document.line(fromX: sheet.left, y: 51, toX: right, BillStyle.rule)
      }
      let top = sheet.floor + 22
      document.line(fromX: sheet.left, y: top - 5, toX: right, BillStyle.rule)
      let page = said { $0.say(PaperPhrases.page, .number(Exact(composer.pageNumber))) }
      composer.line(page, BillStyle.footStrong, x: sheet.left, y: top)
      let width = document.press.shaper.width(page, BillStyle.footStrong.weight, size: BillStyle.footStrong.size)
      document.show(form: total, x: sheet.left + width, y: top + 14)
      composer.line(legal, BillStyle.foot, x: sheet.left, y: top + 11)
      if let footer = look.footer(language) {
        composer.draw(composer.set(TextBlock(footer.text, BillStyle.foot, gapAbove: 2), width: sheet.contentWidth), x: sheet.left, y: top + 21, width: sheet.contentWidth)
      }
    }
  }

  /// Draws the rest of the foot, known only when all pages are.
  func writeTotal(_ composer: Composer, total: Int) throws {
    let count = said { $0.say(PaperPhrases.ofPages, .number(Exact(composer.pageNumber))) }
    try composer.document.writeForm(total, width: composer.sheet.contentWidth, height: 14) {
      composer.line(count, BillStyle.footStrong, x: 0, y: 0)
      let width = composer.document.press.shaper.width(count, BillStyle.footStrong.weight, size: BillStyle.footStrong.size)
      composer.line(foot, BillStyle.foot, x: width + 10, y: 0)
    }
  }

  /// The sender, and the address where an envelope's window shows it (DIN 5008, form B).
  func letterhead(_ composer: Composer, to account: BillingAccount) throws {
    let sheet = composer.sheet
    let isNamed = try brand(composer)
    let lines = PartiesSection.addressLines(seller.address, language)
    var sender = lines.map { TextBlock($0, BillStyle.meta) }
    // A logo is a picture: who sells stands in words beside it.
    if !isNamed { sender.insert(TextBlock(seller.legalName, BillStyle.metaStrong), at: 0) }
    if let identifier = seller.taxIdentifier {
      sender.append(TextBlock(said { $0.say(InvoicePhrases.taxIdentifier, .text(identifier)) }, BillStyle.meta))
    }
    if let email = seller.email { sender.append(TextBlock(email, BillStyle.meta)) }
    let right = sheet.left + sheet.contentWidth
    try composer.text("P", sender, x: right - BillPaper.senderWidth, y: 43.5, width: BillPaper.senderWidth, .end)

    try composer.text("P", [TextBlock(said { $0.words(InvoicePhrases.to) }, BillStyle.meta)], x: sheet.left, y: 127, width: 240)
    var recipient = [TextBlock(account.name, BillStyle.recipient)]
    recipient += PartiesSection.addressLines(account.address, language).map { TextBlock($0, BillStyle.address) }
    if case .business(let identifier) = account.taxStanding {
      recipient.append(TextBlock(said { $0.say(InvoicePhrases.taxIdentifier, .text(identifier)) }, BillStyle.meta, gapAbove: 3))
    }
    composer.y = max(try composer.text("P", recipient, x: sheet.left, y: 139, width: 240), 226)
  }

  /// The sign or the logo of the sender; gives whether the sender's name stands beside it.
  private func brand(_ composer: Composer) throws -> Bool {
    let (sheet, document) = (composer.sheet, composer.document)
    if let logo = look?.logo, let size = look?.logoSize(besides: sheet.contentWidth - BillPaper.senderWidth - 10) {
      let picture = try document.add(logo)
      try composer.figure(x: sheet.left, y: 43, width: size.width, height: size.height, alternative: seller.legalName) {
        document.show(picture: picture, x: sheet.left, y: 43, width: size.width, height: size.height)
      }
      return false
    }
    document.artifact {
      document.roundedRectangle(x: sheet.left, y: 43, width: 20, height: 20, radius: 5, colours.panel)
      document.roundedRectangle(x: sheet.left + 5.5, y: 48.5, width: 3, height: 9, radius: 1.5, colours.bar)
      document.roundedRectangle(x: sheet.left + 11.5, y: 48.5, width: 3, height: 9, radius: 1.5, BillStyle.panelInk)
    }
    try composer.text("P", [TextBlock(seller.legalName, TextStyle(weight: .bold, size: 13, colour: colours.panel))], x: sheet.left + 28, y: 43.5, width: 300)
    return true
  }

  /// What the template says before the amount.
  func greeting(_ composer: Composer) throws {
    guard let greeting = look.greeting(language) else { return }
    let (x, width) = (composer.sheet.left, composer.sheet.contentWidth)
    composer.y = try composer.text("P", [TextBlock(greeting.text, BillStyle.body)], x: x, y: composer.y, width: width, language: greeting.language) + 14
  }

  /// Names and values in two columns beside the address.
  func facts(_ facts: [(label: String, value: String)], _ composer: Composer) throws {
    let kept = composer.y
    composer.y = 124
    let width = 196.0
    let grid = TableGrid(
      x: composer.sheet.left + composer.sheet.contentWidth - width, width: width, columns: [.share(1), .share(1, .end)], gap: 8)
    var table = TableFlow(composer, grid)
    for (index, fact) in facts.enumerated() {
      try table.add(
        TableRow(
          [TableCell(fact.label, BillStyle.lead, isHeader: true), TableCell(fact.value, BillStyle.body)],
          above: index == 0 ? nil : BillStyle.thin, padding: 3))
    }
    try table.end()
    composer.y = max(kept, composer.y + 16)
  }

  /// What the document is, large.
  func title(_ kind: String, _ number: String, _ sub: String, _ composer: Composer) throws {
    let x = composer.sheet.left
    let width = composer.sheet.contentWidth
    composer.y = try composer.text("H1", [TextBlock(kind + " " + number, TextStyle(weight: BillStyle.large(language), size: 24, colour: BillStyle.ink))], x: x, y: composer.y + 6, width: width)
    composer.y = try composer.text("P", [TextBlock(sub, BillStyle.subtitle)], x: x, y: composer.y, width: width) + 14
  }

  /// What the reader must know before the amount.
  func banner(_ texts: [String], _ composer: Composer) throws {
    guard !texts.isEmpty else { return }
    let (x, width) = (composer.sheet.left, composer.sheet.contentWidth)
    let blocks = texts.enumerated().map { index, text in
      TextBlock(text, TextStyle(weight: index == 0 ? .semibold : .regular, size: 8.8, colour: index == 0 ? BillStyle.warn : BillStyle.ink), gapAbove: index == 0 ? 0 : 2)
    }
    let height = blocks.reduce(18.0) { $0 + composer.set($1, width: width - 28).height }
    composer.document.artifact {
      composer.document.roundedRectangle(x: x, y: composer.y, width: width, height: height, radius: 7, BillStyle.warnTint)
    }
    try composer.text("P", blocks, x: x + 14, y: composer.y + 9, width: width - 28)
    composer.y += height + 14
  }

  /// The amount that matters, on a ground of its own, with what is said about it and, at the right, a code to pay by.
  func panel(_ label: String, _ amount: String, _ about: [String], code: PaymentCode?, _ composer: Composer) throws {
    let (x, width, top) = (composer.sheet.left, composer.sheet.contentWidth, composer.y)
    let side = 84.0
    let inner = code == nil ? width - 48 : width - 48 - side - 20
    let shaper = composer.document.press.shaper
    let large = BillStyle.large(language)
    let natural = shaper.width(amount, large, size: 36)
    let size = natural > inner * 0.58 ? 36 * inner * 0.58 / natural : 36
    let aboutBlocks = about.enumerated().map { index, text in
      let style = TextStyle(
        weight: index == 0 ? .semibold : .regular, size: index == 0 ? 9.5 : 8.2, colour: index == 0 ? BillStyle.panelInk : colours.panelMuted)
      return TextBlock(text, style, gapAbove: index == 0 ? 0 : 3)
    }
    let height = 108.0
    composer.document.artifact {
      composer.document.roundedRectangle(x: x, y: top, width: width, height: height, radius: 12, colours.panel)
    }
    try composer.text(
      "P",
      [TextBlock(label, TextStyle(weight: .regular, size: 9.5, colour: colours.panelMuted)),
       TextBlock(amount, TextStyle(weight: large, size: size, colour: BillStyle.panelInk))],
      x: x + 24, y: top + (size > 30 ? 20 : 26), width: inner)
    let aside = x + 24 + inner * 0.64
    let asideWidth = inner * 0.36
    let asideHeight = aboutBlocks.reduce(0) { $0 + composer.set($1, width: asideWidth).height }
    composer.document.artifact {
      composer.document.rectangle(x: aside - 16, y: top + 26, width: 0.75, height: height - 52, colours.panelRule)
    }
    try composer.text("P", aboutBlocks, x: aside, y: top + (height - asideHeight) / 2, width: asideWidth)
    if let code { try self.code(code, x: x + width - side - 14, y: top + 14, side: side, composer) }
    composer.y = top + height + 22
  }

  private func code(_ code: PaymentCode, x: Double, y: Double, side: Double, _ composer: Composer) throws {
    try composer.figure(x: x, y: y, width: side, height: side, alternative: code.about) {
      composer.document.roundedRectangle(x: x, y: y, width: side, height: side, radius: 4, BillStyle.panelInk)
      code.code.draw(on: composer.document, x: x + 2, y: y + 2, size: side - 4)
    }
  }

  /// Sections two beside each other where both fit, one below the other where they do not.
  func sections(_ sections: [BillSection], _ composer: Composer) throws {
    let half = (composer.sheet.contentWidth - BillPaper.columnGap) / 2
    var rest = sections[...]
    while let first = rest.popFirst() {
      let second = rest.first
      let heights = [first, second].compactMap { $0?.height(width: half, composer) }
      if let second, heights.max() ?? 0 < composer.sheet.floor - composer.sheet.laterTop {
        rest.removeFirst()
        try composer.need(heights.max() ?? 0)
        let top = composer.y
        try first.write(x: composer.sheet.left, width: half, composer)
        let end = composer.y
        composer.y = top
        try second.write(x: composer.sheet.left + half + BillPaper.columnGap, width: half, composer)
        composer.y = max(end, composer.y) + 20
      } else {
        if let height = heights.first, height < composer.sheet.floor - composer.sheet.laterTop { try composer.need(height) }
        try first.write(x: composer.sheet.left, width: second == nil && sections.count > 1 ? half : composer.sheet.contentWidth, composer)
        composer.y += 20
      }
    }
  }
}
