@testable import Documents
import Primitives
import Testing

/// From characters to glyphs and lines: directions, fonts, breaks, and the way back to characters.
@Suite struct TextShapingTests {
  private func shaper() throws -> Shaper { Shaper(try FontShelf()) }

  /// Runs and glyphs stand in the order of reading.
  private func said(_ text: ShapedText) -> String { text.runs.map { $0.glyphs.map(\.text).joined() }.joined() }

  @Test func runsAreSeenInTheOrderOfTheirLevels() {
    #expect(Bidirectional.visualOrder([0, 0]) == [0, 1])
    #expect(Bidirectional.visualOrder([1, 1]) == [1, 0])
    // Latin, Arabic with a number in it, Latin: the Arabic turns, the number inside it does not.
    #expect(Bidirectional.visualOrder([0, 1, 2, 1, 0]) == [0, 3, 2, 1, 4])
    #expect(Bidirectional.visualOrder([2, 1]) == [1, 0])
    #expect(Bidirectional.visualOrder([]) == [])
  }

  @Test func levelsAreAskedForOnlyWhereSomethingRunsFromTheRight() throws {
    #expect(Bidirectional.levels(Array("Ștefan 김민준 €1".unicodeScalars)) == nil)
    #expect(try #require(Bidirectional.levels(Array("ab جد".unicodeScalars))) == [0, 0, 0, 1, 1])
    #expect(try #require(Bidirectional.levels(Array("جد 12".unicodeScalars))) == [1, 1, 1, 2, 2])
  }

  @Test func eachScriptTakesTheFirstFontThatHasIt() throws {
    let shaper = try shaper()
    func fonts(_ text: String, _ weight: FontWeight = .regular) -> [String] { shaper.shape(text, weight).runs.map { shaper.shelf.fonts[$0.font].name } }
    #expect(fonts("Ștefan €1,20") == ["OpenSans-Regular"])
    #expect(fonts("Total", .light) == ["OpenSans-Light"])
    #expect(fonts("김민준 2026") == ["NanumBarunGothic", "OpenSans-Regular"])
    #expect(fonts("김민준", .bold) == ["NanumBarunGothicBold"])
    #expect(fonts("شركة") == ["NotoSansArabic-Regular"])
    #expect(fonts("₩") == ["NotoSans-Regular"])
  }

  @Test func digitsAreOfOneWidthAndSumToTheTextsWidth() throws {
    let shaper = try shaper()
    for weight in FontWeight.allCases {
      let widths = Set("0123456789".map { shaper.shape(String($0), weight).width })
      #expect(widths.count == 1)
      let one = try #require(widths.first)
      #expect(abs(shaper.shape("1111", weight).width - one * 4) < 0.0001)
    }
  }

  @Test func arabicIsSeenFromTheRightAndReadAsItWasWritten() throws {
    let shaper = try shaper()
    // A glyph for each letter in the order of the text, although lam and alef are one glyph to see.
    let word = shaper.shape("الاتصالات", .regular)
    #expect(said(word) == "الاتصالات")
    #expect(word.runs.allSatisfy { !$0.needsText && $0.runsBack })
    #expect(word.runs[0].glyphs.count == 9)
    // Joined forms: the letter in the middle is another glyph than the one that stands alone.
    let joined = Set(shaper.shape("ببب", .regular).runs[0].glyphs.map(\.glyph))
    #expect(joined.count == 3)
  }

  @Test func runsAreReadInTheOrderOfTheTextAndStandWhereTheyAreSeen() throws {
    let shaped = try shaper().shape("A شركة 12 عربية B", .regular)
    #expect(said(shaped) == "A شركة 12 عربية B")
    #expect(shaped.runs.map(\.runsBack).filter { $0 }.count >= 2 && !shaped.isFromLeft)
    // From left to right: A, the second word, 12, the first word, B.
    let seen = shaped.runs.sorted { $0.left < $1.left }.map { run in run.glyphs.map(\.text).joined().filter { $0 != " " } }.filter { !$0.isEmpty }
    #expect(seen == ["A", "عربية", "12", "شركة", "B"])
    // Each begins where its neighbour ends.
    var end = 0.0
    for run in shaped.runs.sorted(by: { $0.left < $1.left }) {
      #expect(abs(run.left - end) < 1e-9)
      end = run.left + run.width
    }
    #expect(abs(end - shaped.width) < 1e-9)
  }

  @Test(arguments: FontWeight.allCases) func whatIsKnownOfPairsIsWhatHarfBuzzSays(_ weight: FontWeight) throws {
    let shaper = try shaper()
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;/-+()%&@#'\"!?_·–—€£$−áéíóúüñçÁÑ¿ăâîșțĂȘȚàèòØßłőŠž’“”…\u{A0}".unicodeScalars)
    var state: UInt64 = 42
    // Not by HarfBuzz each time: otherwise this would compare it with itself.
    #expect(shaper.byPairs("Amount due 1,234.56 €", weight) != nil)
    for _ in 0..<400 {
      var text = String.UnicodeScalarView()
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      for _ in 0..<(1 + Int(state >> 33) % 40) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(letters[Int(state >> 33) % letters.count])
      }
      let (fast, whole) = (shaper.shape(String(text), weight), shaper.whole(String(text), weight))
      #expect(fast.width == whole.width && fast.runs.map(\.font) == whole.runs.map(\.font), "\(text)")
      for (one, other) in zip(fast.runs.flatMap(\.glyphs), whole.runs.flatMap(\.glyphs)) {
        #expect(one.glyph == other.glyph && one.advance == other.advance && one.own == other.own && one.shift == other.shift && one.text == other.text && other.rise == 0, "\(text)")
      }
    }
  }

  @Test func neighboursAreDrawnTogether() throws {
    let shaper = try shaper()
    func width(_ text: String) -> Double { shaper.shape(text, .regular).width }
    #expect(width("AV") < width("A") + width("V"))
    #expect(width("TAVA") == shaper.whole("TAVA", .regular).width)
  }

  @Test func aLetterAndItsPartsAreToldApart() throws {
    // Equal to each other as Swift compares texts; what came before must not show.
    let shaper = try shaper()
    #expect(shaper.shape("e\u{301}", .regular).runs.flatMap(\.glyphs).map(\.text).joined().unicodeScalars.count == 2)
    #expect(shaper.shape("\u{E9}", .regular).runs.flatMap(\.glyphs).map(\.text).joined().unicodeScalars.count == 1)
  }

  @Test func lettersThatMoveAreSaidWhole() throws {
    let shaped = try shaper().shape("हिन्दी", .regular)
    #expect(said(shaped) == "हिन्दी")
    #expect(shaped.runs[0].needsText)
  }

  @Test func whatNoFontHasIsShownAsMissingAndStillSaid() throws {
    let shaped = try shaper().shape("a😀b", .regular)
    #expect(shaped.runs.count == 3)
    #expect(shaped.runs[1].needsText && shaped.runs[1].text == "😀")
  }

  @Test func controlsAndMarksOfDirectionAreNotShown() throws {
    #expect(said(try shaper().shape("a\u{202E}b\u{0}c\u{2060}d\u{200B}", .regular)) == "abcd")
    #expect(said(try shaper().shape("12\u{A0}€", .regular)) == "12 €")
  }

  @Test func linesBreakAtBlanksAndNeverInAnAmount() throws {
    let breaker = LineBreaker(shaper: try shaper())
    func lines(_ text: String, _ width: Double) -> [String] {
      breaker.lines(text, .regular, size: 10, width: width).map(said)
    }
    #expect(lines("one two three", 1000) == ["one two three"])
    #expect(lines("one two three", 42) == ["one two", "three"])
    #expect(lines("about 1.234,56\u{A0}€ due", 60) == ["about", "1.234,56 €", "due"])
    #expect(lines("first\nsecond", 1000) == ["first", "second"])
    #expect(lines("Donaudampfschifffahrt", 50).joined() == "Donaudampfschifffahrt")
    #expect(lines("Donaudampfschifffahrt", 50).count > 1)
    #expect(lines("요금 안내문", 30) == ["요금", "안내문"])
    #expect(LineBreaker.pieces("a-b c/d 1-2") == ["a-", "b ", "c/", "d ", "1-2"])
    for line in breaker.lines("A longer sentence that has to be broken into several lines.", .regular, size: 10, width: 80) {
      #expect(line.width * 10 <= 80)
    }
  }

  @Test func fontsThatAreMissingAreNamedWithTheirPackages() throws {
    let rejection = try #require(throws: Rejection.self) { _ = try PDFPress(FontPlaces(folders: ["/nowhere"])) }
    let problem = try #require(rejection.problems.first)
    #expect(problem.code == .fontsMissing)
    #expect(problem.message.contains("OpenSans-Regular.ttf") && problem.message.contains("/nowhere"))
    #expect(problem.remedy.contains("apt-get install fonts-open-sans fonts-noto-core fonts-nanum"))
  }
}
