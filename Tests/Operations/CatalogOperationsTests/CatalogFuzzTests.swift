import Operations
import Primitives
import Seeds
import Testing

/// However a good catalog is damaged, the answer is a release or problems that each say where.
@Suite struct CatalogFuzzTests {
  @Test(arguments: Seed.some)
  func damagedCatalogsAreAnsweredWithPlaces(_ start: Seed) {
    var seed = start
    for _ in 0..<5 {
      let bytes = damaged(&seed)
      let source = CatalogSource(files: [.init(name: "small.yaml", bytes: bytes)])
      do throws(Rejection) {
        _ = try SmallCatalog.reader.read(source)
      } catch {
        #expect(!error.problems.isEmpty, "\(start)")
        for problem in error.problems {
          #expect(problem.place?.file == "small.yaml", "\(start): \(problem)")
          #expect(!problem.message.isEmpty && !problem.remedy.isEmpty, "\(start): \(problem)")
        }
      }
    }
  }

  private func damaged(_ seed: inout Seed) -> [UInt8] {
    var bytes = Array(seed.pick([SmallCatalog.text, UsagePriceCheckTests.text]).utf8)
    let words = ["- ", ": ", "{", "}", "[", "]", "\t", "&a ", "*a", "\n", "'", "\"", "#", "!!", "|", "99999999999999999999", "-1", "2026-02-30", "\0", "é", "null", "? "]
    for _ in 0..<seed.number(1...4) {
      let at = seed.number(0...(bytes.count - 1))
      switch seed.number(0...4) {
      case 0: bytes[at] = UInt8(seed.number(0...255))
      case 1: bytes.removeSubrange(at..<min(bytes.count, at + seed.number(1...40)))
      case 2: bytes.insert(contentsOf: Array(seed.pick(words).utf8), at: at)
      case 3: bytes.removeSubrange(max(1, at)...)
      default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + seed.number(1...80))], at: seed.number(0...(bytes.count - 1)))
      }
      if bytes.count < 2 { break }
    }
    return bytes
  }
}
