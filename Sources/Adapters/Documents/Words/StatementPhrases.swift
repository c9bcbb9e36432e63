/// Words of the page that says what a balance was paid in and spent.
enum StatementPhrases {
  static let statement = Phrase("Statement", es: "Extracto", ko: "거래 내역서", ro: "Extras")
  static let heading = Phrase("Your balance, {0}", es: "Su saldo, {0}", ko: "잔액 내역, {0}", ro: "Soldul dvs., {0}")
  static let back = Phrase("Back to the statement", es: "Volver al extracto", ko: "내역서로 돌아가기", ro: "Înapoi la extras")
  static let closing = Phrase("Left at the end", es: "Saldo final", ko: "기말 잔액", ro: "Sold la sfârșit")
  static let opening = Phrase("There was {0} at the beginning", es: "Al principio había {0}", ko: "기초 잔액 {0}", ro: "La început erau {0}")
  static let unitsLeft = Phrase("Also left", es: "También quedan", ko: "남은 사용량", ro: "Au mai rămas")
  static let voucher = Phrase("with a voucher", es: "con un vale", ko: "바우처 사용", ro: "cu un voucher")
  static let before = Phrase("At the beginning", es: "Saldo inicial", ko: "기초 잔액", ro: "Sold la început")
  static let spent = Phrase("Spent", es: "Gastado", ko: "사용 금액", ro: "Cheltuit")
  static let spentLess = Phrase("Spent, less what was given back", es: "Gastado, menos lo devuelto", ko: "환급을 뺀 사용 금액", ro: "Cheltuit, minus ce s-a restituit")
  static let newest = Phrase("Only the newest {0} are shown.", es: "Solo se muestran los {0} más recientes.", ko: "최근 {0}건만 표시됩니다.", ro: "Apar doar cele mai recente {0}.")
  static let cameAndWent = Phrase("What came and went", es: "Entradas y salidas", ko: "입출금 요약", ro: "Ce a intrat și ce a ieșit")
  static let byService = Phrase("What it was spent on", es: "En qué se ha gastado", ko: "서비스별 사용 금액", ro: "Pe ce s-a cheltuit")
  static let paidIn = Phrase("Paid in, given and moved", es: "Recargas, abonos y traspasos", ko: "충전, 지급 및 이체", ro: "Încărcări, bonusuri și transferuri")
  static let nothing = Phrase("Nothing was used in these days.", es: "No hubo consumo en estos días.", ko: "이 기간에는 사용 내역이 없습니다.", ro: "Nu s-a folosit nimic în aceste zile.")
  static let ask = Phrase("Ask about this statement", es: "Preguntar por este extracto", ko: "이 내역서에 대해 문의하기", ro: "Întrebați despre acest extras")
  static let subject = Phrase("Question about balance {0}, {1}", es: "Pregunta sobre el saldo {0}, {1}", ko: "잔액 {0}({1}) 문의", ro: "Întrebare despre soldul {0}, {1}")

  static func kind(_ kind: ReaderStatementView.Kind) -> Phrase {
    switch kind {
    case .topUp: Phrase("Paid in", es: "Recarga", ko: "충전", ro: "Încărcare")
    case .bonus: Phrase("Given", es: "Bonificación", ko: "보너스", ro: "Bonus")
    case .adjustment: Phrase("Corrected", es: "Corrección", ko: "정정", ro: "Corecție")
    case .transferIn: Phrase("Received from another balance", es: "Recibido de otro saldo", ko: "다른 잔액에서 받음", ro: "Primit din alt sold")
    case .transferOut: Phrase("Moved to another balance", es: "Enviado a otro saldo", ko: "다른 잔액으로 보냄", ro: "Trimis în alt sold")
    case .consumption: Phrase("Spent", es: "Gastado", ko: "사용", ro: "Cheltuit")
    case .refund: Phrase("Given back", es: "Devuelto", ko: "환급", ro: "Restituit")
    case .expiry: Phrase("Expired", es: "Caducado", ko: "만료", ro: "Expirat")
    case .rolloverOut: Phrase("Carried on to the next period", es: "Pasado al periodo siguiente", ko: "다음 기간으로 이월", ro: "Reportat în perioada următoare")
    case .rolloverIn: Phrase("Carried over", es: "Traído del periodo anterior", ko: "이월됨", ro: "Preluat din perioada anterioară")
    }
  }
}
