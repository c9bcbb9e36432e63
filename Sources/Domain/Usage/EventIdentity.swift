/// The 64-bit mark under which an event's identity (`source` and `id` together) is looked up.
///
/// It only finds candidates: whether two events are the same is always decided on the full source and id. The
/// function is part of the stored format, so it must give the same mark for ever.
public struct IdentityMark: Sendable {
  /// How many of the 64 bits are kept; tests keep few of them to force collisions.
  public let keptBits: Int
  /// Without knowing it, nobody can make identities that have one mark; 0 where that does no harm.
  public let key: UInt64

  public init(keptBits: Int = 64, key: UInt64 = 0) {
    self.keptBits = min(64, max(0, keptBits))
    self.key = key
  }

  /// The mark of one identity.
  public func of(source: UnsafeBufferPointer<UInt8>, id: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = IdentityMark.fold(UInt64(source.count) ^ 0x9E37_79B9_7F4A_7C15 ^ key, UInt64(id.count) ^ 0xD1B5_4A32_D192_ED03)
    state = IdentityMark.absorb(source, state)
    state = IdentityMark.absorb(id, state)
    state = IdentityMark.fold(state ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
    return keptBits == 64 ? state : keptBits == 0 ? 0 : state << UInt64(64 - keptBits)
  }

  private static func absorb(_ bytes: UnsafeBufferPointer<UInt8>, _ start: UInt64) -> UInt64 {
    guard let base = bytes.baseAddress else { return start }
    let raw = UnsafeRawPointer(base)
    var state = start
    var offset = 0
    while offset + 8 <= bytes.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      state = fold(state ^ word, 0x8EBC_6AF0_9C88_C6E3)
      offset += 8
    }
    if offset < bytes.count {
      var word: UInt64 = 0
      var shift: UInt64 = 0
      while offset < bytes.count {
        word |= UInt64(bytes[offset]) << shift
        shift += 8
        offset += 1
      }
      state = fold(state ^ word, 0x5899_65CC_7537_4CC3)
    }
    return state
  }

  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low ^ (a &+ b)
  }
}
