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
    case "currency-mismatch":
      Phrase(
        "A charge is in another currency", es: "Un cargo está en otra moneda", ko: "다른 통화의 요금이 있습니다", ro: "Un cost este în altă monedă")
    case "unsafe", "unsafe-state":
      Phrase("The account is in an unsafe state", es: "La cuenta está en un estado inseguro", ko: "계정 상태가 안전하지 않습니다", ro: "Contul este într-o stare nesigură")
    default: nil
    }
  }
}

extension Ink {
  /// The check in the reader's words, then the evidence as the check wrote it.
  mutating func hold(_ reason: HoldNote) {
    if let phrase = HoldPhrases.check(reason.code) {
      raw("<strong>")
      words(phrase)
      raw("</strong>")
    } else {
      raw("<strong>")
      text(reason.code)
      raw("</strong>")
    }
    guard !reason.evidence.isEmpty else { return }
    raw(language == .en ? " <span class=\"evidence\">" : " <span class=\"evidence\" lang=\"en\">")
    text(reason.evidence)
    raw("</span>")
  }
}
