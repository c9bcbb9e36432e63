import Primitives

/// What each kind of explanation step is called.
enum StepPhrases {
  static func name(_ kind: ExplanationStep.Kind) -> Phrase {
    switch kind {
    case .flat: Phrase("Fixed price", es: "Precio fijo", ko: "정액 요금", ro: "Preț fix")
    case .units: Phrase("Price per unit", es: "Precio por unidad", ko: "단가 × 수량", ro: "Preț pe unitate")
    case .tier: Phrase("Tier", es: "Tramo", ko: "구간", ro: "Treaptă")
    case .tierFlat: Phrase("Fixed fee of the tier", es: "Cuota fija del tramo", ko: "구간 고정 요금", ro: "Taxă fixă a treptei")
    case .freeUnits: Phrase("Free units", es: "Unidades gratuitas", ko: "무료 제공량", ro: "Unități gratuite")
    case .package: Phrase("Package", es: "Paquete", ko: "패키지", ro: "Pachet")
    case .block: Phrase("Block", es: "Bloque", ko: "블록", ro: "Bloc")
    case .percent: Phrase("Percentage", es: "Porcentaje", ko: "비율 요금", ro: "Procent")
    case .fixed: Phrase("Fixed part", es: "Parte fija", ko: "고정 금액", ro: "Parte fixă")
    case .minimumPerEvent:
      Phrase("Raised to the minimum per event", es: "Elevado al mínimo por evento", ko: "건당 최소 금액 적용", ro: "Ridicat la minimul pe eveniment")
    case .maximumPerEvent:
      Phrase("Lowered to the maximum per event", es: "Limitado al máximo por evento", ko: "건당 최대 금액 적용", ro: "Limitat la maximul pe eveniment")
    case .connect: Phrase("Connection fee", es: "Establecimiento de llamada", ko: "통화 연결 요금", ro: "Taxă de conectare")
    case .interval: Phrase("Time used", es: "Tiempo consumido", ko: "통화 시간", ro: "Timp consumat")
    case .maximumCost:
      Phrase("Lowered to the maximum cost", es: "Limitado al coste máximo", ko: "최대 요금 적용", ro: "Limitat la costul maxim")
    case .capacity: Phrase("Capacity", es: "Capacidad", ko: "용량", ro: "Capacitate")
    case .dynamic: Phrase("Price at the time of use", es: "Precio en el momento del consumo", ko: "사용 시점 가격", ro: "Preț la momentul consumului")
    case .allowance: Phrase("Included allowance", es: "Consumo incluido", ko: "기본 제공량", ro: "Consum inclus")
    case .proration: Phrase("Part of the period", es: "Parte del periodo", ko: "일할 계산", ro: "Parte din perioadă")
    case .override: Phrase("Agreed price", es: "Precio acordado", ko: "약정 가격", ro: "Preț convenit")
    case .discount: Phrase("Discount", es: "Descuento", ko: "할인", ro: "Reducere")
    case .minimumSpend: Phrase("Raised to the minimum spend", es: "Hasta el consumo mínimo", ko: "최소 이용 금액 적용", ro: "Până la consumul minim")
    case .maximumSpend: Phrase("Lowered to the maximum spend", es: "Limitado al consumo máximo", ko: "최대 이용 금액 적용", ro: "Limitat la consumul maxim")
    case .commitment:
      Phrase("Missing from the commitment", es: "Lo que falta del compromiso", ko: "약정 미달 금액", ro: "Lipsă față de angajament")
    case .trial: Phrase("Free trial", es: "Prueba gratuita", ko: "무료 체험", ro: "Perioadă gratuită")
    case .rounding: Phrase("Rounding", es: "Redondeo", ko: "반올림", ro: "Rotunjire")
    case .credit: Phrase("Credit", es: "Abono", ko: "환급", ro: "Credit")
    case .alreadyBilled: Phrase("Already billed", es: "Ya facturado", ko: "기청구 금액", ro: "Facturat anterior")
    case .thirdParty: Phrase("Charge of another provider", es: "Cargo de otro proveedor", ko: "제3자 이용 요금", ro: "Serviciu al unui terț")
    case .tax: Phrase("Tax", es: "Impuesto", ko: "세금", ro: "Taxă")
    }
  }

  static let times = Phrase("{0} × {1}", es: "{0} × {1}", ko: "{0} × {1}", ro: "{0} × {1}")
  static let percentOf = Phrase("{0} of {1}", es: "{0} de {1}", ko: "{1}의 {0}", ro: "{0} din {1}")
  static let daysOf = Phrase("{0} of {1}", es: "{0} de {1}", ko: "{1} 중 {0}", ro: "{0} din {1}")
  static let capped = Phrase(
    "no more than was billed", es: "como máximo lo facturado", ko: "청구된 금액 한도", ro: "cel mult cât s-a facturat")
  static let above = Phrase("above {0}", es: "desde {0}", ko: "{0} 초과", ro: "peste {0}")
  static let free = Phrase("{0} free", es: "{0} sin coste", ko: "{0} 무료", ro: "{0} gratuit")

  static let roundedTo = Phrase("Rounded to {0}, {1}", es: "Redondeado a {0}, {1}", ko: "소수점 {0}, {1}", ro: "Rotunjit la {0}, {1}")

  /// Which way a rounding goes, after the mode's name in `Rounding`.
  static func mode(_ mode: RoundingMode) -> Phrase {
    switch mode {
    case .halfUp: Phrase("half up", es: "mitad hacia arriba", ko: "반올림", ro: "jumătatea în sus")
    case .halfEven: Phrase("half to even", es: "mitad al par", ko: "짝수 반올림", ro: "jumătatea la par")
    case .halfDown: Phrase("half down", es: "mitad hacia abajo", ko: "오사육입", ro: "jumătatea în jos")
    case .up: Phrase("up", es: "hacia arriba", ko: "올림", ro: "în sus")
    case .down: Phrase("down", es: "hacia abajo", ko: "버림", ro: "în jos")
    case .ceiling: Phrase("towards the larger", es: "hacia el mayor", ko: "큰 쪽으로", ro: "spre valoarea mai mare")
    case .floor: Phrase("towards the smaller", es: "hacia el menor", ko: "작은 쪽으로", ro: "spre valoarea mai mică")
    }
  }
}
