import Documents
import Foundation
import Messaging
import Operations
import Primitives
import Seeds
import Testing

/// PDFs signed in themselves; whether a signature holds is left to programs of other people.
@Suite struct SignedPDFTests {
  private func signing() throws -> Signing {
    let pair = TestCertificates.one
    return Signing(try CertificateFile(Array("\(pair.certificate)\n\(pair.key)".utf8), file: "one.pem", passphrase: ""), at: Instant("2026-11-29T10:11:12Z")!)
  }

  private func run(_ program: String, _ arguments: [String]) throws -> (output: String, exitCode: Int32) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(PDFToolTests.path(program)))
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }

  /// The bytes that a file says are signed, and its signature.
  private func parts(_ file: [UInt8]) throws -> (signed: [UInt8], signature: [UInt8]) {
    let text = String(decoding: file, as: Unicode.ASCII.self)
    let range = try #require(text.firstMatch(of: #/\/ByteRange\[0 (\d+) +(\d+) +(\d+) *\]/#))
    let (end, start, count) = (try #require(Int(range.1)), try #require(Int(range.2)), try #require(Int(range.3)))
    #expect(file[end] == UInt8(ascii: "<") && file[start - 1] == UInt8(ascii: ">") && start + count == file.count)
    let digits = file[(end + 1)..<(start - 1)]
    let bytes = stride(from: digits.startIndex, to: digits.endIndex, by: 2).map { UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16) ?? 0 }
    // DER says its own length; what is left of the room are zeros.
    let length = bytes[1] == 0x82 ? 4 + Int(bytes[2]) << 8 + Int(bytes[3]) : 0
    #expect(bytes[0] == 0x30 && length > 0 && bytes[length...].allSatisfy { $0 == 0 })
    return (Array(file[..<end] + file[start...]), Array(bytes[..<length]))
  }

  private func isGood(_ file: [UInt8], in folder: TestFolder) throws -> Bool {
    let parts = try parts(file)
    let names = ["signature.der", "content", "authority.pem"].map { folder.path + $0 }
    for (name, bytes) in zip(names, [parts.signature, parts.signed, Array(TestCertificates.authority.utf8)]) { try Data(bytes).write(to: URL(filePath: name)) }
    return try run("openssl", [
      "cms", "-verify", "-cades", "-inform", "DER", "-in", names[0], "-content", names[1], "-binary", "-CAfile", names[2], "-purpose", "any", "-out", "/dev/null",
    ]).exitCode == 0
  }

  @Test(.enabled(if: PDFToolTests.path("openssl") != nil, "openssl is not installed"), arguments: ReaderLanguage.allCases)
  func opensslFindsTheSignatureGood(_ language: ReaderLanguage) throws {
    let folder = try TestFolder("signed-pdf")
    let press = try PDFPress()
    let file = try InvoicePDF.render(Gallery.family(language), on: press, attachments: [PDFGallery.attachment], signing: try signing())
    #expect(try isGood(file, in: folder))
    #expect(try isGood(CreditNotePDF.render(Gallery.creditNote(language), on: press, signing: try signing()), in: folder))
    // Any byte outside of the signature.
    var changed = file
    changed[file.count / 2] ^= 1
    #expect(try !isGood(changed, in: folder))
  }

  @Test(.enabled(if: PDFToolTests.path("pdfsig") != nil && PDFToolTests.path("qpdf") != nil, "poppler-utils or qpdf are not installed"))
  func readersFindTheWholeDocumentSigned() throws {
    let folder = try TestFolder("signed-pdf")
    let file = folder.path + "signed.pdf"
    let bytes = try InvoicePDF.render(Gallery.family(.es), on: PDFPress(), attachments: [PDFGallery.attachment], signing: try signing())
    try Data(bytes).write(to: URL(filePath: file))
    let said = try run("pdfsig", ["-nocert", file]).output
    #expect(said.contains("Total document signed") && said.contains("Signature is Valid") && said.contains("ETSI.CAdES.detached"), "\(said)")
    #expect(try run("qpdf", ["--check", file]).exitCode == 0)
    #expect(try run("qpdf", ["--show-attachment=factur-x.xml", file]).output == "<Invoice>Ștefan</Invoice>")
  }

  @Test func whoDoesNotSignGetsTheSameBytesAsEver() throws {
    let press = try PDFPress()
    let plain = try InvoicePDF.render(Gallery.family(.en), on: press)
    #expect(plain == (try InvoicePDF.render(Gallery.family(.en), on: press)) && !String(decoding: plain, as: Unicode.ASCII.self).contains("/ByteRange"))
  }
}
