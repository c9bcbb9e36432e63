import Templates

/// What a template changes in the style of pages, written behind the style sheet: the brand's colours in light, in dark and in
/// print, its typeface, the place of its logo.
enum BrandStyle {
  static func write(_ look: BillLook, to ink: inout Ink) {
    let brand = look.template.brand
    let light = rules(brand, isDark: false)
    if !light.isEmpty {
      ink.css(":root{\(light)}\n@media(prefers-color-scheme:dark){:root{\(rules(brand, isDark: true))}}\n@media print{:root{\(light)}}\n.act{color:var(--panel)!important}\n")
    }
    switch brand.typeface {
    case .openSans: break
    case .notoSans: ink.raw(":root{--sans:\"Noto Sans\",\"Noto Sans KR\",\"Noto Sans CJK KR\",system-ui,sans-serif}\n")
    case .notoSerif: ink.raw(":root{--sans:\"Noto Serif\",\"Noto Serif KR\",Georgia,\"Times New Roman\",serif}\n")
    }
    let texts = look.template.texts
    if texts.greeting != nil || texts.paymentNote != nil || texts.footer != nil {
      ink.raw(".greeting{max-inline-size:44rem;margin-block-end:1.5rem;white-space:pre-line}.say{margin-block-start:1rem;max-inline-size:44rem}.foot .say{flex-basis:100%;margin:0}\n")
    }
    if look.template.layout.sections?.contains(.messages) == true {
      ink.raw(".notices{display:grid;gap:1rem}.notices li{background:var(--tint);border-radius:var(--round);padding:1rem 1.2rem;border-inline-start:4px solid var(--accent)}.notices p+p{margin-block-start:.4rem}\n")
    }
    guard look.logo != nil, let logo = brand.logo else { return }
    ink.css(".brand img{display:block;block-size:\(logo.heightMillimetres)mm;inline-size:auto;max-inline-size:100%}\n")
    // A logo drawn for paper may have nothing but dark ink.
    ink.raw("@media(prefers-color-scheme:dark){.brand img{background:#fff;padding:.4rem;border-radius:.4rem;box-sizing:content-box}}\n@media print{.brand img{padding:0}}\n")
  }

  private static let darkPaper = BrandColour(0x0F1513)

  private static func rules(_ brand: Brand, isDark: Bool) -> String {
    var text = ""
    if let wanted = brand.accent {
      let accent = isDark ? wanted.readable(on: darkPaper, towards: .white) : wanted
      let other: BrandColour = isDark ? .black : .white
      text += "--accent:\(accent.text);--tint:\((isDark ? accent.mixed(84, of: darkPaper) : accent.mixed(93, of: .white)).text);"
      for (place, hundredths) in [0, 30, 52, 72, 84].enumerated() { text += "--s\(place + 1):\(accent.mixed(hundredths, of: other).text);" }
      text += isDark ? "--s6:#646d76;--s7:#9199a2;--s8:#4d545b;" : "--s6:#9aa4a8;--s7:#6c777c;--s8:#c9d0d3;"
    }
    if let panel = BrandColours.panel(brand) { text += "--panel:\(panel.text);--panel-ink:#fff;--panel-muted:\(BrandColours.muted(on: panel).text);" }
    return text
  }
}

extension Ink {
  /// Style worked out from a template's colours and sizes: digits and letters of ours, nothing from outside.
  mutating func css(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
