import Primitives
import Templates
import Testing

/// Versions through their states: every sequence of steps beside a naive twin, and each refusal by its code.
@Suite struct TemplateHistoryTests {
  static let day = Day(number: 20_600)
  static func wish(_ by: String) -> TemplateHistory.Wish { .init(by: by, at: Instant(seconds: 1)) }

  static func history(_ count: Int = 1) -> TemplateHistory {
    TemplateHistory(
      code: "t",
      versions: (1...count).map { TemplateVersion(id: Int64($0), template: "t", number: $0, source: TemplateSource(text: [UInt8($0)]), by: "ana", at: Instant(seconds: 0)) })
  }

  private func code(_ work: () throws -> TemplateDecision) -> String {
    do {
      _ = try work()
      return "fine"
    } catch let rejection as Rejection {
      return rejection.problems.map(\.code.rawValue).joined()
    } catch {
      return "\(error)"
    }
  }

  @Test func whoDraftedOrProposedDoesNotRelease() throws {
    var history = Self.history()
    #expect(code { try history.releasing(nil, from: Self.day, lastIssued: nil, Self.wish("dan")) } == "template.wrong-state")
    history.decisions.append(try history.proposing(nil, Self.wish("ion")))
    for same in ["ana", "ion", " Ion ", "ANA"] {
      #expect(code { try history.releasing(nil, from: Self.day, lastIssued: nil, Self.wish(same)) } == "template.four-eyes")
    }
    #expect(code { try history.releasing(nil, from: Self.day, lastIssued: nil, Self.wish("  ")) } == "template.needs-name")
    history.decisions.append(try history.releasing(nil, from: Self.day, lastIssued: nil, Self.wish("dan")))
    #expect(history.state(of: 1) == .released && history.inForce(on: Self.day)?.number == 1 && history.inForce(on: Self.day.adding(days: -1)) == nil)
    #expect(code { try history.releasing(nil, from: Self.day, lastIssued: nil, Self.wish("dan")) } == "template.wrong-state")
    #expect(code { try history.proposing(9, Self.wish("dan")) } == "template.unknown")
    #expect(code { try TemplateHistory(code: "u").proposing(nil, Self.wish("dan")) } == "template.unknown")
  }

  @Test func issuedDocumentsKeepTheirLook() throws {
    var history = Self.history(2)
    history.decisions.append(try history.proposing(1, Self.wish("ana")))
    #expect(code { try history.releasing(nil, from: Self.day, lastIssued: Self.day, Self.wish("dan")) } == "template.too-early")
    history.decisions.append(try history.releasing(nil, from: Self.day.adding(days: 1), lastIssued: Self.day, Self.wish("dan")))
    #expect(code { try history.ending(from: Self.day.adding(days: 3), lastIssued: Self.day.adding(days: 3), Self.wish("dan")) } == "template.too-early")
    history.decisions.append(try history.ending(from: Self.day.adding(days: 4), lastIssued: Self.day.adding(days: 3), Self.wish("dan")))
    #expect(history.inForce(on: Self.day.adding(days: 3))?.number == 1 && history.inForce(on: Self.day.adding(days: 4)) == nil)
    #expect(code { try history.ending(from: Self.day.adding(days: 9), lastIssued: nil, Self.wish("dan")) } == "template.wrong-state")
  }

  private enum Step: CaseIterable { case propose, takeBack, release, end }

  /// All sequences of six steps on one version.
  @Test func everySequenceOfStepsStandsWhereItsTwinStands() throws {
    func walk(_ history: TemplateHistory, _ state: TemplateHistory.State, _ inForce: Bool, _ depth: Int) throws {
      #expect(history.state(of: 1) == state)
      #expect((history.inForce(on: Day(number: 30_000)) != nil) == inForce)
      if depth == 0 { return }
      for step in Step.allCases {
        var next = history
        let from = Self.day.adding(days: history.decisions.count)
        let decision = try? {
          switch step {
          case .propose: try history.proposing(nil, Self.wish("ana"))
          case .takeBack: try history.takingBack(Self.wish("dan"))
          case .release: try history.releasing(nil, from: from, lastIssued: from.adding(days: -1), Self.wish("dan"))
          case .end: try history.ending(from: from, lastIssued: from.adding(days: -1), Self.wish("dan"))
          }
        }()
        let allowed =
          switch step {
          case .propose: state == .draft
          case .takeBack, .release: state == .proposed
          case .end: inForce
          }
        #expect((decision != nil) == allowed, "\(step) at \(state)")
        guard let decision else { continue }
        next.decisions.append(decision)
        switch step {
        case .propose: try walk(next, .proposed, inForce, depth - 1)
        case .takeBack: try walk(next, .draft, inForce, depth - 1)
        case .release: try walk(next, .released, true, depth - 1)
        case .end: try walk(next, state, false, depth - 1)
        }
      }
    }
    try walk(Self.history(), .draft, false, 6)
  }

  @Test func theMostParticularTemplateIsADocuments() throws {
    func template(_ code: String, _ change: (inout TemplateSegment) -> Void) -> BillTemplate {
      var template = BillTemplate(code: code, name: code)
      change(&template.segment)
      return template
    }
    let all = template("all") { _ in }
    let spain = template("spain") { $0.countries = ["ES"] }
    let firms = template("firms") { $0.countries = ["ES"]; $0.customers = [.business] }
    let fibre = template("fibre") { $0.offerings = ["fibre"] }
    let firm = TemplateSegment.Subject(document: .invoice, seller: "es", country: "ES", segment: "business", customer: .business, offerings: ["mobile"])
    var person = firm
    person.customer = .person
    var abroad = person
    abroad.country = "RO"
    #expect([firm, person, abroad].map { TemplateChoice.choose([all, spain, firms], for: $0)?.code } == ["firms", "spain", "all"])
    #expect(TemplateChoice.choose([fibre], for: firm) == nil)
    #expect(throws: Rejection.self) { try TemplateChoice.requireAlone(spain, beside: [fibre]) }
    try TemplateChoice.requireAlone(spain, beside: [all, firms, template("romania") { $0.countries = ["RO"] }, template("spain") { $0.countries = ["ES"] }])
  }

  @Test func aTextFallsBackInTheWrittenOrder() {
    let text = TemplateText(["es": "hola", "ro": "salut"], fallback: ["en", "ro", "es"])
    #expect(text.text("es")?.text == "hola" && text.text("ko")?.language == "ro" && TemplateText(["es": "hola"], fallback: ["en"]).text("ko") == nil)
  }
}
