import Primitives
import Taxation
import Testing

@Suite struct VATIdentifierTests {
  @Test(arguments: [
    ("ATU12345678", "AT"), ("BE0123456789", "BE"), ("BE1123456789", "BE"), ("BG123456789", "BG"), ("CY12345678X", "CY"),
    ("CZ1234567890", "CZ"), ("DE123456789", "DE"), ("DK12345678", "DK"), ("EL123456789", "GR"), ("ESX1234567X", "ES"),
    ("ESB12345678", "ES"), ("ES12345678Z", "ES"), ("FRXX123456789", "FR"), ("HR12345678901", "HR"), ("IE1234567WA", "IE"),
    ("IE1A23456W", "IE"), ("IE1A23456BW", nil),
    ("IE8Z49289F", "IE"), ("IE3628739L", "IE"), ("IT12345678901", "IT"), ("LT123456789012", "LT"), ("LU12345678", "LU"),
    ("NL123456789B01", "NL"), ("PL1234567890", "PL"), ("RO18", "RO"), ("RO1234567890", "RO"), ("RO12345678901", nil),
    ("SE123456789001", "SE"), ("XI123456789", "GB"), ("GBGD001", "GB"), ("de 123.456-789", "DE"),
    ("GR123456789", nil), ("DE12345678", nil), ("DE1234567890", nil), ("DE12345678A", nil), ("ES123456789", nil),
    ("NL123456789A01", nil), ("ATX12345678", nil), ("US123456789", nil), ("", nil), ("DE", nil), ("한국123", nil),
  ] as [(String, String?)])
  func fitsItsCountrysPattern(_ text: String, _ country: String?) {
    #expect(VATIdentifier(text)?.country == country)
  }

  @Test func theProblemTellsTheForm() throws {
    let problem = try #require(VATIdentifier.problem("DE12345678", path: "accounts[0].taxStanding"))
    #expect(problem.code == .vatIdentifierFormat)
    #expect(problem.remedy == "write DE followed by 999999999")
    #expect(VATIdentifier.problem("DE123456789") == nil)
    #expect(VATIdentifier.problem("QQ1")?.remedy.contains("two letters") == true)
  }
}
