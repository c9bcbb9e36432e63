import Foundation
import Primitives
import Seeds
import Testing

@Suite struct JSONTextTests {
  static func text(_ body: (inout JSONText) -> Void) -> String {
    var json = JSONText()
    body(&json)
    return json.string
  }

  @Test(arguments: [
    ("", "\"\""), ("plain", "\"plain\""), ("say \"hi\"", "\"say \\\"hi\\\"\""), ("a\\b", "\"a\\\\b\""), ("tab\tline\nreturn\r", "\"tab\\tline\\nreturn\\r\""),
    ("\u{01}\u{1F}", "\"\\u0001\\u001f\""), ("광랜 50 – Fibră", "\"광랜 50 – Fibră\""), ("exactly8", "\"exactly8\""), ("nine long\"", "\"nine long\\\"\""),
  ])
  func quotesText(_ text: String, _ written: String) { #expect(Self.text { $0.value(text) } == written) }

  /// Digit by digit as the text of the instant, with as many of the second's as it has, and beside what comes before.
  @Test(arguments: Seed.some.prefix(50)) func instantsAreWrittenAsTheirText(_ start: Seed) {
    var seed = start
    for _ in 0..<200 {
      let second = Int64(seed.number(-62_000_000_000...253_402_300_799)), micros = seed.pick([0, 0, 1, 10, 999_999, 120_000, 50])
      let instant = Instant(microseconds: second * 1_000_000 + Int64(micros))
      var json = JSONText()
      json.array {
        $0.value(instant)
        $0.value(instant)
      }
      #expect(json.string == "[\"\(instant)\",\"\(instant)\"]")
    }
    for instant in [Instant(microseconds: .max), Instant(seconds: 253_402_300_800)] {
      var json = JSONText()
      json.value(instant)
      #expect(json.string == "\"\(instant)\"")
    }
  }

  /// Every byte at every place of words of every length near the eight-byte step, read back by another reader.
  @Test func everyByteIsReadBackWhereverItStands() throws {
    for length in 1...18 {
      for place in 0..<length {
        for scalar in UInt8(0)..<128 {
          var bytes = [UInt8](repeating: 0x61, count: length)
          bytes[place] = scalar
          let original = String(decoding: bytes, as: UTF8.self)
          let written = Self.text { $0.array { $0.value(original) } }
          let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String]
          #expect(read == [original])
          let isPlain = scalar >= 0x20 && scalar != 0x22 && scalar != 0x5C
          #expect((written.utf8.count == length + 4) == isPlain)
        }
      }
    }
  }

  @Test(arguments: [
    0, 5, -5, 10, -10, 99, 100, 1_234_567_890, .max, .min, 999_999_999_999_999_999, 1_000_000_000_000_000_000,
  ] as [Int64])
  func numbersAreWrittenLikeTheirDescription(_ number: Int64) {
    #expect(Self.text { $0.value(number) } == String(number))
    for scale in [0, 1, 2, 5, 18, 19, 20, 36] {
      let exact = Exact(unscaled: number, scale: scale)
      #expect(Self.text { $0.value(exact) } == "\"\(exact)\"")
    }
  }

  @Test func whatHasNoShortFormIsWrittenInFull() {
    #expect(Self.text { $0.value(Exact.ratio(14, 31)) } == "\"14/31\"")
    #expect(Self.text { $0.value(Exact("123456789012345678901234567890") ?? .zero) } == "\"123456789012345678901234567890\"")
  }

  @Test func objectsListsAndAbsentFields() {
    #expect(
      Self.text {
        $0.object {
          $0.field("a", 1)
          $0.field("b", nil as String?)
          $0.field("day", Day(number: 0))
          $0.field("yes", true)
          $0.key("list")
          $0.array {
            $0.null()
            $0.value("x")
            $0.object { _ in }
          }
          $0.key("name")
          $0.value(LocalizedText(["ko": "광랜", "en": "Fibre"]))
          $0.key("other")
          $0.value(LocalizedText(["fr": "Fibre", "de": "Glasfaser"]))
        }
      } == #"{"a":1,"day":"1970-01-01","yes":true,"list":[null,"x",{}],"name":{"en":"Fibre","ko":"광랜"},"other":{"de":"Glasfaser","fr":"Fibre"}}"#)
  }

  @Test func theRoomGrowsWithTheText() {
    let long = String(repeating: "0123456789", count: 1_000)
    #expect(Self.text { json in json.array { for _ in 0..<3 { $0.value(long) } } }.utf8.count == 3 * 10_002 + 4)
    var json = JSONText(reservingCapacity: 1)
    json.value(1)
    json.removeAll()
    json.value(2)
    #expect(json.bytes == [0x32])
  }
}
