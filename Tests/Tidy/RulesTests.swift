import Testing

/// Each rule finds what it is for and leaves the rest alone.
@Suite struct RulesTests {
  @Test(arguments: [
    ("let a = b!", true),
    ("let a = f()!.c", true),
    ("let a = list[0]!", true),
    ("var a: String!", true),
    ("if !a, a != b { }", false),
    ("let a = \"no! not this\"", false),
    ("// nor this!", false),
    ("let a = \"\\(b ?? \"x!\")\"", false),
    ("let a = try! f()", true),
    ("let a = b as! C", true),
    ("fatalError(\"no\")", true),
    ("/* fatalError( */ let a = 1", false),
  ])
  func traps(code: String, found: Bool) {
    #expect(Rules.noTraps(TextFile(path: "A.swift", text: code)).isEmpty == !found)
  }

  @Test(arguments: [
    ("import Foundation", true),
    ("let a: Double = 1", true),
    ("/// Never Double.", false),
    ("let doubled = 2", false),
    ("case uses(DoubleEntry)", false),
  ])
  func purity(code: String, found: Bool) {
    #expect(Rules.pureDomain(TextFile(path: "A.swift", text: code)).isEmpty == !found)
  }

  @Test(arguments: [
    ("public struct A {", true),
    ("/// An A.|public struct A {", false),
    ("/// An A.|@frozen|public struct A {", false),
    ("@inlinable public static func make() -> A {", true),
    ("public func twice() -> Int { 2 * value }", false),
    ("public enum Tag {}", false),
    ("public enum Kind: String { case a, b }", true),
    ("public init(a: Int) {", false),
    ("public var a: Int", false),
    ("public static func == (a: A, b: A) -> Bool {", false),
    ("struct A {", false),
    ("public import Primitives", false),
  ])
  func documentation(code: String, found: Bool) {
    #expect(Rules.documented(TextFile(path: "A.swift", text: String(code.map { $0 == "|" ? "\n" : $0 }))).isEmpty == !found)
  }

  @Test func lengthCountsLinesAndKnowsReasons() {
    let long = TextFile(path: "A.swift", text: String(repeating: "\n", count: Rules.longest))
    #expect(Rules.length(long, reasons: [:]).count == 1)
    #expect(Rules.length(long, reasons: ["A.swift": "a table"]).isEmpty)
    #expect(Rules.length(TextFile(path: "A.swift", text: "\n"), reasons: [:]).isEmpty)
  }

  @Test func leftoversAreWholeWords() {
    let word = "TO" + "DO"
    #expect(Rules.leftovers(TextFile(path: "A.swift", text: "// \(word): later")).count == 1)
    #expect(Rules.leftovers(TextFile(path: "A.swift", text: "let \(word)S = 1")).isEmpty)
  }

  @Test func proofsStandAbove() {
    let bare = "final class A: @unchecked Sendable {}"
    #expect(Rules.proofs(TextFile(path: "A.swift", text: bare)).count == 1)
    #expect(Rules.proofs(TextFile(path: "A.swift", text: "// Proof: immutable after init.\n" + bare)).isEmpty)
  }

  @Test func codesAreRead() {
    let text = "static let a = ProblemCode(\"catalog.tier-gap\"), b = ProblemCode(\"catalog.other\")\n/// `ProblemCode(\"not.this\")`"
    #expect(Rules.problemCodes(TextFile(path: "A.swift", text: text)) == ["catalog.tier-gap", "catalog.other"])
  }

  @Test func pathsOfOneMachineAreFound() {
    #expect(Rules.machinePaths(TextFile(path: "A.md", text: "see /wo" + "rk/main")).count == 1)
    #expect(Rules.machinePaths(TextFile(path: "A.md", text: "see Sources/main")).isEmpty)
  }
}
