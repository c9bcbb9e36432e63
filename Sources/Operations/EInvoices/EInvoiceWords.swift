import Taxation

/// The few words that an e-invoice needs beside names and numbers.
enum EInvoiceWords {
  /// Why no VAT is charged, as the law wants it written.
  static func treatment(_ treatment: TaxTreatment, _ language: String) -> String? {
    let words: (en: String, es: String, ko: String, ro: String)
    switch treatment {
    case .standard, .zeroRated: return nil
    case .exempt: words = ("Exempt from VAT", "Exento de IVA", "부가가치세 면제", "Scutit de TVA")
    case .reverseCharge: words = ("Reverse charge", "Inversión del sujeto pasivo", "매입자 납부 (reverse charge)", "Taxare inversă")
    case .intraCommunity:
      words = ("Intra-Community supply", "Entrega intracomunitaria exenta", "역내 공급", "Livrare intracomunitară scutită")
    case .export: words = ("Export outside the EU", "Exportación fuera de la UE", "EU 역외 수출", "Export în afara UE")
    case .outsideScope: words = ("Not subject to VAT", "No sujeto a IVA", "부가가치세 비과세", "Neimpozabil TVA")
    }
    return pick(words, language)
  }

  /// The terms of a credit note: nothing is to be paid, it lowers its invoice.
  static func setOff(_ number: String, _ language: String) -> String {
    pick(
      ("Set off against invoice \(number)", "Se compensa con la factura \(number)", "청구서 \(number)에서 차감", "Se compensează cu factura \(number)"),
      language)
  }

  private static func pick(_ words: (en: String, es: String, ko: String, ro: String), _ language: String) -> String {
    switch language {
    case "es": words.es
    case "ko": words.ko
    case "ro": words.ro
    default: words.en
    }
  }
}
