/// A fingerprint of a set of things, whatever their order: equal sets have equal ones, others differ but for chance.
///
/// Both sides of a comparison are added up in one pass each, so that nothing is looked up one by one. The keys are drawn
/// anew for every comparison, so that nobody can prepare a set that only looks equal.
struct Fingerprint {
  /// Drawn once for both sides of a comparison.
  struct Keys {
    fileprivate let a = UInt64.random(in: 1 ... .max) | 1
    fileprivate let b = UInt64.random(in: 1 ... .max) | 1
  }

  private let keys: Keys
  private(set) var count = 0
  private var low: UInt64 = 0
  private var high: UInt64 = 0
  private var state: UInt64 = 0

  init(_ keys: Keys) { self.keys = keys }

  /// Starts a thing; `mix` its numbers and `add` it.
  mutating func begin() { state = keys.a }

  mutating func mix(_ word: UInt64) { state = Fingerprint.fold(state ^ word, 0x8EBC_6AF0_9C88_C6E3) }
  mutating func mix(_ number: Int64) { mix(UInt64(bitPattern: number)) }

  mutating func add() {
    count += 1
    low &+= Fingerprint.fold(state, keys.b)
    high &+= Fingerprint.fold(state ^ keys.b, keys.a)
  }

  /// A text as one number to mix.
  func text(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = keys.b ^ UInt64(bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      state = Fingerprint.fold(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0x5899_65CC_7537_4CC3)
      offset += 8
    }
    var word: UInt64 = 0
    while offset < bytes.count {
      word = word << 8 | UInt64(bytes[offset])
      offset += 1
    }
    return Fingerprint.fold(state ^ word, 0xE703_7ED1_A0B4_28DB)
  }

  func isOf(_ other: Fingerprint) -> Bool { count == other.count && low == other.low && high == other.high }

  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low ^ (a &+ b)
  }
}
