import Primitives
import Seeds
import Testing

@Suite struct PackedExplanationTests {
  static func exact(_ seed: inout Seed) -> Exact {
    switch seed.pick([0, 1, 2, 3, 4]) {
    case 0: .zero
    case 1: Exact(unscaled: Int64(seed.pick([1, -1, 63, -64, 64, 1_000_000, -987_654_321])), scale: seed.pick([0, 2, 6, 12]))
    case 2: .ratio(seed.pick([1, -14, 29]), seed.pick([3, 31, 7]))
    case 3: Exact(unscaled: seed.pick([.max, .min]), scale: 3)
    default: Exact(digits: Int128(Int64.max) * 1_000 * (seed.flip() ? 1 : -1), scale: 24)
    }
  }

  static func explanation(_ seed: inout Seed) -> Explanation {
    var steps: [ExplanationStep] = []
    for _ in 0..<seed.pick([0, 1, 2, 5, 40]) {
      var step = ExplanationStep(seed.pick(ExplanationStep.Kind.allCases), amount: exact(&seed))
      if seed.flip() { step.label = seed.pick(["", "0–100", "2 half-up", "광랜 50 / peak", "a longer label than fits a machine word"]) }
      if seed.flip() { step.quantity = exact(&seed) }
      if seed.flip() { step.unitPrice = exact(&seed) }
      if seed.flip() { (step.numerator, step.denominator) = (seed.pick([14, -1, .max]), 31) }
      if seed.flip() { step.period = ServicePeriod(start: Day(number: seed.pick([-5, 0, 20_513])), end: Day(number: 20_544)) }
      steps.append(step)
    }
    return Explanation(steps)
  }

  static func packed(_ explanations: [Explanation]) -> [UInt8] {
    var writer = PackedExplanationWriter()
    for explanation in explanations { writer.append(explanation) }
    return writer.bytes
  }

  static func read(_ bytes: [UInt8]) -> [Explanation]? {
    bytes.withUnsafeBytes { bytes in
      var reader = PackedExplanationReader(bytes)
      var found: [Explanation] = []
      while !reader.isAtEnd {
        guard let next = reader.next() else { return nil }
        found.append(next)
      }
      return found
    }
  }

  @Test(arguments: Seed.some.prefix(100)) func whatIsWrittenIsReadBackToTheLastDigit(_ start: Seed) throws {
    var seed = start
    let explanations = (0..<20).map { _ in Self.explanation(&seed) }
    let bytes = Self.packed(explanations)
    let read = try #require(Self.read(bytes))
    #expect(read == explanations)
    // As written, not only as valued: 20.00 stays 20.00.
    #expect(read.flatMap(\.steps).map(\.amount.description) == explanations.flatMap(\.steps).map(\.amount.description))
    #expect(Self.packed(read) == bytes)
  }

  /// Each is found behind those that are passed over, with the labels that were first written there.
  @Test(arguments: Seed.some.prefix(50)) func onesPassedOverAreReadAllTheSame(_ start: Seed) throws {
    var seed = start
    let explanations = (0..<12).map { _ in Self.explanation(&seed) }
    let bytes = Self.packed(explanations)
    bytes.withUnsafeBytes { bytes in
      for place in explanations.indices {
        var reader = PackedExplanationReader(bytes)
        let passed = (0..<place).filter { _ in reader.skip() }.count
        let found = reader.next()
        #expect(passed == place && found == explanations[place])
      }
      var reader = PackedExplanationReader(bytes)
      let passed = explanations.filter { _ in reader.skip() }.count
      let goesOn = reader.skip()
      #expect(passed == explanations.count && reader.isAtEnd && !goesOn)
    }
    for length in 0..<bytes.count {
      Array(bytes[..<length]).withUnsafeBytes { cut in
        var reader = PackedExplanationReader(cut)
        var passed = 0
        while passed < explanations.count, reader.skip() { passed += 1 }
        #expect(passed < explanations.count)
      }
    }
  }

  @Test(arguments: Seed.some.prefix(20)) func damageIsNeverTakenForTheWhole(_ start: Seed) throws {
    var seed = start
    let explanations = (0..<3).map { _ in Self.explanation(&seed) }
    let bytes = Self.packed(explanations)
    // Cut anywhere, or with a bit turned, it is noticed or reads as something else; the program goes on in either case.
    for length in 0..<bytes.count { #expect(Self.read(Array(bytes[..<length]))?.count != explanations.count) }
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      if let read = Self.read(damaged) { #expect(Self.packed(read) != bytes || read == explanations) }
    }
  }

  @Test func everyKindHasANumberOfItsOwn() throws {
    let bytes = ExplanationStep.Kind.allCases.map { Self.packed([Explanation([ExplanationStep($0, amount: .zero)])])[1] }
    #expect(Set(bytes).count == ExplanationStep.Kind.allCases.count)
    // The numbers are part of stored facts; these must never change.
    #expect(bytes == Array(1...29))
  }
}
