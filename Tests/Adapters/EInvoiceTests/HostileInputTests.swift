import Documents
import EInvoiceSamples
import EInvoicing
import Primitives
import Seeds
import Testing

/// Documents from outside are no friends: each of these is refused with a code, and none takes the program down.
struct HostileInputTests {
  private func refusal(_ text: String) -> ProblemCode? { refusal(Array(text.utf8)) }

  private func refusal(_ bytes: [UInt8]) -> ProblemCode? {
    do throws(Rejection) {
      _ = try EInvoiceReader.read(bytes, file: "hostile.xml")
      return nil
    } catch {
      return error.problems.first?.code
    }
  }

  private static let ubl = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"

  @Test func documentTypesAndTheirEntitiesAreRefused() {
    let bomb = """
      <?xml version="1.0"?>
      <!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
      <Invoice xmlns="\(HostileInputTests.ubl)">&c;</Invoice>
      """
    #expect(refusal(bomb) == .xmlDoctype)
    #expect(refusal("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>") == .xmlDoctype)
    #expect(refusal("<Invoice xmlns=\"\(HostileInputTests.ubl)\">&secret;</Invoice>") == .notXML)
  }

  @Test func deepNestingIsRefused() {
    #expect(refusal(String(repeating: "<a>", count: 1_000_000)) == .documentTooDeep)
  }

  @Test func wrongEncodingsAreRefused() {
    #expect(refusal([0x3C, 0x61, 0x3E, 0xC3, 0x28, 0x3C, 0x2F, 0x61, 0x3E]) == .xmlEncoding)
    #expect(refusal("<?xml version=\"1.0\" encoding=\"EBCDIC-CP-US\"?><a/>") == .xmlEncoding)
    #expect(refusal([0xFF, 0xFE, 0x3C, 0x00, 0x00]) == .xmlEncoding)
    #expect(refusal([0xFF, 0xFE, 0x00, 0xD8, 0x3C, 0x00]) == .xmlEncoding)
  }

  @Test(arguments: [
    "", "   ", "text", "<a>", "<a></b>", "<a/><b/>", "</a>", "<a", "<a b></a>", "<a b=c/>", "<a b=\"1\" b=\"2\"/>", "<a b=\"<\"/>", "<x:a/>", "<a>&#0;</a>", "<a>&amp</a>",
    "<!-- never closed", "<![CDATA[outside]]>", "<a>\u{1}</a>", "<a><?never", "< a/>", "<a>&#xD800;</a>", "<a b=\"1\"c=\"2\"/>",
  ]) func whatIsNotWellFormedIsRefused(_ text: String) {
    #expect(refusal(text) == .notXML)
  }

  @Test func whatIsNoInvoiceIsRefused() {
    #expect(refusal("<html/>") == .unknownEInvoice)
    #expect(refusal("<Invoice xmlns=\"urn:other\"/>") == .unknownEInvoice)
  }

  @Test func everyValueThatCannotBeReadIsTold() throws {
    let text = """
      <Invoice xmlns="\(HostileInputTests.ubl)" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" \
      xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
      <cbc:IssueDate>2026-02-30</cbc:IssueDate>
      <cac:LegalMonetaryTotal><cbc:PayableAmount>1e3</cbc:PayableAmount></cac:LegalMonetaryTotal>
      </Invoice>
      """
    do throws(Rejection) {
      _ = try EInvoiceReader.read(Array(text.utf8), file: "x.xml")
      Issue.record("it was read")
    } catch {
      #expect(error.problems.map(\.code) == [.einvoiceValue, .einvoiceValue])
      #expect(error.problems.map(\.place?.line) == [2, 3])
    }
  }

  @Test func otherEncodingsAndPrefixesAreRead() throws {
    let text = """
      <?xml version="1.0" encoding="ISO-8859-1"?><n:Invoice xmlns:n="\(HostileInputTests.ubl)" \
      xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><b:ID><![CDATA[Ñ-]]>&#x31;</b:ID></n:Invoice>
      """
    let latin = text.unicodeScalars.map { UInt8($0.value) }
    #expect(try EInvoiceReader.read(latin, file: "x").document.number == "Ñ-1")
    var wide: [UInt8] = [0xFE, 0xFF]
    for unit in text.replacing("ISO-8859-1", with: "UTF-16").utf16 { wide += [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
    #expect(try EInvoiceReader.read(wide, file: "x").document.number == "Ñ-1")
  }

  /// Any bytes at all: cut, flipped, doubled. They are read or refused.
  @Test(arguments: 1...40 as ClosedRange<UInt64>) func spoiledDocumentsAreReadOrRefused(_ number: UInt64) {
    var seed = Seed(number)
    let sound = VariedInvoice.make(number, .en16931)
    for syntax in EInvoiceSyntax.allCases {
      var bytes = sound.bytes(.en16931, syntax: syntax)
      for _ in 1...seed.number(1...6) {
        let at = seed.number(0...(bytes.count - 1))
        switch seed.number(0...3) {
        case 0: bytes[at] = UInt8(seed.number(0...255))
        case 1: bytes.removeSubrange(at..<min(bytes.count - 1, at + seed.number(1...40)))
        case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 30)], at: at)
        default: bytes.removeLast(min(bytes.count - 2, seed.number(1...200)))
        }
      }
      if let read = try? EInvoiceReader.read(bytes, file: "x") { _ = read.document.findings(.xRechnung) }
    }
  }
}
