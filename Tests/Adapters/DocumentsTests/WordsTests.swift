@testable import Documents
import Invoicing
import Primitives
import Rating
import Taxation
import Testing

/// Everything that has to be said can be said in all four languages.
@Suite struct WordsTests {
  static func plain(_ phrase: Phrase) -> [String] { ReaderLanguage.allCases.map { phrase.text($0).description } }

  /// Words are there, and the other languages do not repeat the English ones (short words may be the same).
  static func isTranslated(_ phrase: Phrase) -> Bool {
    let words = plain(phrase)
    return words.allSatisfy { !$0.isEmpty } && words[2] != words[0] && (words[1] != words[0] || words[3] != words[0] || words[0].count < 8)
  }

  @Test(arguments: ExplanationStep.Kind.allCases) func everyKindOfStepHasWords(_ kind: ExplanationStep.Kind) {
    #expect(Self.isTranslated(StepPhrases.name(kind)))
  }

  @Test(arguments: RatedCharge.Kind.allCases) func everyKindOfChargeHasWords(_ kind: RatedCharge.Kind) {
    #expect(Self.isTranslated(InvoicePhrases.group(kind)))
  }

  @Test(arguments: TaxTreatment.allCases) func everyTaxTreatmentHasWords(_ treatment: TaxTreatment) {
    #expect(Self.isTranslated(InvoicePhrases.treatment(treatment)))
  }

  @Test(arguments: RoundingMode.allCases) func everyRoundingHasWords(_ mode: RoundingMode) {
    #expect(Self.isTranslated(StepPhrases.mode(mode)))
  }

  @Test(arguments: HoldReason.Code.allCases) func everyReasonForHoldingHasWords(_ code: HoldReason.Code) throws {
    #expect(Self.isTranslated(try #require(HoldPhrases.check(code.rawValue))))
  }

  static let reasons: [BillChange.Reason] = [
    .firstBill, .newItem, .endedItem, .price(before: 20, after: 25), .quantity(before: 1, after: 3, unit: ""),
    .usage(before: 14_400, after: 25_230, unit: "s"), .usage(before: 9, after: 2, unit: "message"), .usage(before: 2, after: 2, unit: "message"),
    .usage(before: 0, after: 2, unit: "message"), .usage(before: 2, after: 0, unit: "message"),
    .proration(beforeDays: 31, afterDays: 8), .planChange(old: "Basic", oldDays: 8, new: "Plus", newDays: 23), .discountStarted, .discountEnded,
    .oneTime, .credit, .thirdParty, .taxRate(before: 21, after: 19), .other,
  ]

  @Test(arguments: reasons) func everyReasonForAChangeHasWords(_ reason: BillChange.Reason) {
    for name in [LocalizedText("Fibre"), LocalizedText([:])] {
      let change = BillChange(reason, name: name, amountMinor: -100)
      let sentences = ReaderLanguage.allCases.map { ChangeWords.sentence(change, currency: .eur, language: $0) }
      #expect(Set(sentences).count == 4)
      #expect(sentences.allSatisfy { !$0.isEmpty && !$0.contains("{") })
    }
  }

  @Test func daysOfTheOldPlanAndOfTheNew() {
    let change = BillChange(
      .planChange(old: Gallery.mobileOld, oldDays: 8, new: Gallery.mobile, newDays: 23), amountMinor: 719)
    #expect(
      ReaderLanguage.allCases.map { ChangeWords.sentence(change, currency: .eur, language: $0).replacing("\u{A0}", with: " ") } == [
        "8 days of the old plan, Mobile Basic, and 23 days of the new one, Mobile Plus",
        "8 días del plan anterior, Móvil Básico, y 23 días del nuevo, Móvil Plus",
        "이전 요금제(모바일 베이직) 8일, 새 요금제(모바일 플러스) 23일 이용",
        "8 zile din abonamentul vechi, Mobil Basic, și 23 de zile din cel nou, Mobil Plus",
      ])
  }

  struct Step: Sendable {
    var step: ExplanationStep
    var en: String
    var es: String
  }

  @Test(arguments: [
    Step(step: ExplanationStep(.tier, label: "0–12000", quantity: 12_000, unitPrice: Exact("0.0006")!, amount: Exact("7.2")!),
      en: "Tier 0–12,000: 12,000 × €0.0006", es: "Tramo 0–12.000: 12.000 × 0,0006 €"),
    Step(step: ExplanationStep(.tier, label: "1000–∞", quantity: 5, unitPrice: 1, amount: 5), en: "Tier above 1,000: 5 × €1.00", es: "Tramo desde 1000: 5 × 1,00 €"),
    Step(step: ExplanationStep(.discount, label: "SPRING", quantity: 50, unitPrice: Exact("-0.1")!, amount: -5),
      en: "Discount · SPRING: 10% of €50.00", es: "Descuento · SPRING: 10 % de 50,00 €"),
    Step(step: ExplanationStep(.discount, label: "SPRING", unitPrice: 10, amount: -5), en: "Discount · SPRING: 10%", es: "Descuento · SPRING: 10 %"),
    Step(step: ExplanationStep(.percent, label: "card", quantity: 200, unitPrice: Exact("0.029")!, amount: Exact("5.8")!),
      en: "Percentage · card: 2.9% of €200.00", es: "Porcentaje · card: 2,9 % de 200,00 €"),
    Step(
      step: ExplanationStep(.proration, numerator: 8, denominator: 31, period: ServicePeriod(start: Day("2026-03-01")!, end: Day("2026-03-09")!), amount: -1),
      en: "Part of the period: 8 of 31 days · 1–8 Mar 2026", es: "Parte del periodo: 8 de 31 días · 1–8 mar 2026"),
    Step(step: ExplanationStep(.proration, numerator: 691_200, denominator: 2_678_400, amount: -1),
      en: "Part of the period: 691,200 of 2,678,400 seconds", es: "Parte del periodo: 691.200 de 2.678.400 segundos"),
    Step(step: ExplanationStep(.maximumSpend, label: "50", amount: -3), en: "Lowered to the maximum spend · €50.00", es: "Limitado al consumo máximo · 50,00 €"),
    Step(step: ExplanationStep(.allowance, label: "voice-100", quantity: 6000, amount: 0), en: "Included allowance · voice-100: 6,000 free", es: "Consumo incluido · voice-100: 6000 sin coste"),
    Step(step: ExplanationStep(.commitment, label: "× 1.5", quantity: 20, unitPrice: Exact("0.5")!, amount: 10),
      en: "Missing from the commitment · × 1.5: €20.00 × 0.5", es: "Lo que falta del compromiso · × 1.5: 20,00 € × 0,5"),
    Step(step: ExplanationStep(.rounding, label: "2 half-up", amount: 0), en: "Rounded to 2 decimals, half up", es: "Redondeado a 2 decimales, mitad hacia arriba"),
    Step(step: ExplanationStep(.rounding, label: "1 half-even", amount: 0), en: "Rounded to 1 decimal, half to even", es: "Redondeado a 1 decimal, mitad al par"),
    Step(step: ExplanationStep(.flat, amount: 5), en: "Fixed price", es: "Precio fijo"),
  ]) func stepsReadAsSentences(_ one: Step) {
    #expect(ExplanationWords.sentence(one.step, currency: .eur, language: .en) == one.en)
    #expect(ExplanationWords.sentence(one.step, currency: .eur, language: .es) == one.es)
  }
}
