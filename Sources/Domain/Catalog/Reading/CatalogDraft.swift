public import Primitives

/// A catalog as read from its files and not yet checked: every value beside the node it came from.
///
/// Reading never stops at a mistake; what can be read is read, so that the checks find the rest in the same run.
public struct CatalogDraft: Sendable {
  /// The sections this module reads; others belong to other readers of the same files.
  public static let sections = ["catalog", "meters", "calendars", "decks", "offerings", "promotions"]

  public var code: String?
  public var meters: [Sourced<Meter>] = []
  public var calendars: [Sourced<HolidayCalendar>] = []
  public var layouts: [Sourced<RateDeckLayout>] = []
  public var offerings: [OfferingDraft] = []
  public var promotions: [Sourced<Promotion>] = []
  var hasCode = false
  var start: Problem.Place?
  /// Codes as written, with all the places they were declared at, also of entries that could not be read.
  var declared: [String: [String: [SourceNode]]] = [:]

  /// Reads the sections out of documents, in order; each document is a map of sections or empty.
  public init(reading documents: [SourceNode], problems: inout [Problem]) {
    var codes: [SourceNode] = []
    for document in documents {
      var reader = SourceReader(document)
      if let node = reader.optional("catalog") {
        codes.append(node)
        code = reader.code(node)
      }
      let sections = ["meters", "calendars", "decks", "offerings", "promotions"].map { ($0, reader.list($0)) }
      problems += reader.problems
      for (section, nodes) in sections {
        for node in nodes {
          declare(node, in: section)
          read(node, of: section, problems: &problems)
        }
      }
    }
    if codes.count > 1, let last = codes.last {
      problems.append(
        last.problem(
          .catalogDuplicateCode, "the catalog's code is given more than once",
          remedy: "keep `catalog:` in one file only; the first stands at \(codes[0].place?.description ?? "another place")"))
    }
    hasCode = !codes.isEmpty
    start = documents.first?.place
  }

  private mutating func read(_ node: SourceNode, of section: String, problems: inout [Problem]) {
    switch section {
    case "meters": if let value = Meter(reading: node, problems: &problems) { meters.append(Sourced(value, node)) }
    case "calendars":
      if let value = HolidayCalendar(reading: node, problems: &problems) { calendars.append(Sourced(value, node)) }
    case "decks": if let value = RateDeckLayout(reading: node, problems: &problems) { layouts.append(Sourced(value, node)) }
    case "promotions": if let value = Promotion(reading: node, problems: &problems) { promotions.append(Sourced(value, node)) }
    default:
      if let value = OfferingDraft(reading: node, problems: &problems) { offerings.append(value) }
      if case .list(let prices)? = node["prices"]?.content { for price in prices { declare(price, in: "prices") } }
    }
  }

  private mutating func declare(_ node: SourceNode, in section: String) {
    guard let code = node["code"], case .scalar(let text, _) = code.content else { return }
    declared[section, default: [:]][text, default: []].append(code)
  }

  /// The catalog as a whole, with the rate decks read from their files.
  public func catalog(decks: [RateDeck]) -> Catalog {
    Catalog(
      code: code ?? "", meters: meters.map(\.value), calendars: calendars.map(\.value), decks: decks,
      offerings: offerings.map(\.offering), promotions: promotions.map(\.value))
  }
}
