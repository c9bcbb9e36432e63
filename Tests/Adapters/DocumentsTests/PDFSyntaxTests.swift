@testable import Documents
import Primitives
import Testing

/// The small parts a PDF is made of.
@Suite struct PDFSyntaxTests {
  private func written(_ write: (inout PDFBytes) -> Void) -> String {
    var bytes = PDFBytes()
    write(&bytes)
    return String(decoding: bytes.bytes, as: UTF8.self)
  }

  @Test(arguments: [(0.0, "0"), (1, "1"), (-1, "-1"), (12.345, "12.35"), (0.05, "0.05"), (-0.5, "-0.5"), (595.28, "595.28"), (0.001, "0"), (100.1, "100.1"), (-0.004, "0"), (7, "7"), (42, "42"), (999, "999"), (1000, "1000"), (12_345.678, "12345.68"), (0.995, "1")])
  func aPlaceIsWrittenToHundredths(_ value: Double, _ text: String) {
    #expect(written { $0.number(value) } == text)
  }

  @Test func aTextIsEscapedOrWrittenAsUTF16() {
    #expect(written { $0.text("A (b) \\") } == "(A \\(b\\) \\\\)")
    #expect(written { $0.text("ș김") } == "<FEFF0219AE40>")
    // Beyond the first plane: two units.
    #expect(written { $0.text("😀") } == "<FEFFD83DDE00>")
  }

  @Test func aNameKeepsOnlyRegularCharacters() {
    #expect(written { $0.name("text/xml") } == "/text#2Fxml")
    #expect(written { $0.name("A+B-c.1_ é") } == "/A+B-c.1_#20#C3#A9")
  }

  @Test func bytesOfAStringAreEscapedWhereAReaderWouldChangeThem() {
    #expect(written { bytes in [0x28, 0x29, 0x5C, 0x0D, 0x0A, 0x41].forEach { bytes.escaped($0) } } == "\\(\\)\\\\\\r\\nA")
  }

  @Test func documentsAreToldApartByEveryByte() {
    func identity(_ bytes: [UInt8]) -> [UInt8] {
      var identity = ContentIdentity()
      identity.add(bytes)
      return identity.bytes
    }
    let base = (0..<100).map { UInt8($0) }
    var seen: Set<[UInt8]> = [identity(base), identity([]), identity([0]), identity([0, 0])]
    #expect(seen.count == 4)
    for place in base.indices {
      var other = base
      other[place] ^= 1
      #expect(seen.insert(identity(other)).inserted)
    }
    #expect(identity(base) == identity(base))
    #expect(identity(base).count == 16)
  }

  @Test func theColourProfileIsWhatItsHeaderSays() throws {
    let bytes = SRGBProfile.bytes
    func long(_ place: Int) -> Int { bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) } }
    #expect(long(0) == bytes.count)
    #expect(String(decoding: bytes[12..<24], as: UTF8.self) == "mntrRGB XYZ ")
    #expect(String(decoding: bytes[36..<40], as: UTF8.self) == "acsp")
    let count = long(128)
    #expect(count == 10)
    for index in 0..<count {
      let (offset, size) = (long(132 + index * 12 + 4), long(132 + index * 12 + 8))
      #expect(offset % 4 == 0 && offset + size <= bytes.count)
    }
    // The three primaries make the white they were adapted to.
    func part(_ name: String, _ axis: Int) throws -> Double {
      let entry = try #require((0..<count).first { String(decoding: bytes[(132 + $0 * 12)..<(136 + $0 * 12)], as: UTF8.self) == name })
      return Double(long(long(132 + entry * 12 + 4) + 8 + axis * 4)) / 65536
    }
    for (axis, white) in [0.9642, 1, 0.8249].enumerated() {
      let sum = try ["rXYZ", "gXYZ", "bXYZ"].reduce(0) { $0 + (try part($1, axis)) }
      #expect(abs(sum - white) < 0.001)
    }
  }

  @Test func aCharacterMapSaysWhatEachIdentifierMeans() {
    let map = String(decoding: UnicodeMap.bytes((0..<150).map { GlyphMeaning(glyph: 1, text: "\(Character(Unicode.Scalar(0x4E00 + $0)!))") }), as: UTF8.self)
    #expect(map.contains("100 beginbfchar\n<0001><4E00>\n"))
    #expect(map.contains("50 beginbfchar\n<0065><4E64>\n"))
    #expect(map.contains("<0096><4E95>\nendbfchar"))
  }

  @Test func theMetadataClaimsWhatTheDocumentIs() {
    var metadata = Metadata(title: "Bill <1> & 2", author: "A", language: "en", day: Day("2026-04-01")!)
    var xmp = String(decoding: metadata.xmp(), as: UTF8.self)
    #expect(xmp.contains("<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>"))
    #expect(xmp.contains("<pdfuaid:part>1</pdfuaid:part>"))
    #expect(xmp.contains("Bill &lt;1&gt; &amp; 2"))
    #expect(xmp.contains("2026-04-01T00:00:00Z"))
    #expect(!xmp.contains("factur-x"))
    metadata.facturX = ("factur-x.xml", "EN 16931")
    xmp = String(decoding: metadata.xmp(), as: UTF8.self)
    #expect(xmp.contains("<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>"))
    #expect(xmp.contains("<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>"))
    #expect(xmp.components("pdfaProperty:name>") == 10)
  }

  @Test func aCodeHasItsThreeCornersAndOneTimingLine() throws {
    let code = try #require(QRCode("BCD\n002\n1\nSCT"))
    #expect(code.side >= 21 && (code.side - 17) % 4 == 0)
    for (row, column) in [(0, 0), (0, code.side - 7), (code.side - 7, 0)] {
      for step in 0..<7 {
        #expect(code.isDark(row: row, column: column + step) && code.isDark(row: row + step, column: column))
        #expect(code.isDark(row: row + 6, column: column + step) && code.isDark(row: row + step, column: column + 6))
      }
      #expect(!code.isDark(row: row + 1, column: column + 1) && code.isDark(row: row + 3, column: column + 3))
    }
    for place in 8..<(code.side - 8) { #expect(code.isDark(row: 6, column: place) == (place % 2 == 0)) }
    #expect(QRCode(String(repeating: "x", count: 5000)) == nil)
  }
}
