import Primitives
import Testing

@testable import Operations

/// When keys are read again, moment by moment: what happens, and what is done about it.
@Suite struct KnownKeysTests {
  static let one = IssuerKey(id: "one", material: .ed25519([1]))
  static let two = IssuerKey(id: "two", material: .ed25519([2]))

  enum Event { case ask(String?), doubt(String?), took([IssuerKey]), failed }

  @Test func keysAreReadWhenTheyAreOldOrAnotherIsAskedFor() {
    var known = KnownKeys(keysSeconds: 900, refreshSeconds: 10)
    let table: [(Int64, Event, KnownKeys.Step?)] = [
      (0, .ask("one"), .read), (0, .failed, nil), (1, .ask("one"), .silent), (10, .ask("one"), .silent), (11, .ask("one"), .read), (11, .took([Self.one]), nil),
      (12, .ask("one"), .use([Self.one])), (12, .ask(nil), .use([Self.one])),
      // Another one is asked for: at once only when the last reading is a while ago.
      (13, .ask("two"), .use([Self.one])), (22, .ask("two"), .read), (22, .took([Self.one, Self.two]), nil), (23, .ask("two"), .use([Self.one, Self.two])),
      // Old, and the issuer does not answer: they serve for an hour more.
      (921, .ask("one"), .use([Self.one, Self.two])), (922, .ask("one"), .read), (922, .failed, nil), (923, .ask("one"), .use([Self.one, Self.two])),
      (933, .ask("one"), .read), (933, .failed, nil), (4521, .ask("one"), .read), (4521, .failed, nil), (4522, .ask("one"), .silent),
      (4540, .ask("one"), .read), (4540, .took([Self.one]), nil), (4541, .ask("one"), .use([Self.one])),
      // Those that are known did not sign it: at once only when the last reading is a while ago.
      (4542, .doubt("one"), .use([Self.one])), (4550, .doubt(nil), .use([Self.one])), (4551, .doubt("one"), .read), (4551, .took([Self.two]), nil),
      (4552, .doubt("two"), .use([Self.two])), (4562, .doubt(nil), .read), (4562, .failed, nil), (4563, .doubt(nil), .use([Self.two])),
      // A clock that was set back.
      (100, .ask("one"), .read),
    ]
    for (row, (second, event, step)) in table.enumerated() {
      let now = Instant(seconds: 1_000_000 + second)
      switch event {
      case .ask(let id): #expect(known.step(for: id, at: now) == step, "row \(row)")
      case .doubt(let id): #expect(known.step(for: id, isDoubted: true, at: now) == step, "row \(row)")
      case .took(let keys): known.took(keys, at: now)
      case .failed: known.failed("it sleeps", at: now)
      }
    }
  }
}
