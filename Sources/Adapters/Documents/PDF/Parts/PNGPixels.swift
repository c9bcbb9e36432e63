import CDeflate
import Templates

/// The pixels of a PNG (ISO/IEC 15948), 8 bits a channel: colours, and how much of each is seen.
struct PNGPixels {
  private(set) var colours: [UInt8] = []
  private(set) var opacity: [UInt8] = []

  /// - Returns: `nil` when the file is cut off or damaged.
  init?(_ picture: LogoPicture, _ head: LogoPicture.PNGHead) {
    guard let parts = Parts(picture.bytes) else { return nil }
    let samples = head.colour.samples
    let rowBytes = (picture.width * samples * head.bitDepth + 7) / 8
    guard let filtered = PNGPixels.inflated(parts.data, to: (rowBytes + 1) * picture.height),
      let rows = PNGPixels.unfiltered(filtered, rowBytes, picture.height, step: max(1, samples * head.bitDepth / 8))
    else { return nil }
    let count = picture.width * picture.height
    colours.reserveCapacity(count * picture.channels)
    opacity.reserveCapacity(count)
    if head.colour == .palette, parts.palette.count % 3 != 0 || parts.palette.isEmpty { return nil }
    for row in 0..<picture.height {
      let start = row * rowBytes
      for column in 0..<picture.width {
        switch head.colour {
        case .grey:
          let value = PNGPixels.sample(rows, start, column, head.bitDepth)
          colours.append(UInt8(value * 255 / (1 << head.bitDepth - 1)))
          opacity.append(parts.transparent.count >= 2 && value == Int(parts.transparent[1]) ? 0 : 255)
        case .palette:
          let value = PNGPixels.sample(rows, start, column, head.bitDepth)
          guard value * 3 + 2 < parts.palette.count else { return nil }
          colours += parts.palette[(value * 3)...(value * 3 + 2)]
          opacity.append(value < parts.transparent.count ? parts.transparent[value] : 255)
        case .rgb:
          let pixel = rows[(start + column * 3)...(start + column * 3 + 2)]
          colours += pixel
          opacity.append(parts.transparent.count >= 6 && pixel.elementsEqual([1, 3, 5].map { parts.transparent[$0] }) ? 0 : 255)
        case .greyWithOpacity:
          colours.append(rows[start + column * 2])
          opacity.append(rows[start + column * 2 + 1])
        case .rgbWithOpacity:
          colours += rows[(start + column * 4)...(start + column * 4 + 2)]
          opacity.append(rows[start + column * 4 + 3])
        }
      }
    }
  }

  private static func sample(_ rows: [UInt8], _ start: Int, _ column: Int, _ depth: Int) -> Int {
    let bit = column * depth
    return Int(rows[start + bit / 8]) >> (8 - depth - bit % 8) & (1 << depth - 1)
  }

  /// The chunks that say something of the pixels.
  private struct Parts {
    var data: [UInt8] = []
    var palette: [UInt8] = []
    var transparent: [UInt8] = []

    init?(_ bytes: [UInt8]) {
      var at = 8
      while at + 12 <= bytes.count {
        let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
        guard at + 12 + length <= bytes.count else { return nil }
        let body = bytes[(at + 8)..<(at + 8 + length)]
        switch String(decoding: bytes[(at + 4)..<(at + 8)], as: UTF8.self) {
        case "IDAT": data += body
        case "PLTE": palette = Array(body)
        case "tRNS": transparent = Array(body)
        case "IEND": return
        default: break
        }
        at += 12 + length
      }
      return nil
    }
  }

  private static func inflated(_ data: [UInt8], to count: Int) -> [UInt8]? {
    guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
    defer { libdeflate_free_decompressor(decompressor) }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { room, initialised in
      var made = 0
      let result = data.withUnsafeBytes { libdeflate_zlib_decompress(decompressor, $0.baseAddress, $0.count, room.baseAddress, count, &made) }
      isWhole = result == LIBDEFLATE_SUCCESS && made == count
      initialised = isWhole ? count : 0
    }
    return isWhole ? bytes : nil
  }

  /// Undoes the filters of the rows (ISO/IEC 15948, 9).
  private static func unfiltered(_ filtered: [UInt8], _ rowBytes: Int, _ height: Int, step: Int) -> [UInt8]? {
    var rows = [UInt8](repeating: 0, count: rowBytes * height)
    for row in 0..<height {
      let (from, to) = (row * (rowBytes + 1), row * rowBytes)
      let filter = filtered[from]
      guard filter <= 4 else { return nil }
      for index in 0..<rowBytes {
        let left = index >= step ? Int(rows[to + index - step]) : 0
        let above = row > 0 ? Int(rows[to + index - rowBytes]) : 0
        let corner = row > 0 && index >= step ? Int(rows[to + index - rowBytes - step]) : 0
        let guess: Int
        switch filter {
        case 0: guess = 0
        case 1: guess = left
        case 2: guess = above
        case 3: guess = (left + above) / 2
        default: guess = nearest(left, above, corner)
        }
        rows[to + index] = UInt8(truncatingIfNeeded: Int(filtered[from + 1 + index]) + guess)
      }
    }
    return rows
  }

  /// Paeth's choice: of three neighbours the one nearest to where the slope leads.
  private static func nearest(_ left: Int, _ above: Int, _ corner: Int) -> Int {
    let target = left + above - corner
    let (a, b, c) = (abs(target - left), abs(target - above), abs(target - corner))
    return a <= b && a <= c ? left : b <= c ? above : corner
  }
}

extension LogoPicture.PNGHead.Colour {
  /// How many samples a pixel has.
  var samples: Int {
    switch self {
    case .grey, .palette: 1
    case .greyWithOpacity: 2
    case .rgb: 3
    case .rgbWithOpacity: 4
    }
  }
}
