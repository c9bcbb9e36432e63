public import EInvoicing
import Primitives

/// Writes records of invoicing in the form of the schemas of Spain's tax agency (SuministroInformacion, SuministroLR; version 1.0).
public enum VerifactuWriter {
  /// One record as it is kept: `RegistroAlta` or `RegistroAnulacion`, in the canonical form of XML.
  public static func bytes(_ record: VerifactuRecord, fingerprint: String) -> [UInt8] {
    var xml = XMLBytes(reserving: 2500, isCanonical: true)
    let writing = VerifactuWriting(record: record, fingerprint: fingerprint)
    switch record.act {
    case .registration: xml.root("sf:RegistroAlta", declaration) { writing.registration(&$0) }
    case .annulment: xml.root("sf:RegistroAnulacion", declaration) { writing.annulment(&$0) }
    }
    return xml.bytes
  }

  /// Records of one issuer in their order, as the agency takes them: 1000 at most.
  public static func batch(_ records: [[UInt8]], issuer: String, name: String) -> [UInt8] {
    var xml = XMLBytes(reserving: 300, isCanonical: true)
    xml.root("sf:ObligadoEmision", "") {
      $0.leaf("sf:NombreRazon", cut(name, 120))
      $0.leaf("sf:NIF", issuer)
    }
    var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sfLR:RegFactuSistemaFacturacion xmlns:sf=\"\(namespace)\" xmlns:sfLR=\"\(envelope)\">\n<sfLR:Cabecera>".utf8)
    bytes += xml.bytes
    bytes += Array("\n</sfLR:Cabecera>\n".utf8)
    for record in records {
      bytes += Array("<sfLR:RegistroFactura>".utf8)
      bytes += record
      bytes += Array("</sfLR:RegistroFactura>\n".utf8)
    }
    return bytes + Array("</sfLR:RegFactuSistemaFacturacion>\n".utf8)
  }

  private static let place = "https://www2.agenciatributaria.gob.es/static_files/common/internet/dep/aplicaciones/es/aeat/tike/cont/ws/"
  static let namespace = place + "SuministroInformacion.xsd"
  private static let envelope = place + "SuministroLR.xsd"
  private static let declaration: StaticString =
    " xmlns:sf=\"https://www2.agenciatributaria.gob.es/static_files/common/internet/dep/aplicaciones/es/aeat/tike/cont/ws/SuministroInformacion.xsd\""
}

private func cut(_ text: String, _ most: Int) -> String { String(text.prefix(most)) }

struct VerifactuWriting {
  let record: VerifactuRecord
  let fingerprint: String

  func registration(_ xml: inout XMLBytes) {
    guard case .registration(let name, let invoice) = record.act else { return }
    xml.leaf("sf:IDVersion", "1.0")
    xml.group("sf:IDFactura") { document(record.document, &$0) }
    xml.leaf("sf:NombreRazonEmisor", cut(name, 120))
    xml.leaf("sf:TipoFactura", invoice.type.rawValue)
    if invoice.type.isCorrective {
      xml.leaf("sf:TipoRectificativa", "I")
      xml.group("sf:FacturasRectificadas") { for one in invoice.corrects { $0.group("sf:IDFacturaRectificada") { document(one, &$0) } } }
    }
    xml.leaf("sf:DescripcionOperacion", cut(invoice.description, 500))
    if invoice.isVeryLarge { xml.leaf("sf:Macrodato", "S") }
    if let recipient = invoice.recipient { xml.group("sf:Destinatarios") { $0.group("sf:IDDestinatario") { self.recipient(recipient, &$0) } } }
    xml.group("sf:Desglose") { for row in invoice.taxes { $0.group("sf:DetalleDesglose") { tax(row, &$0) } } }
    xml.leaf("sf:CuotaTotal", VerifactuText.amount(invoice.taxTotal))
    xml.leaf("sf:ImporteTotal", VerifactuText.amount(invoice.total))
    end(&xml)
  }

  func annulment(_ xml: inout XMLBytes) {
    xml.leaf("sf:IDVersion", "1.0")
    xml.group("sf:IDFactura") {
      $0.leaf("sf:IDEmisorFacturaAnulada", record.document.issuer)
      $0.leaf("sf:NumSerieFacturaAnulada", record.document.number)
      $0.leaf("sf:FechaExpedicionFacturaAnulada", VerifactuText.day(record.document.issuedOn))
    }
    end(&xml)
  }

  private func document(_ document: VerifactuDocument, _ xml: inout XMLBytes) {
    xml.leaf("sf:IDEmisorFactura", document.issuer)
    xml.leaf("sf:NumSerieFactura", document.number)
    xml.leaf("sf:FechaExpedicionFactura", VerifactuText.day(document.issuedOn))
  }

  private func recipient(_ recipient: VerifactuRecipient, _ xml: inout XMLBytes) {
    xml.leaf("sf:NombreRazon", cut(recipient.name, 120))
    switch recipient.identification {
    case .taxNumber(let number): xml.leaf("sf:NIF", number)
    case .vat(let identifier):
      xml.group("sf:IDOtro") {
        $0.leaf("sf:IDType", "02")
        $0.leaf("sf:ID", identifier)
      }
    case .residence(let country, let number):
      xml.group("sf:IDOtro") {
        $0.leaf("sf:CodigoPais", country)
        $0.leaf("sf:IDType", "04")
        $0.leaf("sf:ID", number)
      }
    }
  }

  private func tax(_ row: VerifactuTax, _ xml: inout XMLBytes) {
    xml.leaf("sf:Impuesto", row.kind)
    xml.leaf("sf:ClaveRegimen", row.regime)
    xml.leaf(row.treatment.isExempt ? "sf:OperacionExenta" : "sf:CalificacionOperacion", row.treatment.rawValue)
    if row.treatment.hasTax { xml.leaf("sf:TipoImpositivo", VerifactuText.amount(row.percent)) }
    xml.leaf("sf:BaseImponibleOimporteNoSujeto", VerifactuText.amount(row.base))
    if row.treatment.hasTax { xml.leaf("sf:CuotaRepercutida", VerifactuText.amount(row.tax)) }
  }

  private func end(_ xml: inout XMLBytes) {
    xml.group("sf:Encadenamiento") {
      if let previous = record.previous {
        $0.group("sf:RegistroAnterior") {
          document(previous.document, &$0)
          $0.leaf("sf:Huella", previous.fingerprint)
        }
      } else {
        $0.leaf("sf:PrimerRegistro", "S")
      }
    }
    let system = record.system
    xml.group("sf:SistemaInformatico") {
      $0.leaf("sf:NombreRazon", cut(system.producerName, 120))
      $0.leaf("sf:NIF", system.producerTaxNumber)
      $0.leaf("sf:NombreSistemaInformatico", cut(system.name, 30))
      $0.leaf("sf:IdSistemaInformatico", system.code)
      $0.leaf("sf:Version", cut(system.version, 50))
      $0.leaf("sf:NumeroInstalacion", cut(system.installation, 100))
      $0.leaf("sf:TipoUsoPosibleSoloVerifactu", "N")
      $0.leaf("sf:TipoUsoPosibleMultiOT", "S")
      $0.leaf("sf:IndicadorMultiplesOT", system.hasSeveralIssuers ? "S" : "N")
    }
    xml.leaf("sf:FechaHoraHusoGenRegistro", record.generatedAt)
    xml.leaf("sf:TipoHuella", "01")
    xml.leaf("sf:Huella", fingerprint)
  }
}
