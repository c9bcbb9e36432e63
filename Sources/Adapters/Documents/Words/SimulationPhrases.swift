/// Words of the simulation page.
enum SimulationPhrases {
  static let title = Phrase("Price simulation", es: "Simulación de precios", ko: "요금 시뮬레이션", ro: "Simulare de prețuri")
  static let over = Phrase("Bills that closed within {0}", es: "Facturas cerradas en {0}", ko: "{0} 동안 마감된 청구서", ro: "Facturi închise în {0}")
  static let segment = Phrase("segment {0}", es: "segmento {0}", ko: "세그먼트 {0}", ro: "segmentul {0}")
  static let pricedOn = Phrase("prices of {0}", es: "precios del {0}", ko: "{0} 기준 요금", ro: "prețurile din {0}")
  static let draft = Phrase("Draft catalog", es: "Catálogo borrador", ko: "초안 카탈로그", ro: "Catalog ciornă")
  static let nothingWritten = Phrase(
    "Computed from stored usage and subscriptions; nothing was booked or changed.",
    es: "Calculado con el consumo y los contratos guardados; nada se ha contabilizado ni cambiado.",
    ko: "저장된 사용량과 가입 정보로 계산했으며, 기록하거나 변경한 것은 없습니다.",
    ro: "Calculat din consumul și abonamentele păstrate; nimic nu a fost înregistrat sau schimbat.")
  static let together = Phrase(
    "What customers would pay together, tax included", es: "Lo que pagarían los clientes en conjunto, impuestos incluidos",
    ko: "세금을 포함해 고객이 전체로 내는 금액의 변화", ro: "Cât ar plăti clienții împreună, cu taxe")
  static let fromTo = Phrase("{0} today, {1} with the draft", es: "{0} hoy, {1} con el borrador", ko: "현재 {0}, 초안 적용 시 {1}", ro: "{0} azi, {1} cu ciorna")
  static let net = Phrase("Net revenue", es: "Ingresos netos", ko: "순매출", ro: "Venit net")
  static let bills = Phrase("Bills", es: "Facturas", ko: "청구서", ro: "Facturi")
  static let less = Phrase("Pay less", es: "Pagan menos", ko: "덜 내는 계정", ro: "Plătesc mai puțin")
  static let same = Phrase("The same", es: "Igual", ko: "같은 계정", ro: "La fel")
  static let more = Phrase("Pay more", es: "Pagan más", ko: "더 내는 계정", ro: "Plătesc mai mult")
  static let notPriced = Phrase("Not priced", es: "Sin precio", ko: "계산 불가", ro: "Fără preț")
  static let byOffering = Phrase("Net revenue by offering", es: "Ingresos netos por oferta", ko: "상품별 순매출", ro: "Venit net pe ofertă")
  static let offering = Phrase("Offering", es: "Oferta", ko: "상품", ro: "Ofertă")
  static let today = Phrase("Today", es: "Hoy", ko: "현재", ro: "Azi")
  static let withDraft = Phrase("With the draft", es: "Con el borrador", ko: "초안 적용", ro: "Cu ciorna")
  static let difference = Phrase("Difference", es: "Diferencia", ko: "차이", ro: "Diferență")
  static let other = Phrase("Discounts and other", es: "Descuentos y otros", ko: "할인 및 기타", ro: "Reduceri și altele")
  static let winnersAndLosers = Phrase("Who pays more, who pays less", es: "Quién paga más y quién menos", ko: "누가 더 내고 덜 내는가", ro: "Cine plătește mai mult, cine mai puțin")
  static let distribution = Phrase(
    "Accounts by the change of what they pay, in per cent", es: "Cuentas según el cambio de lo que pagan, en por ciento",
    ko: "지불액 변화율(%)별 계정 수", ro: "Conturi după schimbarea sumei plătite, în procente")
  static let change = Phrase("Change", es: "Cambio", ko: "변화", ro: "Schimbare")
  static let fromNothing = Phrase("from nothing", es: "desde cero", ko: "0원에서", ro: "de la zero")
  static let shock = Phrase("Bill shock", es: "Sobresalto en la factura", ko: "요금 충격", ro: "Șocul facturii")
  static let shockHint = Phrase(
    "Accounts with at least one bill that rises by so much.", es: "Cuentas con al menos una factura que sube tanto.",
    ko: "청구서 하나 이상이 이만큼 오르는 계정입니다.", ro: "Conturi cu cel puțin o factură care crește atât.")
  static let atLeast = Phrase("{0} or more", es: "{0} o más", ko: "{0} 이상", ro: "{0} sau mai mult")
  static let mostAffected = Phrase("Most affected", es: "Los más afectados", ko: "가장 큰 영향을 받는 계정", ro: "Cei mai afectați")
  static let before = Phrase("Today: {0}", es: "Hoy: {0}", ko: "현재: {0}", ro: "Azi: {0}")
  static let after = Phrase("With the draft: {0}", es: "Con el borrador: {0}", ko: "초안 적용: {0}", ro: "Cu ciorna: {0}")
  static let notBilled = Phrase("not billed", es: "no se factura", ko: "청구 없음", ro: "nefacturat")
  static let whyNotPriced = Phrase(
    "These accounts stand in no sum above: the draft has no price for something they hold or used.",
    es: "Estas cuentas no figuran en ninguna suma: el borrador no tiene precio para algo que tienen o consumieron.",
    ko: "초안에 이 계정들이 보유하거나 사용한 항목의 요금이 없어 위 합계에서 제외했습니다.",
    ro: "Aceste conturi nu intră în nicio sumă: ciorna nu are preț pentru ceva ce dețin sau au folosit.")
  static let nobody = Phrase("Nobody pays anything else.", es: "Nadie paga otra cosa.", ko: "지불액이 달라지는 계정이 없습니다.", ro: "Nimeni nu plătește altceva.")
}
