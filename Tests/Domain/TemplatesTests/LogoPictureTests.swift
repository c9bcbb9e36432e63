import Templates
import Testing

/// What the heads of pictures say, and which pictures are refused.
@Suite struct LogoPictureTests {
  static func png(width: Int = 3, height: Int = 2, depth: UInt8 = 8, colour: UInt8 = 6, interlaced: UInt8 = 0) -> [UInt8] {
    func long(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + long(13) + Array("IHDR".utf8) + long(width) + long(height) + [depth, colour, 0, 0, interlaced] + long(0)
      + [UInt8](repeating: 0, count: 12)
  }

  static func jpeg(parts: UInt8 = 3, depth: UInt8 = 8) -> [UInt8] {
    [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC2, 0, 11, depth, 0, 40, 0, 120, parts] + [UInt8](repeating: 0, count: 12)
  }

  @Test func headsAreRead() throws {
    let png = try LogoPicture(Self.png())
    #expect(png.width == 3 && png.height == 2 && png.channels == 3 && png.mediaType == "image/png")
    #expect(try LogoPicture(Self.png(colour: 0)).channels == 1)
    let jpeg = try LogoPicture(Self.jpeg())
    #expect(jpeg.width == 120 && jpeg.height == 40 && jpeg.channels == 3 && jpeg.form == .jpeg)
  }

  @Test(arguments: [
    (Self.png(interlaced: 1), LogoPicture.Mistake.interlaced), (Self.png(depth: 16), .deep(bits: 16)), (Self.png(width: 0), .damaged),
    (Self.png(width: 9_999), .tooManyPixels(width: 9_999, height: 2)), (Self.png(colour: 5), .damaged), (Array(Self.png().prefix(20)), .damaged),
    (Self.jpeg(parts: 4), .printColours), (Self.jpeg(depth: 12), .deep(bits: 12)), (Array(Self.jpeg().prefix(9)), .damaged), (Array("GIF89a".utf8), .unknownKind), ([], .unknownKind),
    ([UInt8](repeating: 0, count: 600_000), .tooLarge(bytes: 600_000)),
  ]) func refused(_ bytes: [UInt8], _ mistake: LogoPicture.Mistake) {
    #expect(throws: mistake) { try LogoPicture(bytes) }
  }

  /// Whatever comes in, it is read or refused.
  @Test func brokenHeadsAreRefusedNotTrusted() {
    for sample in [Self.png(), Self.jpeg()] {
      for place in sample.indices {
        for value: UInt8 in [0, 1, 0x7F, 0xFF] {
          var bytes = sample
          bytes[place] = value
          _ = try? LogoPicture(bytes)
          _ = try? LogoPicture(Array(bytes.prefix(place)))
        }
      }
    }
  }
}
