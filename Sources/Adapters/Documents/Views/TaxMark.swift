import EInvoicing

/// The code by which the recipient of a bill looks it up at Spain's tax agency.
public struct TaxMark: Sendable, Hashable {
  public var address: String
  /// Whether the seller sends its records to the agency.
  public var isVerifiable: Bool

  public init(address: String, isVerifiable: Bool) {
    self.address = address
    self.isVerifiable = isVerifiable
  }

  /// The law's own words, in its own language; above the code and below it.
  var title: String { VerifactuCode.title }
  var legend: [String] { isVerifiable ? VerifactuCode.verifiable : [] }

  /// What the code is, for who cannot see it.
  var about: String { "Código QR para cotejar la factura en la sede electrónica de la AEAT" }

  var code: QRCode? { QRCode(address) }
}
