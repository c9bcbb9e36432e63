import Testing
import Usage

struct IdentityMarkTests {

  @Test func dependsOnSourceAndIdAndTheirBorder() {
    #expect(mark("ab", "c") != mark("a", "bc"))
    #expect(mark("a", "b") != mark("b", "a"))
    #expect(mark("", "x") != mark("x", ""))
    #expect(mark("s", "12345678") != mark("s", "123456789"))
    #expect(mark("s", "id") == mark("s", "id"))
  }

  @Test func spreadsEvenlyOverItsLeadingBits() {
    var counts = [Int](repeating: 0, count: 64)
    for number in 0..<64_000 { counts[Int(mark("switch", "id-\(number)") >> 58)] += 1 }
    #expect(counts.allSatisfy { $0 > 850 && $0 < 1150 })
  }

  @Test func keepsOnlyAsManyBitsAsAsked() {
    #expect(mark("a", "b", bits: 0) == 0)
    #expect(mark("a", "b", bits: 3) & (UInt64.max >> 3) == 0)
  }

  private func mark(_ source: String, _ id: String, bits: Int = 64) -> UInt64 {
    var (source, id) = (source, id)
    return source.withUTF8 { s in id.withUTF8 { IdentityMark(keptBits: bits).of(source: s, id: $0) } }
  }
}
