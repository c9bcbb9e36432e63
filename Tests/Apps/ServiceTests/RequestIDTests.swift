import Foundation
import Testing

@testable import Bootstrap

@Suite struct RequestIDTests {
  @Test(arguments: [
    (UInt64.min, UInt64.min, "00000000-0000-4000-8000-000000000000"), (.max, .max, "ffffffff-ffff-4fff-bfff-ffffffffffff"),
    (0x0123_4567_89AB_CDEF, 0x0123_4567_89AB_CDEF, "01234567-89ab-4def-8123-456789abcdef"),
  ]) func bytesAsText(_ high: UInt64, _ low: UInt64, _ expected: String) { #expect(RequestID.text(high, low) == expected) }

  @Test func eachIsAnotherUUID() {
    let some = (0..<100).map { _ in RequestID.random() }
    #expect(Set(some).count == 100 && some.allSatisfy { UUID(uuidString: $0)?.uuidString.lowercased() == $0 })
  }
}
