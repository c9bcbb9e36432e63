/// The address in the code on the bill, where its recipient looks the bill up at the tax agency.
///
/// After AEAT, "Características del QR y especificaciones del servicio de cotejo", 0.5.
public enum VerifactuCode {
  /// Stands above the code.
  public static let title = "QR tributario:"
  /// Stand below the code of a verifiable document.
  public static let verifiable = ["Factura verificable en la sede electrónica de la AEAT", "VERI*FACTU"]

  /// - Parameters:
  ///   - total: as the record writes it.
  ///   - isVerifiable: the seller sends its records to the agency.
  ///   - isTest: the agency's place for trying out.
  public static func address(_ document: VerifactuDocument, total: String, isVerifiable: Bool, isTest: Bool) -> String {
    let place = isTest ? "https://prewww2.aeat.es" : "https://www2.agenciatributaria.gob.es"
    let service = isVerifiable ? "ValidarQR" : "ValidarQRNoVerifactu"
    return "\(place)/wlpl/TIKE-CONT/\(service)?nif=\(escaped(document.issuer))&numserie=\(escaped(document.number))"
      + "&fecha=\(VerifactuText.day(document.issuedOn))&importe=\(total)"
  }

  /// As a value in an address (RFC 3986): everything but letters, digits and `-._~` by its bytes.
  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
      default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
