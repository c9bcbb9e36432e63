import Primitives
import Templates
import Testing

/// Contrast as WCAG 2.1 counts it.
@Suite struct BrandColourTests {
  @Test(arguments: [
    ("#000000", 2100), ("#FFFFFF", 100), ("#767676", 454), ("#777777", 447), ("#FF0000", 399), ("#0D6A4E", 658), ("#0000FF", 859), ("#FFD500", 142),
  ]) func contrastToWhite(_ text: String, _ hundredths: Int) throws {
    let colour = try #require(BrandColour(text: text))
    #expect(colour.contrastHundredths(to: .white) == hundredths)
    #expect(BrandColour.white.contrastHundredths(to: colour) == hundredths)
    #expect(colour.text == text)
  }

  @Test(arguments: ["", "#12345", "#1234567", "123456", "#GGGGGG", "#+12345", "#12 456"]) func noColours(_ text: String) { #expect(BrandColour(text: text) == nil) }

  @Test func aColourBecomesReadableWithAsLittleOfAnotherAsIsNeeded() {
    for hex: UInt32 in [0xFFD500, 0x777777, 0x78D5B0, 0xFFFFFF] {
      let found = BrandColour(hex).readable(on: .white, towards: .black)
      #expect(found.contrastHundredths(to: .white) >= 450, "\(found.text)")
    }
    #expect(BrandColour(0x0D6A4E).readable(on: .white, towards: .black) == BrandColour(0x0D6A4E))
  }

  @Test func mixingKeepsBothEnds() {
    let colour = BrandColour(0x123456)
    #expect(colour.mixed(0, of: .white) == colour && colour.mixed(100, of: .white) == .white)
    #expect(BrandColour.black.mixed(50, of: .white) == BrandColour(0x808080))
  }
}
