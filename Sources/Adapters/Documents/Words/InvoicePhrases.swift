import Invoicing
import Parties
import Rating
import Taxation

/// The invoice page's own words.
enum InvoicePhrases {
  static let invoice = Phrase("Invoice", es: "Factura", ko: "청구서", ro: "Factură")
  static let draft = Phrase("Draft", es: "Borrador", ko: "초안", ro: "Ciornă")
  static let skip = Phrase("Skip to the content", es: "Ir al contenido", ko: "본문으로 바로가기", ro: "Salt la conținut")
  static let pages = Phrase("Pages", es: "Páginas", ko: "페이지", ro: "Pagini")
  static let beforeAndAfter = Phrase("Before and after", es: "Anterior y siguiente", ko: "이전과 다음", ro: "Înainte și după")
  static let languages = Phrase("Language", es: "Idioma", ko: "언어", ro: "Limbă")
  static let allInvoices = Phrase("All invoices", es: "Todas las facturas", ko: "전체 청구서", ro: "Toate facturile")
  static let myInvoices = Phrase("Account", es: "Cuenta", ko: "계정", ro: "Cont")
  static let previous = Phrase("Previous invoice", es: "Factura anterior", ko: "이전 청구서", ro: "Factura anterioară")
  static let next = Phrase("Next invoice", es: "Factura siguiente", ko: "다음 청구서", ro: "Factura următoare")

  static let asPDF = Phrase("PDF for print and archive", es: "PDF para imprimir y archivar", ko: "인쇄·보관용 PDF", ro: "PDF pentru tipărire și arhivare")

  static let asReader = Phrase("As its reader sees it", es: "Como lo ve el cliente", ko: "고객이 보는 화면", ro: "Cum o vede clientul")

  static let amountDue = Phrase("Amount due", es: "Importe a pagar", ko: "납부하실 금액", ro: "De plată", named: .amountDue)
  static let expected = Phrase("Expected amount", es: "Importe previsto", ko: "예상 금액", ro: "Sumă estimată")
  static let notYetIssued = Phrase("Not issued", es: "No emitida", ko: "미발행", ro: "Neemisă")
  static let inYourFavour = Phrase("In your favour", es: "A su favor", ko: "환급 예정 금액", ro: "În favoarea dvs.", named: .inYourFavour)
  static let dueBy = Phrase("Due by {0}", es: "Vence el {0}", ko: "납부 기한 {0}", ro: "Scadentă la {0}", named: .dueBy)
  static let nothingToPay = Phrase("Nothing to pay", es: "No tiene que pagar nada", ko: "납부하실 금액이 없습니다", ro: "Nu aveți nimic de plătit", named: .nothingToPay)

  static let from = Phrase("From", es: "Emisor", ko: "공급자", ro: "Furnizor")
  static let to = Phrase("Billed to", es: "Cliente", ko: "청구 대상", ro: "Client", named: .billedTo)
  static let facts = Phrase("Invoice details", es: "Datos de la factura", ko: "청구서 정보", ro: "Datele facturii")
  static let number = Phrase("Number", es: "Número", ko: "번호", ro: "Număr")
  static let issuedOn = Phrase("Issued on", es: "Fecha de emisión", ko: "발행일", ro: "Data emiterii", named: .issuedOn)
  static let period = Phrase("Billing period", es: "Periodo facturado", ko: "청구 기간", ro: "Perioada facturată")
  static let due = Phrase("Due on", es: "Vencimiento", ko: "납부 기한", ro: "Scadență", named: .dueOn)
  static let accountReference = Phrase("Account", es: "Cuenta", ko: "계정", ro: "Cont", named: .account)
  static let taxIdentifier = Phrase("VAT ID {0}", es: "NIF-IVA {0}", ko: "사업자 등록 번호 {0}", ro: "Cod TVA {0}")

  static let changed = Phrase(
    "What changed since the last bill", es: "Qué ha cambiado desde la última factura", ko: "지난 청구서와 달라진 점",
    ro: "Ce s-a schimbat față de factura anterioară", named: .changed)
  static let change = Phrase("Reason", es: "Motivo", ko: "사유", ro: "Motiv")
  static let lastBill = Phrase("Last bill", es: "Última factura", ko: "지난 청구서", ro: "Factura anterioară", named: .lastBill)
  static let thisBill = Phrase("This bill", es: "Esta factura", ko: "이번 청구서", ro: "Această factură", named: .thisBill)

  static let summary = Phrase("Summary", es: "Resumen", ko: "요약", ro: "Rezumat", named: .summary)
  static let composition = Phrase("What the bill is made of", es: "De qué se compone la factura", ko: "청구 금액 구성", ro: "Din ce se compune factura")
  static let kind = Phrase("Kind of charge", es: "Tipo de cargo", ko: "요금 종류", ro: "Tipul de cost")
  static let netTotal = Phrase("Total without tax", es: "Total sin impuestos", ko: "공급가액", ro: "Total fără taxe", named: .netTotal)
  static let taxTotal = Phrase("Tax", es: "Impuestos", ko: "세액", ro: "Taxe", named: .taxTotal)
  static let total = Phrase("Total", es: "Total", ko: "합계", ro: "Total", named: .total)
  static let subtotal = Phrase("Subtotal", es: "Subtotal", ko: "소계", ro: "Subtotal", named: .subtotal)

  static let correction = Phrase("correction", es: "corrección", ko: "정정", ro: "corecție")

  static func group(_ kind: RatedCharge.Kind) -> Phrase {
    switch kind {
    case .recurring: Phrase("Subscriptions", es: "Cuotas", ko: "월정액", ro: "Abonamente")
    case .usage: Phrase("Usage", es: "Consumo", ko: "사용 요금", ro: "Consum")
    case .oneTime: Phrase("One-time charges", es: "Cargos únicos", ko: "일회성 요금", ro: "Costuri unice")
    case .credit: Phrase("Credits", es: "Abonos", ko: "환급", ro: "Credite")
    case .trueUp: Phrase("Commitment", es: "Compromiso de consumo", ko: "약정 정산", ro: "Angajament")
    case .discount: Phrase("Discounts", es: "Descuentos", ko: "할인", ro: "Reduceri")
    case .correction: Phrase("Corrections of earlier bills", es: "Correcciones de facturas anteriores", ko: "이전 청구서 정정", ro: "Corecții ale facturilor anterioare")
    case .thirdParty: Phrase("Other providers", es: "Otros proveedores", ko: "제3자 이용 요금", ro: "Alți furnizori")
    }
  }

  static let details = Phrase("Every charge", es: "Todos los cargos", ko: "상세 내역", ro: "Toate costurile", named: .charges)
  static let detailsHint = Phrase(
    "Open a calculation to see how its amount is made, step by step.", es: "Abra un cálculo para ver, paso a paso, cómo se obtiene su importe.",
    ko: "각 항목의 계산을 열면 금액이 나온 과정을 단계별로 볼 수 있습니다.", ro: "Deschideți un calcul ca să vedeți, pas cu pas, cum rezultă suma.")
  static let openAll = Phrase("Open all calculations", es: "Abrir todos los cálculos", ko: "모든 계산 펼치기", ro: "Deschide toate calculele")
  static let description = Phrase("Description", es: "Concepto", ko: "내역", ro: "Descriere", named: .description)
  static let quantity = Phrase("Quantity", es: "Cantidad", ko: "수량", ro: "Cantitate", named: .quantity)
  static let taxRate = Phrase("Tax rate", es: "Impuesto", ko: "세율", ro: "Cotă", named: .taxRate)
  static let amount = Phrase("Amount", es: "Importe", ko: "금액", ro: "Sumă", named: .amount)
  static let accountCharges = Phrase("Charges on the account", es: "Cargos de la cuenta", ko: "계정 요금", ro: "Costuri pe cont")
  static let subscription = Phrase("Subscription {0}", es: "Suscripción {0}", ko: "가입 {0}", ro: "Abonament {0}")
  static let userAccount = Phrase("Account {0}", es: "Cuenta {0}", ko: "계정 {0}", ro: "Cont {0}")

  static let calculation = Phrase("Calculation", es: "Cálculo", ko: "계산", ro: "Calcul")
  static let howMade = Phrase("How {0} is made", es: "Cómo se obtienen {0}", ko: "{0} 계산 과정", ro: "Cum rezultă {0}")
  static let step = Phrase("Step", es: "Paso", ko: "단계", ro: "Pas")
  static let sum = Phrase("Sum of the steps", es: "Suma de los pasos", ko: "단계 합계", ro: "Suma pașilor")
  static let taxContained = Phrase("Tax contained in it", es: "Impuesto incluido", ko: "포함된 세액", ro: "Taxă inclusă")
  static let withoutTax = Phrase("Without tax", es: "Sin impuestos", ko: "세금 제외", ro: "Fără taxă")
  static let differs = Phrase("The steps do not sum to the amount of the line", es: "Los pasos no suman el importe de la línea", ko: "단계 합계가 항목 금액과 다릅니다", ro: "Pașii nu dau suma liniei")
  static let priceVersion = Phrase("Price {0}", es: "Precio {0}", ko: "가격 {0}", ro: "Preț {0}")
  static let catalog = Phrase("catalog {0}", es: "catálogo {0}", ko: "카탈로그 {0}", ro: "catalogul {0}")
  static let inForceSince = Phrase("in force since {0}", es: "vigente desde el {0}", ko: "{0}부터 적용", ro: "în vigoare din {0}")
  static let inForceUntil = Phrase("until {0}", es: "hasta el {0}", ko: "{0}까지", ro: "până la {0}")
  static let servicePeriod = Phrase("Service period {0}", es: "Periodo de servicio {0}", ko: "이용 기간 {0}", ro: "Perioada serviciului {0}")
  static let eventsBehind = Phrase("Usage behind it", es: "Consumo que lo compone", ko: "해당 사용 내역", ro: "Consumul din spate")
  static let firstOf = Phrase("first {0} of {1}", es: "primeros {0} de {1}", ko: "전체 {1} 중 처음 {0}건", ro: "primele {0} din {1}")
  static let when = Phrase("When", es: "Cuándo", ko: "일시", ro: "Când")
  static let what = Phrase("What", es: "Qué", ko: "내용", ro: "Ce")
  static let record = Phrase("Record", es: "Registro", ko: "기록", ro: "Înregistrare")

  static let tax = Phrase("Tax", es: "Impuestos", ko: "세금", ro: "Taxe")
  static let taxKind = Phrase("Treatment", es: "Tratamiento", ko: "구분", ro: "Regim")
  static let rate = Phrase("Rate", es: "Tipo", ko: "세율", ro: "Cotă")
  static let base = Phrase("Taxable amount", es: "Base imponible", ko: "과세 표준", ro: "Bază impozabilă")

  static func treatment(_ treatment: TaxTreatment) -> Phrase {
    switch treatment {
    case .standard: Phrase("Standard", es: "Sujeto a impuesto", ko: "과세", ro: "Taxabil")
    case .zeroRated: Phrase("Zero-rated", es: "Tipo cero", ko: "영세율", ro: "Cotă zero")
    case .exempt: Phrase("Exempt", es: "Exento", ko: "면세", ro: "Scutit")
    case .reverseCharge:
      Phrase(
        "Reverse charge: the customer accounts for the tax", es: "Inversión del sujeto pasivo: el impuesto lo declara el cliente",
        ko: "대리납부: 공급받는 자가 세금을 납부합니다", ro: "Taxare inversă: taxa este datorată de client")
    case .intraCommunity:
      Phrase("Supply within the European Union", es: "Operación intracomunitaria", ko: "EU 역내 공급", ro: "Livrare intracomunitară")
    case .export: Phrase("Export", es: "Exportación", ko: "수출", ro: "Export")
    case .outsideScope: Phrase("Outside the scope of tax", es: "No sujeto", ko: "과세 대상 아님", ro: "În afara sferei de taxare")
    }
  }

  static let payment = Phrase("Payment", es: "Pago", ko: "납부 안내", ro: "Plată", named: .payment)
  static let pay = Phrase(
    "Please send {0} by {1}.", es: "Transfiera {0} antes del {1}, inclusive.", ko: "{1}까지 {0}을(를) 송금해 주십시오.", ro: "Vă rugăm să transferați {0} până la {1}.", named: .pay)
  static let collect = Phrase(
    "We collect {0} from your bank account on {1}. You need not do anything.",
    es: "Cargaremos {0} en su cuenta bancaria el {1}. No tiene que hacer nada.", ko: "{1}에 {0}이(가) 계좌에서 자동이체됩니다. 따로 하실 일은 없습니다.",
    ro: "Încasăm {0} din contul dvs. bancar la {1}. Nu trebuie să faceți nimic.", named: .collect)
  static let chargeCard = Phrase(
    "We charge {0} to your card on {1}. You need not do anything.", es: "Cargaremos {0} en su tarjeta el {1}. No tiene que hacer nada.",
    ko: "{1}에 {0}이(가) 카드로 결제됩니다. 따로 하실 일은 없습니다.", ro: "Încasăm {0} de pe cardul dvs. la {1}. Nu trebuie să faceți nimic.", named: .chargeCard)
  static let sendCheck = Phrase(
    "Please send a check for {0} to arrive by {1}.", es: "Envíe un cheque de {0} que llegue antes del {1}, inclusive.", ko: "{1}까지 도착하도록 {0} 수표를 보내 주십시오.",
    ro: "Vă rugăm să trimiteți un cec de {0} care să ajungă până la {1}.", named: .sendCheck)
  static let payOther = Phrase("{0} is due by {1}.", es: "{0} vencen el {1}.", ko: "{1}까지 {0}을(를) 납부해 주십시오.", ro: "{0} se plătesc până la {1}.", named: .payOther)
  static let nothing = Phrase(
    "There is nothing to pay on this invoice.", es: "Esta factura no requiere ningún pago.", ko: "이 청구서로 납부하실 금액은 없습니다.",
    ro: "Pentru această factură nu este nimic de plătit.", named: .nothing)
  static let notIssued = Phrase(
    "This is not an issued invoice. Nothing has to be paid.", es: "Esta no es una factura emitida. No hay que pagar nada.",
    ko: "아직 발행되지 않은 청구서입니다. 납부하실 필요가 없습니다.", ro: "Aceasta nu este o factură emisă. Nu trebuie plătit nimic.")
  static let method = Phrase("Method", es: "Forma de pago", ko: "납부 방법", ro: "Metodă", named: .method)
  static let instrument = Phrase("Charged to", es: "Cargo en", ko: "결제 수단", ro: "Debitat din")
  static let payee = Phrase("Payee", es: "Beneficiario", ko: "받는 분", ro: "Beneficiar", named: .payee)
  static let reference = Phrase("Reference", es: "Referencia", ko: "입금 메모", ro: "Referință", named: .reference)

  static func method(_ method: PaymentDetails.Method) -> Phrase? {
    switch method {
    case .transfer: Phrase("Bank transfer", es: "Transferencia", ko: "계좌 이체", ro: "Transfer bancar")
    case .directDebit: Phrase("Direct debit", es: "Domiciliación bancaria", ko: "자동이체", ro: "Debitare directă")
    case .card: Phrase("Card", es: "Tarjeta", ko: "카드", ro: "Card")
    case .check: Phrase("Check", es: "Cheque", ko: "수표", ro: "Cec")
    case .other, .unknown: nil
    }
  }

  static let usage = Phrase("Your usage, day by day", es: "Su consumo, día a día", ko: "일별 사용량", ro: "Consumul dvs., zi cu zi", named: .usage)
  static let usageByMonth = Phrase("month by month", es: "mes a mes", ko: "월별", ro: "lună de lună")
  static let asTable = Phrase("As a table", es: "Como tabla", ko: "표로 보기", ro: "Ca tabel")
  static let day = Phrase("Day", es: "Día", ko: "날짜", ro: "Zi")
  static let chartTotal = Phrase("{0} in all", es: "{0} en total", ko: "총 {0}", ro: "{0} în total")
  static let chartBefore = Phrase("{0} on the last bill", es: "{0} en la última factura", ko: "지난 청구서 {0}", ro: "{0} pe factura anterioară")
  static let chartPeak = Phrase("most on {0}: {1}", es: "máximo el {0}: {1}", ko: "최대 {0}: {1}", ro: "maxim la {0}: {1}")

  static let heldBanner = Phrase(
    "Held for a person to look at. Not issued.", es: "Retenida para revisión. No emitida.", ko: "검토를 위해 보류됨. 발행되지 않음.", ro: "Reținută pentru verificare. Neemisă.")
  static let draftBanner = Phrase(
    "A preview. Not issued.", es: "Vista previa. No emitida.", ko: "미리보기. 발행되지 않음.", ro: "Previzualizare. Neemisă.")
  static let footer = Phrase("Invoice {0} of {1}", es: "Factura {0} del {1}", ko: "청구서 {0}, {1}", ro: "Factura {0} din {1}")
}
