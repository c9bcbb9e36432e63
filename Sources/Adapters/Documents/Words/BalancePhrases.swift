/// Words of the page that shows a balance while it is spent.
enum BalancePhrases {
  static let balance = Phrase("Balance", es: "Saldo", ko: "잔액", ro: "Sold")
  static let balances = Phrase("Balances", es: "Saldos", ko: "잔액", ro: "Solduri")
  static let available = Phrase("May still be spent", es: "Disponible", ko: "사용 가능 금액", ro: "Mai poate fi cheltuit")
  static let reserved = Phrase("Set aside for what is going on: {0}", es: "Reservado para lo que está en curso: {0}", ko: "진행 중인 사용에 예약됨: {0}", ro: "Rezervat pentru ce este în curs: {0}")
  static let runsOut = Phrase(
    "If it goes on as in the last days, it lasts until {0}", es: "Al ritmo de los últimos días dura hasta el {0}", ko: "최근과 같은 속도라면 {0}까지 사용할 수 있습니다",
    ro: "În ritmul ultimelor zile ajunge până la {0}")
  static let prepaid = Phrase("Paid in before it is used", es: "Prepago", ko: "선불", ro: "Preplătit")
  static let hybrid = Phrase("Paid in before it is used, with a credit limit", es: "Prepago con límite de crédito", ko: "신용 한도가 있는 선불", ro: "Preplătit, cu limită de credit")
  static let postpaid = Phrase("Stands on the bill; this is its limit", es: "Va a la factura; este es su límite", ko: "청구서에 청구되며, 이 금액은 한도입니다", ro: "Apare pe factură; aceasta este limita")
  static let now = Phrase("Going on now", es: "En curso", ko: "현재 사용 중", ro: "În curs")
  static let nothing = Phrase("Nothing is being used at this moment.", es: "En este momento no se usa nada.", ko: "현재 사용 중인 서비스가 없습니다.", ro: "În acest moment nu se folosește nimic.")
  static let service = Phrase("Service", es: "Servicio", ko: "서비스", ro: "Serviciu")
  static let used = Phrase("Used", es: "Usado", ko: "사용량", ro: "Folosit")
  static let granted = Phrase("May be used next", es: "Puede usarse ahora", ko: "다음 사용 가능량", ro: "Se poate folosi acum")
  static let last = Phrase("the last", es: "lo último", ko: "마지막", ro: "ultimul")
  static let since = Phrase("Since {0}", es: "Desde {0}", ko: "{0}부터", ro: "De la {0}")
  static let buckets = Phrase("What is there", es: "Lo que hay", ko: "보유 내역", ro: "Ce există")
  static let until = Phrase("Until {0}", es: "Hasta {0}", ko: "{0}까지", ro: "Până la {0}")
  static let limits = Phrase("Limits", es: "Límites", ko: "한도", ro: "Limite")
  static let ofLimit = Phrase("{0} of {1}", es: "{0} de {1}", ko: "{1} 중 {0}", ro: "{0} din {1}")
  static let lastCharges = Phrase("Taken last", es: "Últimos cargos", ko: "최근 차감", ro: "Ultimele consumuri")
  static let notCollected = Phrase("Not collected", es: "No cobrado", ko: "받지 못한 금액", ro: "Neîncasat")
  static let beyondLimit = Phrase(
    "Of it beyond the limit; it stands on the bill", es: "De ello, por encima del límite; va a la factura", ko: "그중 한도 초과분(청구서에 청구됨)", ro: "Din care peste limită; apare pe factură")
  static let live = Phrase("This page renews itself every {0} seconds.", es: "Esta página se renueva cada {0} segundos.", ko: "이 페이지는 {0}초마다 새로 고쳐집니다.", ro: "Pagina se reînnoiește la fiecare {0} secunde.")
  static let pause = Phrase("Stop that", es: "Detener", ko: "중지", ro: "Oprește")
  static let resume = Phrase("Renew it every few seconds", es: "Renovar cada pocos segundos", ko: "몇 초마다 새로 고침", ro: "Reînnoiește la câteva secunde")
  static let asOf = Phrase("As of {0}", es: "A las {0}", ko: "{0} 기준", ro: "La {0}")
}
