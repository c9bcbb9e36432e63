/// What a document is told apart by: a number of 128 bits made of its own bytes, so that equal documents have equal
/// identifiers and no clock is asked. It names, it does not protect.
struct ContentIdentity {
  private var first: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  mutating func add(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      var index = 0
      while index + 8 <= raw.count {
        mix(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        index += 8
      }
      mix(UInt64(raw.count))
      var rest: UInt64 = 0
      while index < raw.count {
        rest = rest << 8 | UInt64(raw[index])
        index += 1
      }
      mix(rest)
    }
  }

  private mutating func mix(_ word: UInt64) {
    first = (first ^ word) &* 0xFF51_AFD7_ED55_8CCD
    first ^= first >> 32
    second = (second &+ word ^ first) &* 0xC4CE_B9FE_1A85_EC53
    second = (second << 29) | (second >> 35)
  }

  var bytes: [UInt8] {
    var copy = self
    copy.mix(0)
    copy.mix(copy.second)
    return [copy.first, copy.second].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) } }
  }
}
