/// The colour space of every document, sRGB (IEC 61966-2-1), as an ICC profile of version 4 written from its figures.
enum SRGBProfile {
  static let bytes: [UInt8] = make()

  private static func make() -> [UInt8] {
    let curve = parametric([2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])
    let parts: [(names: [String], data: [UInt8])] = [
      (["desc"], text("sRGB IEC61966-2.1")), (["cprt"], text("No copyright, use freely")),
      // D50, the white of the connection space, and the primaries as seen under it.
      (["wtpt"], place(0.9642, 1, 0.8249)), (["rXYZ"], place(0.436066, 0.222488, 0.013916)),
      (["gXYZ"], place(0.385147, 0.716873, 0.097076)), (["bXYZ"], place(0.143066, 0.060608, 0.714096)),
      (["rTRC", "gTRC", "bTRC"], curve),
      // How colours under D65 were brought to D50 (Bradford).
      (["chad"], Array("sf32".utf8) + zeros(4) + [1.047882, 0.022918, -0.050217, 0.029586, 0.990478, -0.017075, -0.009247, 0.015075, 0.751678].flatMap(fixed)),
    ]
    var table: [UInt8] = []
    var data: [UInt8] = []
    let count = parts.reduce(0) { $0 + $1.names.count }
    let start = 128 + 4 + count * 12
    for part in parts {
      for name in part.names { table += Array(name.utf8) + long(start + data.count) + long(part.data.count) }
      data += part.data + zeros((4 - part.data.count % 4) % 4)
    }
    return header(size: start + data.count) + long(count) + table + data
  }

  private static func header(size: Int) -> [UInt8] {
    var bytes = long(size) + zeros(4) + [4, 0x20, 0, 0] + Array("mntrRGB XYZ ".utf8)
    // The day the profile says it was made: that of the standard's amendment, always the same.
    for part in [2003, 1, 1, 0, 0, 0] { bytes += [UInt8(part >> 8), UInt8(part & 0xFF)] }
    bytes += Array("acsp".utf8) + zeros(4 + 4 + 4 + 4 + 8 + 4)
    bytes += [0.9642, 1, 0.8249].flatMap(fixed)
    return bytes + zeros(128 - bytes.count)
  }

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  private static func long(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

  private static func fixed(_ value: Double) -> [UInt8] { long(Int((value * 65536).rounded())) }

  private static func place(_ x: Double, _ y: Double, _ z: Double) -> [UInt8] {
    Array("XYZ ".utf8) + zeros(4) + fixed(x) + fixed(y) + fixed(z)
  }

  private static func parametric(_ figures: [Double]) -> [UInt8] {
    Array("para".utf8) + zeros(4) + [0, 3, 0, 0] + figures.flatMap(fixed)
  }

  private static func text(_ text: String) -> [UInt8] {
    let units = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    return Array("mluc".utf8) + zeros(4) + long(1) + long(12) + Array("enUS".utf8) + long(units.count) + long(28) + units
  }
}
