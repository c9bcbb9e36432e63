import CDeflate
import Templates

/// A picture as documents carry it: what a PDF says of it, and its bytes ready for the file.
struct PreparedPicture: Sendable {
  private let dictionary: PDFBytes
  private let data: [UInt8]
  /// Whether `data` is compressed by Deflate; else it is as its own format has it.
  private let isDeflated: Bool
  /// How much of each pixel is seen, where not all of them are wholly.
  private let opacity: [UInt8]?
  private let size: PDFBytes
  /// Tells it from other pictures.
  let identity: [UInt8]

  /// - Returns: `nil` when the pixels cannot be read.
  init?(_ picture: LogoPicture) {
    var size = PDFBytes("/Type/XObject/Subtype/Image/Width ")
    size.integer(picture.width)
    size.raw("/Height ")
    size.integer(picture.height)
    size.raw("/BitsPerComponent 8/ColorSpace")
    self.size = size
    var identity = ContentIdentity()
    identity.add(picture.bytes)
    self.identity = identity.bytes
    var dictionary = size
    switch picture.form {
    case .jpeg:
      dictionary.raw(picture.channels == 1 ? "/DeviceGray/Filter/DCTDecode" : "/DeviceRGB/Filter/DCTDecode")
      (data, isDeflated, opacity) = (picture.bytes, false, nil)
    case .png(let head):
      guard let pixels = PNGPixels(picture, head) else { return nil }
      dictionary.raw(picture.channels == 1 ? "/DeviceGray" : "/DeviceRGB")
      let deflater = Deflater(level: 6)
      (data, isDeflated) = (deflater.compress(pixels.colours), true)
      opacity = pixels.opacity.contains { $0 != 255 } ? deflater.compress(pixels.opacity) : nil
    }
    self.dictionary = dictionary
  }

  /// Writes the picture and, where it has one, its opacity.
  func write(_ id: ObjectID, to writer: inout ObjectWriter) throws {
    var dictionary = dictionary
    if let opacity {
      let mask = writer.reserve()
      var about = size
      about.raw("/DeviceGray")
      try writer.writeStream(mask, about, opacity, isCompressed: true)
      dictionary.raw("/SMask ")
      dictionary.reference(mask)
    }
    try writer.writeStream(id, dictionary, data, isCompressed: isDeflated, compress: false)
  }
}

extension PDFDocument {
  /// Takes a picture into the document; gives the place by which pages name it.
  func add(_ picture: PreparedPicture) throws -> Int {
    if let known = pictures[picture.identity] { return known }
    let id = writer.reserve()
    try picture.write(id, to: &writer)
    forms.append(id)
    tracer?.picture(picture)
    pictures[picture.identity] = forms.count - 1
    return forms.count - 1
  }

  func show(picture: Int, x: Double, y: Double, width: Double, height: Double) {
    drawing.show(picture: picture, x: x, y: y, width: width, height: height)
  }
}

extension Drawing {
  /// Shows a picture, which a PDF holds as a square of one point, at its size.
  mutating func show(picture: Int, x: Double, y: Double, width: Double, height: Double) {
    content.raw("q ")
    content.number(width)
    content.raw(" 0 0 ")
    content.number(height)
    content.space()
    place(x, y + height)
    content.raw("cm /X")
    content.integer(picture)
    content.raw(" Do Q\n")
  }
}
