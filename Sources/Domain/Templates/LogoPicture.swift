/// A picture as its file says: bytes, and what its head tells of them.
public struct LogoPicture: Sendable, Hashable {
  /// The format of the file, with what only it says.
  public enum Form: Sendable, Hashable {
    case jpeg
    case png(PNGHead)
  }

  public var bytes: [UInt8]
  public var form: Form
  public var width: Int
  public var height: Int
  /// Colour channels without opacity: 1 for greys, 3 for colours.
  public var channels: Int

  public var mediaType: String {
    switch form {
    case .jpeg: "image/jpeg"
    case .png: "image/png"
    }
  }

  /// What a PNG says of its pixels (ISO/IEC 15948).
  public struct PNGHead: Sendable, Hashable {
    public var bitDepth: Int
    public var colour: Colour

    /// What the samples of a pixel are, by the number that the file has for it.
    public enum Colour: Int, Sendable, Hashable {
      case grey = 0
      case rgb = 2
      case palette = 3
      case greyWithOpacity = 4
      case rgbWithOpacity = 6
    }
  }

  /// Why a file cannot be a logo.
  public enum Mistake: Error, Sendable, Hashable {
    case tooLarge(bytes: Int)
    case tooManyPixels(width: Int, height: Int)
    case unknownKind
    case damaged
    case interlaced
    case deep(bits: Int)
    case printColours
  }

  public static let mostBytes = 512 * 1024
  public static let mostPixels = 2_000

  /// Reads the head of a PNG or JPEG.
  public init(_ bytes: [UInt8]) throws(Mistake) {
    if bytes.count > LogoPicture.mostBytes { throw .tooLarge(bytes: bytes.count) }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      try self.init(png: bytes)
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      try self.init(jpeg: bytes)
    } else {
      throw .unknownKind
    }
    guard width > 0, height > 0 else { throw .damaged }
    if width > LogoPicture.mostPixels || height > LogoPicture.mostPixels { throw .tooManyPixels(width: width, height: height) }
  }

  private init(png bytes: [UInt8]) throws(Mistake) {
    guard bytes.count > 33, Array(bytes[12..<16]) == Array("IHDR".utf8), let colour = PNGHead.Colour(rawValue: Int(bytes[25])) else { throw .damaged }
    func long(_ at: Int) -> Int { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
    let depth = Int(bytes[24])
    if bytes[28] != 0 { throw .interlaced }
    switch colour {
    case .grey, .palette: guard [1, 2, 4, 8].contains(depth) else { throw .deep(bits: depth) }
    case .rgb, .greyWithOpacity, .rgbWithOpacity: guard depth == 8 else { throw .deep(bits: depth) }
    }
    self.bytes = bytes
    form = .png(PNGHead(bitDepth: depth, colour: colour))
    (width, height) = (long(16), long(20))
    channels = colour == .grey || colour == .greyWithOpacity ? 1 : 3
  }

  private init(jpeg bytes: [UInt8]) throws(Mistake) {
    var at = 2
    while at + 9 < bytes.count, bytes[at] == 0xFF {
      let marker = bytes[at + 1]
      // A marker may be filled up with further bytes before it.
      if marker == 0xFF {
        at += 1
        continue
      }
      let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
      // Starts of frames, without the tables that are numbered among them.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        let parts = Int(bytes[at + 9])
        if parts == 4 { throw .printColours }
        guard bytes[at + 4] == 8, parts == 1 || parts == 3 else { throw .deep(bits: Int(bytes[at + 4])) }
        self.bytes = bytes
        form = .jpeg
        (width, height) = (Int(bytes[at + 7]) << 8 | Int(bytes[at + 8]), Int(bytes[at + 5]) << 8 | Int(bytes[at + 6]))
        channels = parts
        return
      }
      guard length >= 2 else { throw .damaged }
      at += 2 + length
    }
    throw .damaged
  }
}
