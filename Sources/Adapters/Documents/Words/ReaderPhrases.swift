/// Words of the pages that readers of bills have to themselves.
enum ReaderPhrases {
  static let yourBill = Phrase("Your bill for {0}", es: "Su factura del periodo {0}", ko: "{0} 청구서", ro: "Factura dvs. pentru {0}")
  static let bill = Phrase("Your bill", es: "Su factura", ko: "나의 청구서", ro: "Factura dvs.")
  static let backToBill = Phrase("Back to the bill", es: "Volver a la factura", ko: "청구서로 돌아가기", ro: "Înapoi la factură")
  static let onThisPage = Phrase("On this page", es: "En esta página", ko: "이 페이지의 내용", ro: "Pe această pagină")

  static let wasDue = Phrase("Was due on {0}", es: "Venció el {0}", ko: "납부 기한 {0}이 지났습니다", ro: "A fost scadentă la {0}")
  static let daysLeft = Phrase("{0} left", es: "quedan {0}", ko: "{0} 남음", ro: "au rămas {0}")
  static let dueToday = Phrase("Due today", es: "Vence hoy", ko: "오늘이 납부 기한입니다", ro: "Scadentă astăzi")
  static let stillOpen = Phrase("Still to be paid", es: "Pendiente de pago", ko: "미납 금액", ro: "Rămas de plată")
  static let ofTotal = Phrase("of {0} in all", es: "de un total de {0}", ko: "총 {0} 중", ro: "dintr-un total de {0}")
  static let paid = Phrase("Paid, thank you", es: "Pagada, gracias", ko: "납부 완료. 감사합니다", ro: "Plătită, vă mulțumim")
  static let credited = Phrase("Given back in full", es: "Abonada por completo", ko: "전액 환급됨", ro: "Creditată integral")
  static let howToPay = Phrase("How to pay", es: "Cómo pagar", ko: "납부 방법", ro: "Cum plătiți")
  static let wasToPay = Phrase(
    "{0} was due by {1} and is still open. Please pay it now.", es: "{0} vencieron el {1} y siguen pendientes. Páguelos ahora, por favor.",
    ko: "{1}까지 납부하실 {0}이(가) 미납 상태입니다. 지금 납부해 주십시오.", ro: "{0} erau de plătit până la {1} și sunt încă deschiși. Vă rugăm să plătiți acum.")
  static let payNow = Phrase("Pay now", es: "Pagar ahora", ko: "지금 납부하기", ro: "Plătiți acum")
  static let scan = Phrase(
    "Scan it with your banking app: amount, account and reference are filled in.", es: "Escanéelo con la aplicación de su banco: importe, cuenta y referencia se rellenan solos.",
    ko: "은행 앱으로 스캔하면 금액, 계좌, 입금 메모가 자동으로 채워집니다.", ro: "Scanați-l cu aplicația băncii: suma, contul și referința se completează singure.")

  static let why = Phrase("Where the amount comes from", es: "De dónde sale el importe", ko: "금액이 나온 근거", ro: "De unde vine suma")
  static let whyHint = Phrase(
    "Open a service to see its charges; each charge leads to its steps and to every use behind it.",
    es: "Abra un servicio para ver sus cargos; cada cargo lleva a sus pasos y a cada consumo que lo compone.",
    ko: "서비스를 열면 요금이 나옵니다. 각 요금에서 계산 단계와 모든 사용 내역을 볼 수 있습니다.",
    ro: "Deschideți un serviciu ca să-i vedeți costurile; fiecare cost duce la pașii lui și la fiecare consum din spate.")
  static let allLines = Phrase("All {0}", es: "Ver {0}", ko: "전체 {0} 보기", ro: "Toate: {0}")
  static let share = Phrase("{0} of all charges", es: "{0} de todos los cargos", ko: "전체 요금의 {0}", ro: "{0} din toate costurile")

  static let pastBills = Phrase("Your last bills", es: "Sus últimas facturas", ko: "최근 청구서", ro: "Ultimele dvs. facturi")
  static let billsAbout = Phrase(
    "{0}: from {1} to {2}; this bill {3}", es: "{0}: de {1} a {2}; esta factura, {3}", ko: "{0}: {1}에서 {2} 사이, 이번 청구서 {3}", ro: "{0}: între {1} și {2}; această factură, {3}")
  static let thisOne = Phrase("this bill", es: "esta factura", ko: "이번 청구서", ro: "această factură")
  static let state = Phrase("State", es: "Estado", ko: "상태", ro: "Stare")
  static let open = Phrase("Open", es: "Pendiente", ko: "미납", ro: "Neplătită")
  static let openOf = Phrase("{0} open", es: "{0} pendientes", ko: "{0} 미납", ro: "{0} neplătiți")
  static let settled = Phrase("Settled", es: "Saldada", ko: "완납", ro: "Achitată")

  static let history = Phrase("Payments and what was owed", es: "Pagos y saldo", ko: "납부 내역과 잔액", ro: "Plăți și sold")
  static let day = Phrase("Day", es: "Día", ko: "날짜", ro: "Zi")
  static let owed = Phrase("Owed after it", es: "Saldo después", ko: "이후 잔액", ro: "Sold după")
  static func movement(_ kind: AccountMovement.Kind) -> Phrase {
    switch kind {
    case .invoice: Phrase("Invoice {0}", es: "Factura {0}", ko: "청구서 {0}", ro: "Factura {0}")
    case .creditNote: Phrase("Credit note {0}", es: "Factura rectificativa {0}", ko: "정정 청구서 {0}", ro: "Nota de credit {0}")
    case .payment: Phrase("Payment {0}", es: "Pago {0}", ko: "납부 {0}", ro: "Plata {0}")
    }
  }

  static let documents = Phrase("To keep", es: "Para guardar", ko: "보관용 문서", ro: "De păstrat")
  static let pdf = Phrase("The bill as a PDF", es: "La factura en PDF", ko: "청구서 PDF", ro: "Factura în PDF")
  static let usagePDF = Phrase("Every use, itemised, as a PDF", es: "El detalle de todo el consumo en PDF", ko: "전체 사용 내역 PDF", ro: "Consumul detaliat în PDF")
  static let eInvoice = Phrase("The e-invoice for your accounting (XML)", es: "La factura electrónica para su contabilidad (XML)", ko: "회계용 전자 청구서(XML)", ro: "Factura electronică pentru contabilitate (XML)")
  static let creditPDF = Phrase("The credit note as a PDF", es: "La factura rectificativa en PDF", ko: "정정 청구서 PDF", ro: "Nota de credit în PDF")

  static let questions = Phrase("Questions?", es: "¿Alguna pregunta?", ko: "궁금한 점이 있으신가요?", ro: "Aveți întrebări?")
  static let askBill = Phrase("Ask about this bill", es: "Preguntar por esta factura", ko: "이 청구서에 대해 문의하기", ro: "Întrebați despre această factură")
  static let askLine = Phrase("Ask about this charge", es: "Preguntar por este cargo", ko: "이 요금에 대해 문의하기", ro: "Întrebați despre acest cost")
  static let askHint = Phrase(
    "Write to us; the message already says which bill it is about.", es: "Escríbanos; el mensaje ya dice de qué factura se trata.", ko: "문의 메일에는 어떤 청구서인지 이미 적혀 있습니다.",
    ro: "Scrieți-ne; mesajul spune deja despre ce factură este vorba.")
  static let subjectBill = Phrase("Question about bill {0}", es: "Pregunta sobre la factura {0}", ko: "청구서 {0} 문의", ro: "Întrebare despre factura {0}")
  static let subjectLine = Phrase("Question about bill {0}, line {1}: {2}", es: "Pregunta sobre la factura {0}, línea {1}: {2}", ko: "청구서 {0}, 항목 {1}({2}) 문의", ro: "Întrebare despre factura {0}, linia {1}: {2}")

  static let askCredit = Phrase("Ask about this credit note", es: "Preguntar por esta factura rectificativa", ko: "이 정정 청구서에 대해 문의하기", ro: "Întrebați despre această notă de credit")
  static let subjectCredit = Phrase("Question about credit note {0}", es: "Pregunta sobre la factura rectificativa {0}", ko: "정정 청구서 {0} 문의", ro: "Întrebare despre nota de credit {0}")

  static let linkEnds = Phrase(
    "This page is yours alone. Its link works until {0}; do not pass it on.", es: "Esta página es solo suya. El enlace funciona hasta el {0}; no lo comparta.",
    ko: "이 페이지는 고객님만 볼 수 있습니다. 링크는 {0}까지 사용할 수 있으며, 다른 사람에게 전달하지 마십시오.", ro: "Pagina este doar a dvs. Linkul funcționează până la {0}; nu îl dați mai departe.")

  static let lineOf = Phrase("Line {0} of invoice {1}", es: "Línea {0} de la factura {1}", ko: "청구서 {1}의 항목 {0}", ro: "Linia {0} a facturii {1}")
  static let howItIsMade = Phrase("How the amount is made", es: "Cómo se obtiene el importe", ko: "금액 계산 과정", ro: "Cum rezultă suma")
  static let changedHere = Phrase("What changed here", es: "Qué ha cambiado aquí", ko: "달라진 점", ro: "Ce s-a schimbat aici")
  static let everyUse = Phrase("Every use behind it", es: "Cada consumo que lo compone", ko: "전체 사용 내역", ro: "Fiecare consum din spate")
  static let eventsShown = Phrase("{0} to {1} of {2}", es: "{0} a {1} de {2}", ko: "전체 {2} 중 {0}–{1}", ro: "{0}–{1} din {2}")
  static let noUse = Phrase(
    "No use stands behind this charge; the steps say all there is.", es: "Este cargo no depende del consumo; los pasos lo dicen todo.", ko: "이 요금은 사용량과 무관합니다. 계산 단계가 전부입니다.",
    ro: "Acest cost nu depinde de consum; pașii spun tot.")
  static let earlier = Phrase("Earlier", es: "Anteriores", ko: "이전", ro: "Mai devreme")
  static let later = Phrase("Later", es: "Siguientes", ko: "다음", ro: "Mai târziu")
  static let previousLine = Phrase("Previous charge", es: "Cargo anterior", ko: "이전 요금", ro: "Costul anterior")
  static let nextLine = Phrase("Next charge", es: "Cargo siguiente", ko: "다음 요금", ro: "Costul următor")
  static let notices = Phrase("For you", es: "Para usted", ko: "안내", ro: "Pentru dvs.")
  static let collectionWasDue = Phrase(
    "{0} was to be collected from your bank account on {1}. If your bank shows no such debit, ask us.",
    es: "El cargo de {0} en su cuenta bancaria estaba previsto para el {1}. Si su banco no lo muestra, pregúntenos.",
    ko: "{1}에 {0}이(가) 계좌에서 자동이체될 예정이었습니다. 출금 내역이 없으면 문의해 주십시오.",
    ro: "Suma de {0} urma să fie încasată din contul dvs. bancar la {1}. Dacă banca nu arată debitarea, întrebați-ne.")
  static let chargeWasDue = Phrase(
    "{0} was to be charged to your card on {1}. If your card shows no such charge, ask us.",
    es: "El cargo de {0} en su tarjeta estaba previsto para el {1}. Si su tarjeta no lo muestra, pregúntenos.",
    ko: "{1}에 {0}이(가) 카드로 결제될 예정이었습니다. 결제 내역이 없으면 문의해 주십시오.",
    ro: "Suma de {0} urma să fie încasată de pe cardul dvs. la {1}. Dacă nu apare pe card, întrebați-ne.")
}

/// Words of the page for links that open nothing.
enum ReaderRefusalPhrases {
  static let unknown = Phrase("This link opens nothing", es: "Este enlace no abre nada", ko: "열 수 없는 링크입니다", ro: "Acest link nu deschide nimic")
  static let unknownRemedy = Phrase(
    "A part of it may be missing. Open it from the message once more, or copy the whole of it. If that does not help, ask whoever sends your bills for a new link.",
    es: "Puede que falte una parte. Ábralo de nuevo desde el mensaje o cópielo entero. Si no funciona, pida un enlace nuevo a quien le envía las facturas.",
    ko: "링크의 일부가 빠졌을 수 있습니다. 메시지에서 다시 열거나 링크 전체를 복사해 주십시오. 그래도 열리지 않으면 청구서를 보낸 곳에 새 링크를 요청하십시오.",
    ro: "Poate lipsește o parte din el. Deschideți-l încă o dată din mesaj sau copiați-l în întregime. Dacă nu ajută, cereți un link nou celui care vă trimite facturile.")
  static let over = Phrase("This link is too old", es: "Este enlace ha caducado", ko: "만료된 링크입니다", ro: "Acest link a expirat")
  static let overRemedy = Phrase(
    "It worked until {0}. Your bill is where it was: ask for a new link.", es: "Funcionó hasta el {0}. Su factura sigue donde estaba: pida un enlace nuevo.",
    ko: "{0}까지 사용할 수 있었습니다. 청구서는 그대로 있으니 새 링크를 요청하십시오.", ro: "A funcționat până la {0}. Factura dvs. este tot acolo: cereți un link nou.")
  static let takenBack = Phrase("This link was withdrawn", es: "Este enlace se ha retirado", ko: "취소된 링크입니다", ro: "Acest link a fost retras")
  static let takenBackRemedy = Phrase(
    "It opens nothing any more, for your safety. Your bill is where it was: ask for a new link.", es: "Ya no abre nada, por su seguridad. Su factura sigue donde estaba: pida un enlace nuevo.",
    ko: "안전을 위해 더 이상 열리지 않습니다. 청구서는 그대로 있으니 새 링크를 요청하십시오.", ro: "Nu mai deschide nimic, pentru siguranța dvs. Factura dvs. este tot acolo: cereți un link nou.")
  static let askFor = Phrase("Ask for a new link", es: "Pedir un enlace nuevo", ko: "새 링크 요청하기", ro: "Cereți un link nou")
}
