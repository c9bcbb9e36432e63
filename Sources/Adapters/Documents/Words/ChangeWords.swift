public import Invoicing
public import Primitives

/// Says in words why a bill differs from the previous one.
public enum ChangeWords {
  /// One reason as a plain sentence, without its amount.
  public static func sentence(_ change: BillChange, currency: Currency, language: ReaderLanguage) -> String {
    var ink = Ink(language, .plain)
    ink.change(change, currency)
    return ink.string
  }
}

enum ChangePhrases {
  static let added = Phrase("{0} is new on this bill", es: "{0} es nuevo en esta factura", ko: "{0}: 이번에 새로 추가됨", ro: "{0} este nou pe această factură")
  static let removed = Phrase(
    "{0} is no longer on this bill", es: "{0} ya no está en esta factura", ko: "{0}: 이번 청구서에서 제외됨", ro: "{0} nu mai este pe această factură")
  static let price = Phrase(
    "The price of {0} went from {1} to {2}", es: "El precio de {0} pasó de {1} a {2}", ko: "{0}: 가격이 {1}에서 {2}(으)로 변경됨",
    ro: "Prețul pentru {0} s-a schimbat de la {1} la {2}")
  static let quantity = Phrase(
    "{0}: {2} instead of {1}", es: "{0}: {2} en lugar de {1}", ko: "{0}: {1} → {2}", ro: "{0}: {2} în loc de {1}")
  static let moreUsage = Phrase(
    "You used more {0}: {2} instead of {1}", es: "Más consumo de {0}: {2} en lugar de {1}", ko: "{0} 사용량 증가: {1} → {2}",
    ro: "Consum mai mare la {0}: {2} în loc de {1}")
  static let lessUsage = Phrase(
    "You used less {0}: {2} instead of {1}", es: "Menos consumo de {0}: {2} en lugar de {1}", ko: "{0} 사용량 감소: {1} → {2}",
    ro: "Consum mai mic la {0}: {2} în loc de {1}")
  static let firstUsage = Phrase(
    "{0} was used: {1}, none before", es: "Hubo consumo de {0}: {1}, antes ninguno", ko: "{0} 사용 시작: {1}, 이전에는 없음", ro: "S-a consumat {0}: {1}, înainte nimic")
  static let noUsage = Phrase(
    "No {0} this time, {1} before", es: "Esta vez sin {0}, antes {1}", ko: "{0} 사용 없음, 이전에는 {1}", ro: "De data aceasta fără {0}, înainte {1}")
  static let sameUsage = Phrase(
    "{0}: the same usage at another price", es: "{0}: mismo consumo a otro precio", ko: "{0}: 사용량은 같고 단가가 다름",
    ro: "{0}: același consum la alt preț")
  static let days = Phrase(
    "{0} for {2} instead of {1}", es: "{0} durante {2} en lugar de {1}", ko: "{0}: {1} → {2} 이용", ro: "{0} pentru {2} în loc de {1}")
  static let plan = Phrase(
    "{0} of the old plan, {1}, and {2} of the new one, {3}", es: "{0} del plan anterior, {1}, y {2} del nuevo, {3}",
    ko: "이전 요금제({1}) {0}, 새 요금제({3}) {2} 이용", ro: "{0} din abonamentul vechi, {1}, și {2} din cel nou, {3}")
  static let discountStarted = Phrase(
    "The discount {0} began", es: "Empezó el descuento {0}", ko: "{0} 할인 시작", ro: "A început reducerea {0}")
  static let discountEnded = Phrase(
    "The discount {0} ended", es: "Terminó el descuento {0}", ko: "{0} 할인 종료", ro: "S-a încheiat reducerea {0}")
  static let oneTime = Phrase("{0} is charged once", es: "{0} se cobra una sola vez", ko: "{0}: 일회성 요금", ro: "{0} se plătește o singură dată")
  static let oneTimeGone = Phrase(
    "{0} was charged once, on the last bill", es: "{0} se cobró una sola vez, en la factura anterior", ko: "{0}: 지난번 일회성 요금 종료",
    ro: "{0} s-a plătit o singură dată, pe factura anterioară")
  static let credit = Phrase("Credit for {0}", es: "Abono por {0}", ko: "{0} 환급", ro: "Credit pentru {0}")
  static let creditPlain = Phrase("Credits", es: "Abonos", ko: "환급", ro: "Credite")
  static let thirdParty = Phrase("Charges of other providers: {0}", es: "Cargos de otros proveedores: {0}", ko: "제3자 이용 요금: {0}", ro: "Servicii ale terților: {0}")
  static let thirdPartyPlain = Phrase("Charges of other providers", es: "Cargos de otros proveedores", ko: "제3자 이용 요금", ro: "Servicii ale terților")
  static let taxRate = Phrase(
    "The tax rate went from {0} to {1}", es: "El impuesto pasó del {0} al {1}", ko: "세율이 {0}에서 {1}(으)로 변경됨",
    ro: "Cota de taxă s-a schimbat de la {0} la {1}")
  static let firstBill = Phrase("This is your first bill", es: "Es su primera factura", ko: "첫 청구서입니다", ro: "Este prima dvs. factură")
  static let otherNamed = Phrase("{0}: other changes", es: "{0}: otros cambios", ko: "{0}: 기타 변동", ro: "{0}: alte schimbări")
  static let other = Phrase("Other changes", es: "Otros cambios", ko: "기타 변동", ro: "Alte schimbări")

  static let higher = Phrase(
    "{0} more than your bill of {1}", es: "{0} más que su factura del {1}", ko: "{1} 청구서보다 {0} 늘었습니다", ro: "Cu {0} mai mult decât factura din {1}")
  static let lower = Phrase(
    "{0} less than your bill of {1}", es: "{0} menos que su factura del {1}", ko: "{1} 청구서보다 {0} 줄었습니다", ro: "Cu {0} mai puțin decât factura din {1}")
  static let same = Phrase("The same as your bill of {0}", es: "Igual que su factura del {0}", ko: "{0} 청구서와 같습니다", ro: "La fel ca factura din {0}")
}

extension Ink {
  mutating func change(_ change: BillChange, _ currency: Currency) {
    let name = Said.name(change.name)
    let isNamed = !change.name.byLanguage.isEmpty
    switch change.reason {
    case .firstBill: words(ChangePhrases.firstBill)
    case .newItem: say(ChangePhrases.added, name)
    case .endedItem: say(ChangePhrases.removed, name)
    case .price(let before, let after): say(ChangePhrases.price, name, .amount(before, currency), .amount(after, currency))
    case .quantity(let before, let after, let unit):
      say(ChangePhrases.quantity, name, .quantity(before, unit: unit), .quantity(after, unit: unit))
    case .usage(let before, let after, let unit):
      usage(name, before, after, unit)
    case .proration(let before, let after): say(ChangePhrases.days, name, .count(before, .day), .count(after, .day))
    case .planChange(let old, let oldDays, let new, let newDays):
      say(ChangePhrases.plan, .count(oldDays, .day), .name(old), .count(newDays, .day), .name(new))
    case .discountStarted: say(ChangePhrases.discountStarted, name)
    case .discountEnded: say(ChangePhrases.discountEnded, name)
    case .oneTime: say(change.amountMinor < 0 ? ChangePhrases.oneTimeGone : ChangePhrases.oneTime, name)
    case .credit: if isNamed { say(ChangePhrases.credit, name) } else { words(ChangePhrases.creditPlain) }
    case .thirdParty: if isNamed { say(ChangePhrases.thirdParty, name) } else { words(ChangePhrases.thirdPartyPlain) }
    case .taxRate(let before, let after): say(ChangePhrases.taxRate, .percent(before), .percent(after))
    case .other: if isNamed { say(ChangePhrases.otherNamed, name) } else { words(ChangePhrases.other) }
    }
  }

  private mutating func usage(_ name: Said, _ before: Exact, _ after: Exact, _ unit: String) {
    if before == after { return say(ChangePhrases.sameUsage, name) }
    if before.isZero { return say(ChangePhrases.firstUsage, name, .glance(after, unit: unit)) }
    if after.isZero { return say(ChangePhrases.noUsage, name, .glance(before, unit: unit)) }
    say(
      after > before ? ChangePhrases.moreUsage : ChangePhrases.lessUsage, name, .glance(before, unit: unit),
      .glance(after, unit: unit))
  }
}
