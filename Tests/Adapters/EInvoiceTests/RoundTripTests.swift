import Documents
import EInvoiceSamples
import EInvoicing
import Primitives
import Testing

/// What is written is read back as it was, in both syntaxes and under every profile, and nothing of it is left unread.
struct RoundTripTests {
  @Test(arguments: EInvoiceProfile.allCases) func whatIsWrittenIsReadBack(_ profile: EInvoiceProfile) throws {
    // The same five hundred under every profile take long without optimisation.
    for seed in UInt64(1)...(profile == .en16931 ? 500 : 100) {
      let document = VariedInvoice.make(seed, profile)
      for syntax in EInvoiceSyntax.allCases {
        let read = try EInvoiceReader.read(document.bytes(profile, syntax: syntax), file: "seed-\(seed).xml")
        #expect(read.document == document, "seed \(seed), \(syntax)")
        #expect(read.unread == [], "seed \(seed), \(syntax)")
        #expect(read.syntax == syntax)
      }
    }
  }

  @Test func equalDocumentsGiveEqualBytes() {
    for profile in EInvoiceProfile.allCases {
      #expect(VariedInvoice.make(7, profile).bytes(profile) == VariedInvoice.make(7, profile).bytes(profile))
    }
  }

  @Test func textsThatXMLCannotCarryStayReadable() throws {
    var document = VariedInvoice.make(1, .en16931)
    document.notes = [DocumentNote(text: "a\u{0}b\u{B}c \u{FFFF}d ]]> <e> & \"f\"")]
    for syntax in EInvoiceSyntax.allCases {
      let read = try EInvoiceReader.read(document.bytes(.en16931, syntax: syntax), file: "x")
      #expect(read.document.notes == [DocumentNote(text: "a\u{FFFD}b\u{FFFD}c \u{FFFD}d ]]> <e> & \"f\"")])
    }
  }

  @Test func aProfileNamesItsSpecification() {
    for profile in EInvoiceProfile.allCases where profile != .facturX {
      #expect(EInvoiceProfile(specification: profile.specification) == profile)
      let text = String(decoding: VariedInvoice.make(3, profile).bytes(profile), as: UTF8.self)
      #expect(text.contains(">\(profile.specification)<"))
    }
    #expect(EInvoiceProfile.facturX.syntax == .cii)
    #expect(EInvoiceProfile.peppol.syntax == .ubl)
  }

  @Test func whatHasNoTermIsTold() throws {
    let bytes = VariedInvoice.make(2, .en16931).bytes(.en16931, syntax: .ubl)
    let text = String(decoding: bytes, as: UTF8.self).replacing("<cbc:ID>", with: "<cbc:UUID>u</cbc:UUID><cbc:ID>", maxReplacements: 1)
    let read = try EInvoiceReader.read(Array(text.utf8), file: "x")
    #expect(read.unread.map(\.path) == ["cbc:UUID"])
  }
}
