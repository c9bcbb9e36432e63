public import EInvoicing
import Primitives

/// Reads records of invoicing, the mirror of `VerifactuWriter`.
public enum VerifactuReader {
  /// A record, and the fingerprint that it says of itself.
  public struct Read: Sendable, Equatable {
    public var record: VerifactuRecord
    public var fingerprint: String
  }

  /// - Returns: `nil` when the bytes are no record.
  public static func read(_ bytes: [UInt8]) -> Read? {
    guard let root = try? XMLScanner.root(bytes, file: "record") else { return nil }
    return VerifactuReading(root: root).record()
  }
}

struct VerifactuReading {
  let root: XMLElement

  func record() -> VerifactuReader.Read? {
    guard let system = system(), let generatedAt = root.text("FechaHoraHusoGenRegistro"), let fingerprint = root.text("Huella"), let chaining = root.child("Encadenamiento")
    else { return nil }
    var previous: VerifactuLink?
    if let before = chaining.child("RegistroAnterior") {
      guard let document = document(before), let link = before.text("Huella") else { return nil }
      previous = VerifactuLink(document: document, fingerprint: link)
    } else if chaining.text("PrimerRegistro") != "S" {
      return nil
    }
    guard let (document, act) = said() else { return nil }
    return VerifactuReader.Read(
      record: VerifactuRecord(document: document, act: act, system: system, generatedAt: generatedAt, previous: previous), fingerprint: fingerprint)
  }

  private func said() -> (VerifactuDocument, VerifactuRecord.Act)? {
    guard let identity = root.child("IDFactura") else { return nil }
    switch root.name {
    case VerifactuReading.named("RegistroAlta"):
      guard let document = document(identity), let name = root.text("NombreRazonEmisor"), let invoice = invoice() else { return nil }
      return (document, .registration(issuerName: name, invoice))
    case VerifactuReading.named("RegistroAnulacion"):
      guard let issuer = identity.text("IDEmisorFacturaAnulada"), let number = identity.text("NumSerieFacturaAnulada"),
        let day = identity.text("FechaExpedicionFacturaAnulada").flatMap({ VerifactuText.day($0) })
      else { return nil }
      return (VerifactuDocument(issuer: issuer, number: number, issuedOn: day), .annulment)
    default: return nil
    }
  }

  private func document(_ element: XMLElement) -> VerifactuDocument? {
    guard let issuer = element.text("IDEmisorFactura"), let number = element.text("NumSerieFactura"),
      let day = element.text("FechaExpedicionFactura").flatMap({ VerifactuText.day($0) })
    else { return nil }
    return VerifactuDocument(issuer: issuer, number: number, issuedOn: day)
  }

  private func invoice() -> VerifactuInvoice? {
    guard let type = root.text("TipoFactura").flatMap(VerifactuType.init(rawValue:)), let description = root.text("DescripcionOperacion"),
      let taxTotal = root.number("CuotaTotal"), let total = root.number("ImporteTotal")
    else { return nil }
    let rows = root.child("Desglose")?.every("DetalleDesglose") ?? []
    let corrected = root.child("FacturasRectificadas")?.every("IDFacturaRectificada") ?? []
    let taxes = rows.compactMap(tax)
    let corrects = corrected.compactMap(document)
    guard taxes.count == rows.count, corrects.count == corrected.count else { return nil }
    var recipient: VerifactuRecipient?
    if let element = root.child("Destinatarios")?.child("IDDestinatario") {
      guard let read = self.recipient(element) else { return nil }
      recipient = read
    }
    return VerifactuInvoice(type: type, corrects: corrects, description: description, recipient: recipient, taxes: taxes, taxTotal: taxTotal, total: total)
  }

  private func recipient(_ element: XMLElement) -> VerifactuRecipient? {
    guard let name = element.text("NombreRazon") else { return nil }
    if let number = element.text("NIF") { return VerifactuRecipient(name: name, identification: .taxNumber(number)) }
    guard let other = element.child("IDOtro"), let id = other.text("ID") else { return nil }
    if other.text("IDType") == "02" { return VerifactuRecipient(name: name, identification: .vat(id)) }
    return VerifactuRecipient(name: name, identification: .residence(country: other.text("CodigoPais") ?? "", id))
  }

  private func tax(_ element: XMLElement) -> VerifactuTax? {
    let word = element.text("OperacionExenta") ?? element.text("CalificacionOperacion")
    guard let treatment = word.flatMap(VerifactuTax.Treatment.init(rawValue:)), let base = element.number("BaseImponibleOimporteNoSujeto") else { return nil }
    return VerifactuTax(
      kind: element.text("Impuesto") ?? "01", treatment: treatment, percent: element.number("TipoImpositivo") ?? .zero, base: base,
      tax: element.number("CuotaRepercutida") ?? .zero)
  }

  private func system() -> VerifactuSystem? {
    guard let element = root.child("SistemaInformatico"), let name = element.text("NombreRazon"), let number = element.text("NIF"), let code = element.text("IdSistemaInformatico")
    else { return nil }
    return VerifactuSystem(
      producerName: name, producerTaxNumber: number, name: element.text("NombreSistemaInformatico") ?? "", code: code, version: element.text("Version") ?? "",
      installation: element.text("NumeroInstalacion") ?? "", hasSeveralIssuers: element.text("IndicadorMultiplesOT") == "S")
  }

  static func named(_ local: String) -> String { "{\(VerifactuWriter.namespace)}\(local)" }
}

extension XMLElement {
  fileprivate func child(_ local: String) -> XMLElement? { one(VerifactuReading.named(local)) }
  fileprivate func every(_ local: String) -> [XMLElement] { all(VerifactuReading.named(local)) }
  fileprivate func text(_ local: String) -> String? { child(local)?.text }
  fileprivate func number(_ local: String) -> Exact? { text(local).flatMap { Exact($0) } }
}
