import Primitives
import Testing

@Suite struct ExactTests {
  @Test func aFractionRoundsOnceOnly() {
    let share = Exact(100) * Exact.ratio(14, 31)
    #expect(share.decimalText(maximumDigits: 10) == "45.1612903226")
    #expect((share * Exact("1.17")!).rounded(2, .halfUp) == Exact("52.84")!)
  }
}
