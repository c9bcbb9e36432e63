import Operations
import Primitives

/// Signs XML documents in themselves: XAdES 1.3.2 (ETSI TS 101 903), the form BES, or EPES where a policy is named.
///
/// Three things are hashed with SHA-256 and signed together: the document without its signature, the certificates, and what is
/// said of the signing. Everything is written in its canonical form, so nothing has to be canonicalized afterwards.
struct XAdESSignature {
  let identity: any SigningIdentity
  let at: Instant
  let policy: SignaturePolicy?

  /// The document with its signature as the outermost element's last child.
  func sign(_ document: CanonicalDocument) throws -> [UInt8] {
    let head = declarations(document)
    let keyInfo = keyInfo()
    let properties = signedProperties()
    let signedInfo = signedInfo(
      document: identity.sha256(document.bytes), keyInfo: identity.sha256(keyInfo.bytes(declaring: head)),
      properties: identity.sha256(properties.bytes(declaring: head)))
    let value = try identity.signature(of: signedInfo.bytes(declaring: head))
    var signature = "<ds:Signature xmlns:ds=\"\(XAdESSignature.ds)\" xmlns:xades=\"\(XAdESSignature.xades)\" Id=\"Signature\">"
    signature += signedInfo.text
    signature += "<ds:SignatureValue Id=\"SignatureValue\">\(base64(value))</ds:SignatureValue>"
    signature += keyInfo.text
    signature += "<ds:Object><xades:QualifyingProperties Target=\"#Signature\">\(properties.text)</xades:QualifyingProperties></ds:Object>"
    signature += "</ds:Signature>"
    return document.file(with: Array(signature.utf8))
  }

  /// An element that is hashed by itself.
  private struct Hashed {
    var name: String
    var id: String
    var content: String

    var text: String { "<\(name) Id=\"\(id)\">\(content)</\(name)>" }

    /// As Canonical XML has it when it stands alone: with every namespace that is known where it stands.
    func bytes(declaring namespaces: String) -> [UInt8] { Array("<\(name)\(namespaces) Id=\"\(id)\">\(content)</\(name)>".utf8) }
  }

  private static let ds = "http://www.w3.org/2000/09/xmldsig#"
  private static let xades = "http://uri.etsi.org/01903/v1.3.2#"
  private static let sha256 = "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"

  /// In the order of their prefixes.
  private func declarations(_ document: CanonicalDocument) -> String {
    (document.namespaces + [("ds", XAdESSignature.ds), ("xades", XAdESSignature.xades)]).sorted { $0.prefix < $1.prefix }
      .map { " xmlns:\($0.prefix)=\"\($0.name)\"" }.joined()
  }

  private func signedInfo(document: [UInt8], keyInfo: [UInt8], properties: [UInt8]) -> Hashed {
    let method = identity.algorithm == .rsa ? "rsa-sha256" : "ecdsa-sha256"
    func digest(_ value: [UInt8]) -> String { "\(XAdESSignature.sha256)<ds:DigestValue>\(base64(value))</ds:DigestValue>" }
    return Hashed(
      name: "ds:SignedInfo", id: "SignedInfo",
      content: "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"></ds:CanonicalizationMethod>"
        + "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#\(method)\"></ds:SignatureMethod>"
        + "<ds:Reference Id=\"Document\" URI=\"\"><ds:Transforms>"
        + "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform></ds:Transforms>\(digest(document))</ds:Reference>"
        + "<ds:Reference Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#SignedProperties\">\(digest(properties))</ds:Reference>"
        + "<ds:Reference URI=\"#KeyInfo\">\(digest(keyInfo))</ds:Reference>")
  }

  private func keyInfo() -> Hashed {
    let certificates = identity.certificates.map { "<ds:X509Certificate>\(base64($0))</ds:X509Certificate>" }.joined()
    return Hashed(name: "ds:KeyInfo", id: "KeyInfo", content: "<ds:X509Data>\(certificates)</ds:X509Data>")
  }

  private func signedProperties() -> Hashed {
    let certificate = identity.certificates.first ?? []
    let signing = "<xades:SigningTime>\(Instant(seconds: at.seconds))</xades:SigningTime><xades:SigningCertificate><xades:Cert>"
      + "<xades:CertDigest>\(XAdESSignature.sha256)<ds:DigestValue>\(base64(identity.sha256(certificate)))</ds:DigestValue></xades:CertDigest>"
      + "<xades:IssuerSerial><ds:X509IssuerName>\(escaped(identity.issuer))</ds:X509IssuerName>"
      + "<ds:X509SerialNumber>\(identity.serialNumber)</ds:X509SerialNumber></xades:IssuerSerial></xades:Cert></xades:SigningCertificate>"
      + (policy?.element ?? "")
    return Hashed(
      name: "xades:SignedProperties", id: "SignedProperties",
      content: "<xades:SignedSignatureProperties>\(signing)</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>"
        + "<xades:DataObjectFormat ObjectReference=\"#Document\"><xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat>"
        + "</xades:SignedDataObjectProperties>")
  }

  private func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    Base64.append(bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// As Canonical XML writes a text.
  private func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\r": escaped += "&#xD;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}

/// The rules that a signature says it was made by, with the role of who signs.
enum SignaturePolicy {
  /// Spain's for Facturae, version 3.1. Its document's hash is part of every signature and is published with SHA-1.
  case facturae

  var element: String {
    let address = "http://www.facturae.es/politica_de_firma_formato_facturae/politica_de_firma_formato_facturae_v3_1.pdf"
    return "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId><xades:Identifier>\(address)</xades:Identifier>"
      + "<xades:Description>Política de firma Facturae v3.1</xades:Description></xades:SigPolicyId><xades:SigPolicyHash>"
      + "<ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"></ds:DigestMethod><ds:DigestValue>Ohixl6upD6av8N7pEvDABhEL6hM=</ds:DigestValue>"
      + "</xades:SigPolicyHash></xades:SignaturePolicyId></xades:SignaturePolicyIdentifier>"
      + "<xades:SignerRole><xades:ClaimedRoles><xades:ClaimedRole>emisor</xades:ClaimedRole></xades:ClaimedRoles></xades:SignerRole>"
  }
}
