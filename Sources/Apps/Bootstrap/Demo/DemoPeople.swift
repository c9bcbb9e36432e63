import Parties
import Primitives

/// Invented people for customers that are only a number in the data: no name belongs to anybody.
enum DemoPeople {
  struct Person {
    var name: String
    var language: String
    var seller: SellerCode
    var zoneName: String
    var address: PostalAddress
    var telephonePrefix: String
  }

  static func person(isFemale: Bool, _ random: inout SeededRandom) -> Person {
    switch random.below(100) {
    case 0..<66: return spanish(isFemale, language: "es", &random)
    case 66..<80: return spanish(isFemale, language: "en", &random)
    case 80..<85: return spanish(isFemale, language: "ko", &random)
    default: return romanian(isFemale, &random)
    }
  }

  private static func spanish(_ isFemale: Bool, language: String, _ random: inout SeededRandom) -> Person {
    let place = random.pick(spanishPlaces)
    let name: String =
      switch language {
      case "en": random.pick(isFemale ? ["Emily", "Grace", "Hannah", "Olivia"] : ["Oliver", "James", "Henry", "Thomas"]) + " "
        + random.pick(["Baker", "Carter", "Hughes", "Turner", "Walsh"])
      case "ko": random.pick(["김", "이", "박", "최", "정"]) + random.pick(isFemale ? ["서연", "지우", "하은", "민지"] : ["민준", "서준", "도윤", "지호"])
      default: random.pick(isFemale ? ["Lucía", "María", "Paula", "Carmen", "Elena"] : ["Hugo", "Daniel", "Pablo", "Javier", "Álvaro"]) + " "
        + random.pick(["García", "Martínez", "López", "Sánchez", "Fernández"]) + " " + random.pick(["Ruiz", "Moreno", "Navarro", "Torres", "Vega"])
      }
    return Person(
      name: name, language: language, seller: "es", zoneName: "Europe/Madrid",
      address: PostalAddress(
        lines: ["\(random.pick(["Calle Mayor", "Calle de la Luna", "Avenida del Mar", "Paseo del Río"])) \(1 + random.below(120))"],
        city: place.city, postcode: place.postcode, country: "ES"),
      telephonePrefix: "346")
  }

  private static func romanian(_ isFemale: Bool, _ random: inout SeededRandom) -> Person {
    let place = random.pick(romanianPlaces)
    return Person(
      name: random.pick(isFemale ? ["Andreea", "Ioana", "Maria", "Elena"] : ["Andrei", "Mihai", "Radu", "Ștefan"]) + " "
        + random.pick(["Popescu", "Ionescu", "Dumitru", "Stan", "Țăranu"]),
      language: "ro", seller: "ro", zoneName: "Europe/Bucharest",
      address: PostalAddress(
        lines: ["Strada \(random.pick(["Florilor", "Libertății", "Mihai Eminescu", "Unirii"])) nr. \(1 + random.below(90))"],
        city: place.city, postcode: place.postcode, country: "RO"),
      telephonePrefix: "407")
  }

  private static let spanishPlaces = [
    (city: "Madrid", postcode: "28004"), (city: "Barcelona", postcode: "08012"), (city: "Valencia", postcode: "46003"),
    (city: "Sevilla", postcode: "41004"), (city: "Bilbao", postcode: "48009"), (city: "Zaragoza", postcode: "50001"),
  ]
  private static let romanianPlaces = [
    (city: "București", postcode: "010065"), (city: "Cluj-Napoca", postcode: "400006"), (city: "Iași", postcode: "700028"),
    (city: "Timișoara", postcode: "300006"),
  ]
}
