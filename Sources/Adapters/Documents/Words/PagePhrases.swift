/// Words of the list, run, account and error pages.
enum PagePhrases {
  static let invoices = Phrase("Invoices", es: "Facturas", ko: "청구서", ro: "Facturi")
  static let search = Phrase("Search by number, name or account", es: "Buscar por número, nombre o cuenta", ko: "번호, 이름, 계정으로 검색", ro: "Caută după număr, nume sau cont")
  static let find = Phrase("Search", es: "Buscar", ko: "검색", ro: "Caută")
  static let clear = Phrase("Show all", es: "Ver todas", ko: "전체 보기", ro: "Arată toate")
  static let none = Phrase("No invoice matches.", es: "Ninguna factura coincide.", ko: "일치하는 청구서가 없습니다.", ro: "Nicio factură nu corespunde.")
  static let customer = Phrase("Customer", es: "Cliente", ko: "고객", ro: "Client")
  static let pageOf = Phrase("Page {0} of {1}", es: "Página {0} de {1}", ko: "{0} / {1} 페이지", ro: "Pagina {0} din {1}")
  static let before = Phrase("Previous page", es: "Página anterior", ko: "이전 페이지", ro: "Pagina anterioară")
  static let after = Phrase("Next page", es: "Página siguiente", ko: "다음 페이지", ro: "Pagina următoare")
  static let currency = Phrase("Currency", es: "Moneda", ko: "통화", ro: "Monedă")
  static let run = Phrase("Bill run", es: "Proceso de facturación", ko: "청구 실행", ro: "Rulare de facturare")
  static let accounts = Phrase("Accounts", es: "Cuentas", ko: "계정", ro: "Conturi")
  static let lines = Phrase("Lines", es: "Líneas", ko: "항목", ro: "Linii")
  static let held = Phrase("Held", es: "Retenidas", ko: "보류", ro: "Reținute")
  static let heldAccounts = Phrase("Held accounts", es: "Cuentas retenidas", ko: "보류된 계정", ro: "Conturi reținute")
  static let heldNone = Phrase("No account is held.", es: "No hay cuentas retenidas.", ko: "보류된 계정이 없습니다.", ro: "Niciun cont nu este reținut.")
  static let heldFirst = Phrase("The first {0} of {1}", es: "Las primeras {0} de {1}", ko: "전체 {1} 중 처음 {0}", ro: "Primele {0} din {1}")
  static let reason = Phrase("Reason", es: "Motivo", ko: "사유", ro: "Motiv")
  static let seconds = Phrase("Seconds", es: "Segundos", ko: "초", ro: "Secunde")
  static let perSecond = Phrase("Invoices a second", es: "Facturas por segundo", ko: "초당 청구서", ro: "Facturi pe secundă")
  static let verified = Phrase(
    "Verified: totals, counters and journal recomputed from the facts, no difference.",
    es: "Verificado: totales, contadores y diario recalculados a partir de los hechos, sin diferencias.",
    ko: "검증됨: 합계, 카운터, 분개를 원본 기록에서 다시 계산했으며 차이가 없습니다.", ro: "Verificat: totalurile, contoarele și jurnalul recalculate din fapte, fără diferențe.")
  static let notVerified = Phrase(
    "Verification found a difference. Run florin verify to see it.", es: "La verificación encontró una diferencia. Ejecute florin verify para verla.",
    ko: "검증에서 차이가 발견되었습니다. florin verify로 확인하세요.", ro: "Verificarea a găsit o diferență. Rulați florin verify pentru a o vedea.")
  static let totals = Phrase("Totals", es: "Totales", ko: "합계", ro: "Totaluri")
  static let account = Phrase("Account {0}", es: "Cuenta {0}", ko: "계정 {0}", ro: "Cont {0}")

  static let notFound = Phrase("Nothing is here", es: "Aquí no hay nada", ko: "페이지를 찾을 수 없습니다", ro: "Aici nu este nimic")
  static let notFoundRemedy = Phrase(
    "The address names no page. Start from the list of invoices.", es: "La dirección no corresponde a ninguna página. Empiece por la lista de facturas.",
    ko: "주소에 해당하는 페이지가 없습니다. 청구서 목록에서 시작하세요.", ro: "Adresa nu duce la nicio pagină. Porniți de la lista de facturi.")
  static let failed = Phrase("This page could not be made", es: "No se pudo crear esta página", ko: "페이지를 만들 수 없습니다", ro: "Pagina nu a putut fi creată")
  static let failedRemedy = Phrase(
    "Try again; the program’s output on the terminal says more.", es: "Inténtelo de nuevo; la salida del programa en el terminal dice más.",
    ko: "다시 시도하세요. 자세한 내용은 터미널 출력에 있습니다.", ro: "Încercați din nou; ieșirea programului din terminal spune mai multe.")
}
