public import Primitives

extension ProblemCode {
  /// There is no such template, or no such version of it.
  public static let unknownTemplate = ProblemCode("template.unknown")
  /// The version does not stand where this could be done with it.
  public static let templateState = ProblemCode("template.wrong-state")
  /// Whoever drafted or proposed a version cannot release it.
  public static let templateFourEyes = ProblemCode("template.four-eyes")
  /// Documents were issued by then, and they keep the look they were issued with.
  public static let templateTooEarly = ProblemCode("template.too-early")
  /// Nobody is named who does it.
  public static let templateNeedsName = ProblemCode("template.needs-name")
}

extension TemplateHistory {
  /// What somebody wants done with a template.
  public struct Wish: Sendable, Hashable {
    public var by: String
    public var at: Instant
    public var note: String

    public init(by: String, at: Instant, note: String = "") {
      self.by = by
      self.at = at
      self.note = note
    }
  }

  /// Whether the template says something else than its newest version.
  public func isNew(_ source: TemplateSource) -> Bool { versions.last?.source != source }

  /// - Throws: `Rejection` (`template.needs-name`).
  public static func requireName(_ by: String) throws(Rejection) {
    guard by.allSatisfy(\.isWhitespace) else { return }
    throw Rejection(Problem(.templateNeedsName, path: "by", "nothing says who does this", remedy: "name the person with --by; it is written down for good"))
  }

  /// Proposes a version for release.
  ///
  /// - Parameter number: the newest version when `nil`.
  /// - Throws: `Rejection` (`template.unknown`, `template.wrong-state`, `template.needs-name`).
  public func proposing(_ number: Int?, _ wish: Wish) throws(Rejection) -> TemplateDecision {
    try TemplateHistory.requireName(wish.by)
    let version = try known(number ?? versions.last?.number)
    switch state(of: version.number) {
    case .draft: return decision(version, .proposed, wish)
    case .proposed: throw wrong(version, "is proposed already", "have somebody else release it: `florin template release \(code)`")
    case .released: throw wrong(version, "was released", "put a new version with what is to change")
    }
  }

  /// Releases what was proposed, for documents issued on a day and later.
  ///
  /// - Parameter lastIssued: the newest day of issue of any document.
  /// - Throws: `Rejection` (`template.four-eyes`, `template.too-early`, `template.wrong-state`, `template.unknown`, `template.needs-name`).
  public func releasing(_ number: Int?, from: Day, lastIssued: Day?, _ wish: Wish) throws(Rejection) -> TemplateDecision {
    try TemplateHistory.requireName(wish.by)
    let version = try known(number ?? proposal?.number ?? versions.last?.number)
    guard state(of: version.number) == .proposed else {
      throw wrong(
        version, state(of: version.number) == .released ? "was released already" : "is a draft that nobody proposed",
        state(of: version.number) == .released ? "put a new version with what is to change" : "propose it first: `florin template propose \(code)`")
    }
    let others = [("drafted", version.by), ("proposed", decisions.last { $0.version == version.number && $0.kind == .proposed }?.by ?? "")]
    if let (what, _) = others.first(where: { TemplateHistory.isSame($0.1, wish.by) }) {
      throw Rejection(
        Problem(
          .templateFourEyes, path: "by", "\(wish.by) \(what) version \(version.number) of \(code), and a release takes a second pair of eyes",
          remedy: "have somebody else look at it (`florin template preview`, `florin template test`) and release it"))
    }
    try require(from, after: lastIssued)
    return decision(version, .released(from: from), wish)
  }

  /// Takes a proposal back: its version is a draft again.
  public func takingBack(_ wish: Wish) throws(Rejection) -> TemplateDecision {
    try TemplateHistory.requireName(wish.by)
    let newest = try known(versions.last?.number)
    guard let proposal else {
      throw wrong(newest, "is not proposed", "to end what is in force, say from which day: `florin template withdraw \(code) --from DAY`")
    }
    return decision(proposal, .takenBack, wish)
  }

  /// Takes the template out of force for documents issued on a day and later.
  ///
  /// - Parameter lastIssued: the newest day of issue of any document.
  public func ending(from: Day, lastIssued: Day?, _ wish: Wish) throws(Rejection) -> TemplateDecision {
    try TemplateHistory.requireName(wish.by)
    let newest = try known(versions.last?.number)
    guard let version = inForce(on: from) else { throw wrong(newest, "is not in force on \(from)", "`florin template show \(code)` says what is in force when") }
    try require(from, after: lastIssued)
    return decision(version, .ended(from: from), wish)
  }

  private func decision(_ version: TemplateVersion, _ kind: TemplateDecision.Kind, _ wish: Wish) -> TemplateDecision {
    TemplateDecision(id: 0, version: version.number, kind: kind, by: wish.by, at: wish.at, note: wish.note)
  }

  private func known(_ number: Int?) throws(Rejection) -> TemplateVersion {
    if let number, let version = version(number) { return version }
    throw Rejection(
      versions.isEmpty
        ? Problem(.unknownTemplate, path: "template", "there is no template \"\(code)\"", remedy: "`florin template list` names those there are")
        : Problem(
          .unknownTemplate, path: "version", "template \(code) has no version \(number ?? 0)", remedy: "its versions are 1 to \(versions.count): `florin template show \(code)`"))
  }

  private func wrong(_ version: TemplateVersion, _ what: String, _ remedy: String) -> Rejection {
    Rejection(Problem(.templateState, path: "version", "version \(version.number) of \(code) \(what)", remedy: remedy))
  }

  /// Documents keep the look they were issued with.
  private func require(_ from: Day, after lastIssued: Day?) throws(Rejection) {
    guard let lastIssued, from <= lastIssued else { return }
    throw Rejection(
      Problem(
        .templateTooEarly, path: "from", "documents were issued on \(lastIssued), and they keep the look they were issued with",
        remedy: "let it begin on \(lastIssued.adding(days: 1)) or later"))
  }

  /// Whether two names are one person's, as far as names tell.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    func plain(_ name: String) -> String { name.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased() }
    return plain(a) == plain(b)
  }
}
