/// The words about templates.
enum TemplatePhrases {
  static let trial = Phrase("Template {0} on {1}", es: "Plantilla {0} en {1}", ko: "{1} 서식 {0} 시험", ro: "Șablonul {0} pe {1}")
  static let summary = Phrase(
    "{0} invoices looked at, {1} for this template, {2} would differ on {3} pages", es: "{0} facturas revisadas, {1} para esta plantilla, {2} cambiarían en {3} páginas",
    ko: "청구서 {0}건 확인, 이 서식 대상 {1}건, 달라지는 청구서 {2}건({3}쪽)", ro: "{0} facturi verificate, {1} pentru acest șablon, {2} s-ar schimba pe {3} pagini")
  static let invoice = Phrase("Invoice", es: "Factura", ko: "청구서", ro: "Factură")
  static let pages = Phrase("Pages", es: "Páginas", ko: "쪽수", ro: "Pagini")
  static let pageCounts = Phrase("{0} → {1}", es: "{0} → {1}", ko: "{0} → {1}", ro: "{0} → {1}")
  static let page = Phrase("Page {0}", es: "Página {0}", ko: "{0}쪽", ro: "Pagina {0}")
  static let firstDifference = Phrase("First text that differs", es: "Primer texto distinto", ko: "처음 달라지는 글", ro: "Primul text diferit")
  static let lookOnly = Phrase("same words, another look", es: "mismas palabras, otro aspecto", ko: "글은 같고 모양만 다름", ro: "aceleași cuvinte, alt aspect")
  static let onScreenOnly = Phrase("only the page on screen", es: "solo la página en pantalla", ko: "화면의 페이지만", ro: "doar pagina de pe ecran")
  static let nothingThere = Phrase("nothing", es: "nada", ko: "없음", ro: "nimic")
  static let none = Phrase("No invoice would differ.", es: "Ninguna factura cambiaría.", ko: "달라지는 청구서가 없습니다.", ro: "Nicio factură nu s-ar schimba.")
  static let mistakes = Phrase("The template has mistakes", es: "La plantilla tiene errores", ko: "서식에 오류가 있습니다", ro: "Șablonul are greșeli")
  static let waiting = Phrase(
    "The page comes back by itself when the file is saved without them.", es: "La página vuelve sola cuando el archivo se guarda sin ellos.",
    ko: "오류 없이 저장하면 페이지가 다시 나타납니다.", ro: "Pagina revine singură când fișierul este salvat fără ele.")
}
