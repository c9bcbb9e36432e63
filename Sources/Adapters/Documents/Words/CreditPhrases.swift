/// The words of credit notes.
enum CreditPhrases {
  static let creditNote = Phrase("Credit note", es: "Factura rectificativa", ko: "정정 청구서", ro: "Notă de credit")
  static let givenBack = Phrase("Given back", es: "Importe abonado", ko: "환급 금액", ro: "Sumă creditată", named: .givenBack)
  static let takenBack = Phrase("Charged again", es: "Importe recargado", ko: "재청구 금액", ro: "Sumă repusă în sarcină", named: .takenBack)
  static let forInvoice = Phrase("For invoice {0} of {1}", es: "Rectifica la factura {0} del {1}", ko: "대상 청구서 {0} ({1})", ro: "Pentru factura {0} din {1}")
  static let invoice = Phrase("Invoice", es: "Factura rectificada", ko: "대상 청구서", ro: "Factura corectată")
  static let reason = Phrase("Reason", es: "Motivo", ko: "사유", ro: "Motiv")
  static let invoiceTotal = Phrase("Invoice total", es: "Total de la factura", ko: "청구서 합계", ro: "Totalul facturii")
  static let facts = Phrase("Credit note details", es: "Datos de la factura rectificativa", ko: "정정 청구서 정보", ro: "Datele notei de credit")
  static let lines = Phrase("What is given back", es: "Qué se abona", ko: "환급 내역", ro: "Ce se creditează", named: .creditLines)
  static let line = Phrase("Line", es: "Línea", ko: "항목", ro: "Linie")
  static let ofLine = Phrase("Line {0} of the invoice", es: "Línea {0} de la factura", ko: "청구서 항목 {0}", ro: "Linia {0} a facturii")
  static let billed = Phrase("Billed", es: "Facturado", ko: "청구 금액", ro: "Facturat")
  static let footer = Phrase("Credit note {0} of {1}", es: "Factura rectificativa {0} del {1}", ko: "정정 청구서 {0}, {1}", ro: "Nota de credit {0} din {1}")
  static let all = Phrase("Credit notes", es: "Facturas rectificativas", ko: "정정 청구서", ro: "Note de credit")

  static let none = Phrase("There is no credit note.", es: "No hay facturas rectificativas.", ko: "정정 청구서가 없습니다.", ro: "Nu există note de credit.")
  static let newestFirst = Phrase("Newest first", es: "Las más recientes primero", ko: "최신순", ro: "Cele mai noi primele")
  static let newer = Phrase("Newer", es: "Más recientes", ko: "최근", ro: "Mai noi")
  static let older = Phrase("Older", es: "Anteriores", ko: "이전", ro: "Mai vechi")

  static let credited = Phrase("Credited with {0}, {1}: {2}", es: "Rectificada con {0}, {1}: {2}", ko: "{0}, {1}: {2} 환급", ro: "Creditată cu {0}, {1}: {2}")
  static let cancelled = Phrase("Cancelled on {0}", es: "Anulada el {0}", ko: "{0}에 취소됨", ro: "Anulată la {0}")
  static let replacedBy = Phrase("replaced by invoice {0}", es: "sustituida por la factura {0}", ko: "대체 청구서 {0}", ro: "înlocuită de factura {0}")
  static let replaces = Phrase("Replaces invoice {0}", es: "Sustituye a la factura {0}", ko: "청구서 {0} 대체", ro: "Înlocuiește factura {0}")
}
