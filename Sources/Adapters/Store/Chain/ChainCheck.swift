import Operations

/// Proves one stream: every fact has its link, every link has its fact, and each follows from the one before.
///
/// Each fact is judged by the stored link before it, so that one changed row is one finding and not all behind it.
struct ChainCheck {
  static let law = "chain"

  private let stream: FactStream
  private let rows: ChainRows
  private let maker: LinkMaker
  private let facts: FactReader
  private var links: LinkReader
  private let report: (Finding) -> Void
  /// Called with the first row of every fact, the link before it, and the link that its rows give after that.
  private let each: ((Statement, Link, Link) throws -> Void)?
  /// Called now and then with how many facts were looked at.
  private let looked: (Int) -> Void
  private var previous: (number: Int64?, link: Link)
  private var linkCount: Int64 = 0
  private var factCount = 0
  /// The last fact, when it did not fit its link, with the link it would have.
  private var doubt: (number: Int64, gap: Int64?, would: Link)?

  init(
    _ stream: FactStream, _ c: Connection, _ maker: LinkMaker, each: ((Statement, Link, Link) throws -> Void)? = nil,
    _ looked: @escaping (Int) -> Void = { _ in }, _ report: @escaping (Finding) -> Void
  ) throws {
    self.stream = stream
    self.maker = maker
    self.report = report
    self.each = each
    self.looked = looked
    rows = ChainRows(c)
    facts = try FactReader(stream, c) { stray in
      report(Finding(ChainCheck.law, "\(stray.table) \(stray.number)", "row inserted: there is no \(stream.name) \(stray.number) that it belongs to"))
    }
    links = try LinkReader(stream, c)
    previous = (nil, maker.origin(stream.name))
  }

  /// Proves every stream of a snapshot but some; returns how many facts were looked at.
  static func all(
    _ c: Connection, _ maker: LinkMaker, but others: [FactStream] = [], _ looked: @escaping (Int) -> Void = { _ in },
    _ report: @escaping (Finding) -> Void
  ) throws -> Int {
    try FactStream.all.filter { stream in !others.contains { $0.id == stream.id } }.reduce(0) { count, stream in
      var check = try ChainCheck(stream, c, maker, each: nil, looked, report)
      return try count + check.run()
    }
  }

  /// - Returns: how many facts were looked at.
  mutating func run() throws -> Int {
    while try facts.next() {
      factCount += 1
      if factCount & 0xFFF == 0 { looked(factCount) }
      while let number = links.number, number < facts.number { try missing(number) }
      if links.number == facts.number {
        try compare()
      } else {
        maker.begin(after: previous.link)
        try facts.write(to: maker)
        try each?(facts.head, previous.link, maker.finish())
        find(facts.number, "row inserted: no link was made for it")
      }
    }
    while let number = links.number { try missing(number) }
    try settleDoubt(linkChanged: doubt?.would == (try rows.head(stream))?.link)
    try compareHead()
    return factCount
  }

  private mutating func compare() throws {
    let stored = links.link
    maker.begin(after: previous.link)
    try facts.write(to: maker)
    let made = maker.finish()
    var fits = made == stored
    if let doubt {
      // The one before is as it was written when this one fits the link that it would have.
      let linkChanged = !fits && maker.finish(after: doubt.would) == stored
      if linkChanged { fits = true }
      try settleDoubt(linkChanged: linkChanged)
    }
    if !fits {
      let gap = previous.number.map { $0 + 1 < facts.number } ?? false
      doubt = (facts.number, gap ? previous.number : nil, made)
    }
    try each?(facts.head, previous.link, made)
    try step(facts.number)
  }

  private mutating func missing(_ number: Int64) throws {
    try settleDoubt(linkChanged: false)
    find(number, "row missing: its link is there, the row is not")
    try step(number)
  }

  private mutating func step(_ number: Int64) throws {
    previous = (number, links.link)
    linkCount += 1
    try links.advance()
  }

  /// Says what is wrong with the fact in doubt.
  private mutating func settleDoubt(linkChanged: Bool) throws {
    guard let doubt else { return }
    self.doubt = nil
    if linkChanged {
      find(doubt.number, "link broken: the link was changed, the row is as it was written")
    } else if let gap = doubt.gap {
      find(doubt.number, "link broken: facts between \(gap) and this one are missing with their links, or this one was changed")
    } else {
      find(doubt.number, "row changed: it does not fit its link and the link before it")
    }
  }

  private func compareHead() throws {
    guard let head = try rows.head(stream) else {
      if linkCount > 0 { report(Finding(ChainCheck.law, stream.name, "head missing: \(linkCount) links are there")) }
      return
    }
    if head.lastNumber > previous.number ?? 0 {
      let from = (previous.number ?? 0) + 1
      report(
        Finding(
          ChainCheck.law, "\(stream.name) \(from)", "rows missing with their links: from \(from) to \(head.lastNumber), which the head names"))
    } else if head.factCount != linkCount {
      report(Finding(ChainCheck.law, stream.name, "the head counts \(head.factCount) facts, there are \(linkCount) links"))
    } else if head.link != previous.link {
      report(Finding(ChainCheck.law, "\(stream.name) \(head.lastNumber)", "link broken: the head names another link"))
    }
  }

  private func find(_ number: Int64, _ message: String) {
    report(Finding(ChainCheck.law, "\(stream.name) \(number)", message))
  }
}
