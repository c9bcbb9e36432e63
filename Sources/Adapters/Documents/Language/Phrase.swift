import Primitives

/// The same words in the four languages. `{0}`, `{1}` … are where values go (see `Ink.say`).
struct Phrase: Sendable {
  let en: StaticString
  let es: StaticString
  let ko: StaticString
  let ro: StaticString
  /// By which a template rewords it; `nil` when none may.
  let name: PhraseName?

  init(_ en: StaticString, es: StaticString, ko: StaticString, ro: StaticString, named name: PhraseName? = nil) {
    self.en = en
    self.es = es
    self.ko = ko
    self.ro = ro
    self.name = name
  }

  /// How many values it takes.
  var places: Int {
    en.withUTF8Buffer { bytes in
      bytes.indices.filter { bytes[$0] == 0x7B && $0 + 2 < bytes.count && bytes[$0 + 2] == 0x7D }.map { Int(bytes[$0 + 1]) - 0x2F }.max() ?? 0
    }
  }

  func text(_ language: ReaderLanguage) -> StaticString {
    switch language {
    case .en: en
    case .es: es
    case .ko: ko
    case .ro: ro
    }
  }
}

/// A countable thing with the forms its number asks for (CLDR plural rules of the four languages).
///
/// Romanian has three: 1 zi, 2 zile, 20 de zile. Korean has one, written with its own blank when it takes one.
struct Noun: Sendable {
  let en: (one: StaticString, other: StaticString)
  let es: (one: StaticString, other: StaticString)
  let ko: StaticString
  let ro: (one: StaticString, few: StaticString, other: StaticString)

  init(
    en: (StaticString, StaticString), es: (StaticString, StaticString), ko: StaticString,
    ro: (StaticString, StaticString, StaticString)
  ) {
    self.en = en
    self.es = es
    self.ko = ko
    self.ro = ro
  }

  func form(_ count: Exact, _ language: ReaderLanguage) -> StaticString {
    let isOne = count == 1
    switch language {
    case .en: return isOne ? en.one : en.other
    case .es: return isOne ? es.one : es.other
    case .ko: return ko
    case .ro:
      if isOne { return ro.one }
      guard let whole = count.magnitude.minorUnits(digits: 0, mode: .down), Exact(unscaled: whole, scale: 0) == count.magnitude
      else { return ro.few }
      return whole == 0 || (1...19).contains(whole % 100) ? ro.few : ro.other
    }
  }

  static let day = Noun(en: ("day", "days"), es: ("día", "días"), ko: "일", ro: ("zi", "zile", "de zile"))
  static let second = Noun(
    en: ("second", "seconds"), es: ("segundo", "segundos"), ko: "초", ro: ("secundă", "secunde", "de secunde"))
  static let step = Noun(en: ("step", "steps"), es: ("paso", "pasos"), ko: "단계", ro: ("pas", "pași", "de pași"))
  static let decimal = Noun(
    en: ("decimal", "decimals"), es: ("decimal", "decimales"), ko: "자리", ro: ("zecimală", "zecimale", "de zecimale"))
  static let event = Noun(
    en: ("usage event", "usage events"), es: ("evento de consumo", "eventos de consumo"), ko: "건",
    ro: ("eveniment de consum", "evenimente de consum", "de evenimente de consum"))
  static let line = Noun(en: ("line", "lines"), es: ("línea", "líneas"), ko: "개 항목", ro: ("linie", "linii", "de linii"))
  static let invoice = Noun(
    en: ("invoice", "invoices"), es: ("factura", "facturas"), ko: "건", ro: ("factură", "facturi", "de facturi"))
  static let account = Noun(
    en: ("account", "accounts"), es: ("cuenta", "cuentas"), ko: "개 계정", ro: ("cont", "conturi", "de conturi"))
  static let message = Noun(
    en: ("message", "messages"), es: ("mensaje", "mensajes"), ko: "건", ro: ("mesaj", "mesaje", "de mesaje"))
  static let call = Noun(en: ("call", "calls"), es: ("llamada", "llamadas"), ko: "통화", ro: ("apel", "apeluri", "de apeluri"))
  static let piece = Noun(
    en: ("piece", "pieces"), es: ("pieza", "piezas"), ko: "개", ro: ("bucată", "bucăți", "de bucăți"))
  static let unit = Noun(
    en: ("unit", "units"), es: ("unidad", "unidades"), ko: "개", ro: ("unitate", "unități", "de unități"))
  static let request = Noun(
    en: ("request", "requests"), es: ("petición", "peticiones"), ko: "요청", ro: ("cerere", "cereri", "de cereri"))
  static let user = Noun(
    en: ("user", "users"), es: ("usuario", "usuarios"), ko: "명", ro: ("utilizator", "utilizatori", "de utilizatori"))
  static let month = Noun(en: ("month", "months"), es: ("mes", "meses"), ko: "개월", ro: ("lună", "luni", "de luni"))
}

/// A value on its way into a phrase.
enum Said {
  case text(String)
  case name(LocalizedText)
  case person(String)
  case number(Exact)
  case percent(Exact)
  case money(Int64, Currency)
  case amount(Exact, Currency)
  case count(Int, Noun)
  case quantity(Exact, unit: String)
  /// The same rounded for a glance: `42 min 10 s`.
  case glance(Exact, unit: String)
  case day(Day)
  case days(ServicePeriod)
  case moment(Instant, Zone)
  case words(Phrase)
  case document(DocumentLink)
}

extension Ink {
  /// A phrase with its values in their places.
  mutating func say(_ phrase: Phrase, _ values: Said...) {
    if let own = own(phrase) { return say(own, values) }
    phrase.text(language).withUTF8Buffer { template in
      fill(template, values) { ink, words in ink.bytes.append(contentsOf: words) }
    }
  }

  /// The words of a template in place of a phrase, escaped like all that comes from outside.
  private mutating func say(_ own: String, _ values: [Said]) {
    var own = own
    own.withUTF8 { template in
      fill(template, values) { ink, words in ink.text(String(decoding: words, as: UTF8.self)) }
    }
  }

  private mutating func fill(_ template: UnsafeBufferPointer<UInt8>, _ values: [Said], _ write: (inout Ink, Slice<UnsafeBufferPointer<UInt8>>) -> Void) {
    var start = 0
    var index = 0
    while index < template.count {
      if template[index] == 0x7B, index + 2 < template.count, template[index + 2] == 0x7D {
        write(&self, template[start..<index])
        let place = Int(template[index + 1]) - 0x30
        if values.indices.contains(place) { say(values[place]) }
        index += 3
        start = index
      } else {
        index += 1
      }
    }
    write(&self, template[start...])
  }

  mutating func say(_ value: Said) {
    switch value {
    case .text(let text): self.text(text)
    case .name(let name): self.name(name)
    case .person(let name): person(name)
    case .number(let value): number(value)
    case .percent(let value): percent(value)
    case .money(let minor, let currency): money(minor, currency)
    case .amount(let value, let currency): amount(value, currency)
    case .count(let count, let noun): self.count(Exact(count), noun)
    case .quantity(let value, let unit): quantity(value, unit)
    case .glance(let value, let unit): glance(value, unit)
    case .day(let day): self.day(day)
    case .days(let period): days(period)
    case .moment(let instant, let zone): moment(instant, in: zone)
    case .words(let phrase): words(phrase)
    case .document(let link): document(link)
    }
  }

  /// `8 days`, `8 zile`, `8일`.
  mutating func count(_ count: Exact, _ noun: Noun) {
    number(count)
    if language != .ko { blank() }
    raw(noun.form(count, language))
  }
}
