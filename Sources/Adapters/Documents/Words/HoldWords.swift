/// Says in words why an invoice was kept back.
enum HoldPhrases {
  static func check(_ code: String) -> Phrase? {
    switch code {
    case "zero-invoice": Phrase("The total is zero", es: "El total es cero", ko: "합계가 0입니다", ro: "Totalul este zero")
    case "negative-invoice": Phrase("The total is negative", es: "El total es negativo", ko: "합계가 음수입니다", ro: "Totalul este negativ")
    case "unusual-amount":
      Phrase(
        "Many times the customer’s usual amount", es: "Muy por encima del importe habitual del cliente", ko: "평소 금액보다 훨씬 많습니다",
        ro: "De multe ori suma obișnuită a clientului")
    case "unrated-usage":
      Phrase("Usage without a price is left", es: "Queda consumo sin tarifar", ko: "요금이 매겨지지 않은 사용량이 있습니다", ro: "A rămas consum fără preț")
    case "tax-missing":
      Phrase("A tax rate is missing", es: "Falta un tipo impositivo", ko: "세율이 없습니다", ro: "Lipsește o cotă de taxă")
    case "amount-over-limit":
      Phrase("The total is over the limit", es: "El total supera el límite", ko: "합계가 한도를 초과했습니다", ro: "Totalul depășește limita")
    case "amount-overflow":
      Phrase("An amount is too large to bill", es: "Un importe es demasiado grande", ko: "금액이 청구 가능 범위를 넘습니다", ro: "O sumă este prea mare")
    case "cannot-bill":
      Phrase("The account cannot be billed as it is", es: "La cuenta no se puede facturar tal como está", ko: "현재 상태로는 청구할 수 없습니다", ro: "Contul nu poate fi facturat așa cum este")
    case "e-invoice-refused":
      Phrase(
        "Its receiver would refuse it as an e-invoice", es: "El destinatario la rechazaría como factura electrónica", ko: "수신자가 전자 청구서를 거부하게 됩니다",
        ro: "Destinatarul ar refuza-o ca factură electronică")
    case "currency-mismatch":
      Phrase(
        "A charge is in another currency", es: "Un cargo está en otra moneda", ko: "다른 통화의 요금이 있습니다", ro: "Un cost este în altă monedă")
    case "unsafe", "unsafe-state":
      Phrase("The account is in an unsafe state", es: "La cuenta está en un estado inseguro", ko: "계정 상태가 안전하지 않습니다", ro: "Contul este într-o stare nesigură")
    default: nil
    }
  }

  /// What a fact of the evidence is.
  static func fact(_ name: String) -> Phrase? {
    switch name {
    case "gross": Phrase("total", es: "total", ko: "합계", ro: "total")
    case "usual": Phrase("usual", es: "habitual", ko: "평소", ro: "obișnuit")
    case "limit": Phrase("limit", es: "límite", ko: "한도", ro: "limită")
    case "factor": Phrase("held from this many times the usual", es: "se retiene a partir de tantas veces lo habitual", ko: "보류 기준 배수", ro: "se reține de la de atâtea ori suma obișnuită")
    case "invoices": Phrase("invoices compared with", es: "facturas comparadas", ko: "비교한 청구서", ro: "facturi comparate")
    case "lines": Phrase("lines", es: "líneas", ko: "항목", ro: "linii")
    case "events": Phrase("usage events", es: "eventos de consumo", ko: "사용 기록", ro: "evenimente de consum")
    case "first-event": Phrase("the first", es: "el primero", ko: "첫 번째", ro: "primul")
    case "why", "message": Phrase("why", es: "por qué", ko: "이유", ro: "de ce")
    case "remedy": Phrase("remedy", es: "remedio", ko: "해결 방법", ro: "remediu")
    case "rule": Phrase("rule", es: "regla", ko: "규칙", ro: "regulă")
    case "format": Phrase("format", es: "formato", ko: "형식", ro: "format")
    case "term": Phrase("where", es: "dónde", ko: "위치", ro: "unde")
    case "command": Phrase("command", es: "orden", ko: "명령", ro: "comandă")
    case "problem": Phrase("problem", es: "problema", ko: "문제", ro: "problemă")
    case "cause": Phrase("cause", es: "causa", ko: "원인", ro: "cauză")
    case "category": Phrase("tax category", es: "categoría fiscal", ko: "세금 분류", ro: "categorie fiscală")
    case "place": Phrase("place", es: "lugar", ko: "장소", ro: "loc")
    case "day": Phrase("day", es: "día", ko: "날짜", ro: "zi")
    case "price": Phrase("price", es: "precio", ko: "가격", ro: "preț")
    case "sum": Phrase("sum", es: "suma", ko: "합산", ro: "sumă")
    case "charge-currency": Phrase("currency of the charge", es: "moneda del cargo", ko: "요금 통화", ro: "moneda costului")
    case "account-currency": Phrase("currency of the account", es: "moneda de la cuenta", ko: "계정 통화", ro: "moneda contului")
    default: nil
    }
  }
}

extension Ink {
  /// The check in the reader's words, then what it found; sentences of the check itself are marked as English.
  mutating func hold(_ reason: HoldNote) {
    markup("<strong>")
    if let phrase = HoldPhrases.check(reason.code) { words(phrase) } else { text(reason.code) }
    markup("</strong>")
    guard !reason.evidence.isEmpty else { return }
    raw(forms == .html ? " <span class=\"evidence\">" : " \u{B7} ")
    for (index, fact) in reason.evidence.enumerated() {
      if index > 0 { raw("; ") }
      if let phrase = HoldPhrases.fact(fact.name) { words(phrase) } else { text(fact.name) }
      raw(": ")
      switch fact.value {
      case .money(let minor, let currency): money(minor, currency)
      case .number(let number): self.number(number)
      case .day(let day): self.day(day)
      case .text(let name): person(name)
      case .sentence(let sentence):
        markup(language == .en ? "<span>" : "<span lang=\"en\">")
        text(sentence)
        markup("</span>")
      }
    }
    markup("</span>")
  }
}
