/// Words that only paper needs.
enum PaperPhrases {
  static let page = Phrase("Page {0}", es: "Página {0}", ko: "{0}쪽", ro: "Pagina {0}")
  static let ofPages = Phrase(" of {0}", es: " de {0}", ko: " / 총 {0}쪽", ro: " din {0}")
  static let codeAbout = Phrase(
    "Payment code for banking apps: {0} to {1}", es: "Código de pago para aplicaciones bancarias: {0} a {1}", ko: "은행 앱용 납부 코드: {1}에 {0}",
    ro: "Cod de plată pentru aplicații bancare: {0} către {1}")
  static let usageRecords = Phrase(
    "Itemised usage for", es: "Detalle del consumo de", ko: "사용 내역서", ro: "Consum detaliat pentru")
}
