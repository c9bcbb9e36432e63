import Documents
import EInvoiceSamples
import EInvoicing
import Foundation
import Messaging
import Operations
import Primitives
import Seeds
import Testing

/// Signatures within the XML formats that ask for them; whether they hold is left to xmlsec1 and openssl, where these are installed.
@Suite struct SignedTests {
  static let isCheckable = tool("xmlsec1") != nil && tool("openssl") != nil
  static let at = Instant(seconds: 1_790_000_000)

  static func tool(_ name: String) -> String? {
    ["/usr/bin/", "/usr/local/bin/"].map { $0 + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func run(_ tool: String, _ arguments: [String]) throws -> (code: Int32, said: String) {
    let process = Process()
    process.executableURL = URL(filePath: Self.tool(tool) ?? "/nowhere")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }

  private func identity(_ pair: TestCertificates.Pair = TestCertificates.one) throws -> CertificateFile {
    try CertificateFile(Array("\(pair.certificate)\n\(pair.key)".utf8), file: "one.pem", passphrase: "")
  }

  private func isGood(_ bytes: [UInt8], trusting authority: String, in folder: String) throws -> Bool {
    let (file, trusted) = (folder + "signed.xml", folder + "authority.pem")
    try Data(bytes).write(to: URL(filePath: file))
    try Data(authority.utf8).write(to: URL(filePath: trusted))
    let answer = try Self.run("xmlsec1", [
      "--verify", "--trusted-pem", trusted, "--enabled-key-data", "x509,rsa,ec", "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:KeyInfo", "--id-attr:Id",
      "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", file,
    ])
    return answer.code == 0
  }

  @Test(.enabled(if: isCheckable, "xmlsec1 and openssl are not installed"))
  func xmlsecFindsThemGood() throws {
    let folder = try TestFolder("signed")
    let identity = try identity()
    for seed in UInt64(1)...6 {
      var spanish = VariedInvoice.spanish(seed)
      spanish.buyer.name = "A & B \"Hermanos\" <S.L.>\t한국\r\n'x' > y"
      let signed = try FacturaeWriter.bytes(spanish, signedBy: identity, at: Self.at)
      #expect(try isGood(signed, trusting: TestCertificates.authority, in: folder.path), "seed \(seed)")
      var italian = VariedInvoice.italian(seed)
      italian.seller.name = "Società \"Prova\" & C. > altri"
      #expect(try isGood(FatturaPAWriter.bytes(italian, signedBy: identity, at: Self.at), trusting: TestCertificates.authority, in: folder.path), "seed \(seed)")
      // One cent more, one character of the signing time, one of the certificate's issuer: each breaks it.
      let text = String(decoding: signed, as: UTF8.self)
      for (from, to) in [("<TotalAmount>", "<TotalAmount>1"), ("<xades:SigningTime>2026", "<xades:SigningTime>2025"), ("CN=Florin", "CN=Silver")] {
        let changed = text.replacingOccurrences(of: from, with: to)
        #expect(changed != text)
        #expect(try !isGood(Array(changed.utf8), trusting: TestCertificates.authority, in: folder.path), "\(from)")
      }
    }
  }

  @Test(.enabled(if: isCheckable, "xmlsec1 and openssl are not installed"))
  func keysOfEveryKindAndFilesOfEveryKindSign() throws {
    let folder = try TestFolder("signed")
    let (key, certificate, bundle) = (folder.path + "key.pem", folder.path + "certificate.pem", folder.path + "bundle.p12")
    for kind in [["rsa:2048"], ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]] {
      let made = try Self.run("openssl", ["req", "-x509", "-newkey"] + kind + [
        "-nodes", "-keyout", key, "-out", certificate, "-days", "30000", "-subj", "/CN=Operador/O=Florin, S.A./C=ES", "-utf8"])
      #expect(made.code == 0, "\(made.said)")
      let packed = try Self.run("openssl", ["pkcs12", "-export", "-inkey", key, "-in", certificate, "-out", bundle, "-passout", "pass:sí, señor"])
      #expect(packed.code == 0, "\(packed.said)")
      let authority = try String(contentsOfFile: certificate, encoding: .utf8)
      let fromBundle = try CertificateFile(Array(Data(contentsOf: URL(filePath: bundle))), file: bundle, passphrase: "sí, señor")
      let secret = try String(contentsOfFile: key, encoding: .utf8)
      let fromPEM = try CertificateFile(Array((authority + secret).utf8), file: "both.pem", passphrase: "")
      #expect(fromBundle.certificates == fromPEM.certificates && fromBundle.issuer == fromPEM.issuer && fromBundle.issuer.contains("O=Florin\\, S.A."))
      for identity in [fromBundle, fromPEM] {
        let signed = try FacturaeWriter.bytes(VariedInvoice.spanish(3), signedBy: identity, at: Self.at)
        #expect(try isGood(signed, trusting: authority, in: folder.path), "\(kind)")
      }
      #expect(throws: Rejection.self) { try CertificateFile(Array(Data(contentsOf: URL(filePath: bundle))), file: bundle, passphrase: "wrong") }
    }
  }

  @Test(.enabled(if: isCheckable, "xmlsec1 and openssl are not installed"))
  func opensslFindsDetachedSignaturesGood() throws {
    let folder = try TestFolder("signed")
    let content = Array("the bytes\r\nthat are signed\0".utf8)
    let (signature, signed, authority) = (folder.path + "signature.der", folder.path + "content", folder.path + "authority.pem")
    try Data(try identity().cms(of: content, isDetached: true)).write(to: URL(filePath: signature))
    try Data(TestCertificates.authority.utf8).write(to: URL(filePath: authority))
    let ask = ["cms", "-verify", "-cades", "-inform", "DER", "-in", signature, "-content", signed, "-binary", "-CAfile", authority, "-purpose", "any", "-out", "/dev/null"]
    try Data(content).write(to: URL(filePath: signed))
    let good = try Self.run("openssl", ask)
    #expect(good.code == 0, "\(good.said)")
    try Data(content + [0x20]).write(to: URL(filePath: signed))
    #expect(try Self.run("openssl", ask).code != 0)
  }

  @Test(.enabled(if: isCheckable, "xmlsec1 and openssl are not installed"))
  func opensslTakesTheDocumentOutOfItsEnvelope() throws {
    let folder = try TestFolder("signed")
    let (envelope, inside, authority) = (folder.path + "IT01.xml.p7m", folder.path + "inside.xml", folder.path + "authority.pem")
    try Data(TestCertificates.authority.utf8).write(to: URL(filePath: authority))
    let identity = try identity()
    for seed in UInt64(1)...4 {
      let document = VariedInvoice.italian(seed)
      let signed = try FatturaPAWriter.envelope(document, signedBy: identity)
      try Data(signed).write(to: URL(filePath: envelope))
      let ask = ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", envelope, "-CAfile", authority, "-purpose", "any", "-out", inside]
      let good = try Self.run("openssl", ask)
      #expect(good.code == 0, "\(good.said)")
      #expect(try Array(Data(contentsOf: URL(filePath: inside))) == FatturaPAWriter.bytes(document))
      // What CAdES asks for beyond CMS: the signer's certificate by its SHA-256 (signing-certificate-v2), and that of the document.
      let said = try Self.run("openssl", ["cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", envelope]).said
      #expect(said.contains("id-smime-aa-signingCertificateV2") && said.contains("sha256") && said.contains("messageDigest"), "\(said.prefix(3000))")
      // One letter of the document another one.
      let place = try #require(signed.firstRange(of: Array("<p:FatturaElettronica".utf8)))
      var spoiled = signed
      spoiled[place.upperBound + 60] ^= 1
      try Data(spoiled).write(to: URL(filePath: envelope))
      #expect(try Self.run("openssl", ask).code != 0)
    }
  }

  @Test func whatCannotSignSaysWhy() throws {
    func code(_ text: String, _ passphrase: String = "") -> ProblemCode? {
      do {
        _ = try CertificateFile(Array(text.utf8), file: "c", passphrase: passphrase)
        return nil
      } catch { return error.problems.first?.code }
    }
    let (one, two) = (TestCertificates.one, TestCertificates.two)
    #expect(code("") == .certificateUnreadable)
    #expect(code("no certificate") == .certificateUnreadable)
    #expect(code(one.certificate) == .certificateUnreadable)
    #expect(code(one.key) == .certificateUnreadable)
    #expect(code(one.certificate + "\n" + two.key) == .certificateUnreadable)
    #expect(code(one.certificate + "\n" + one.key) == nil)
    let identity = try identity()
    #expect(identity.serialNumber == "2" && identity.issuer == "CN=Florin test authority" && identity.algorithm == .ellipticCurve)
    try identity.check(at: Self.at)
    #expect(throws: Rejection.self) { try identity.check(at: Instant("2019-12-31T23:59:59Z")!) }
    #expect(throws: Rejection.self) { try identity.check(at: Instant("2120-01-01T00:00:01Z")!) }
  }

  /// The canonical form and the plain one hold the same document.
  @Test func aSignedDocumentSaysTheSame() throws {
    let identity = try identity()
    for seed in UInt64(1)...50 {
      let document = VariedInvoice.spanish(seed)
      let plain = String(decoding: FacturaeWriter.bytes(document), as: UTF8.self)
      var signed = String(decoding: try FacturaeWriter.bytes(document, signedBy: identity, at: Self.at), as: UTF8.self)
      let start = try #require(signed.range(of: "<ds:Signature ")), end = try #require(signed.range(of: "</ds:Signature>"))
      signed.removeSubrange(start.lowerBound..<end.upperBound)
      #expect(signed.replacingOccurrences(of: "\"", with: "&quot;") == plain.replacingOccurrences(of: "\"", with: "&quot;"), "seed \(seed)")
    }
  }
}
