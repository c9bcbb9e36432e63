public import Primitives

/// How a rate deck's CSV file is to be read: which column holds what, and what holds for every row.
public struct RateDeckLayout: Sendable, Hashable {
  public var code: RateDeckCode
  /// The file, relative to the catalog's folder.
  public var file: String
  public var prefixColumn: String
  public var destinationColumn: String
  public var priceColumn: String
  /// Columns that a deck may leave out; then the values below hold for every row.
  public var connectFeeColumn: String?
  public var perSecondsColumn: String?
  public var firstIncrementColumn: String?
  public var incrementColumn: String?
  public var connectFee: Exact
  public var perSeconds: Int
  public var firstIncrementSeconds: Int
  public var incrementSeconds: Int
  /// The word in the price column that forbids a destination, such as `Blocked`.
  public var blockedWord: String?
  /// Rows that cannot be read become notes and are left out; otherwise each is a problem.
  public var skipInvalid: Bool

  public init(
    code: RateDeckCode, file: String, prefixColumn: String = "prefix", destinationColumn: String = "destination",
    priceColumn: String = "price", connectFeeColumn: String? = nil, perSecondsColumn: String? = nil,
    firstIncrementColumn: String? = nil, incrementColumn: String? = nil, connectFee: Exact = .zero,
    perSeconds: Int = 60, firstIncrementSeconds: Int = 60, incrementSeconds: Int = 60, blockedWord: String? = nil,
    skipInvalid: Bool = false
  ) {
    self.code = code
    self.file = file
    self.prefixColumn = prefixColumn
    self.destinationColumn = destinationColumn
    self.priceColumn = priceColumn
    self.connectFeeColumn = connectFeeColumn
    self.perSecondsColumn = perSecondsColumn
    self.firstIncrementColumn = firstIncrementColumn
    self.incrementColumn = incrementColumn
    self.connectFee = connectFee
    self.perSeconds = perSeconds
    self.firstIncrementSeconds = firstIncrementSeconds
    self.incrementSeconds = incrementSeconds
    self.blockedWord = blockedWord
    self.skipInvalid = skipInvalid
  }
}

extension RateDeckLayout {
  /// Reads one entry of `decks`; `nil` when a problem was added.
  public init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    let file = reader.text("file")
    var layout = RateDeckLayout(code: RateDeckCode(code ?? ""), file: file ?? "")
    if let columns = reader.optional("columns") {
      var names = SourceReader(columns)
      layout.prefixColumn = names.optionalText("prefix") ?? layout.prefixColumn
      layout.destinationColumn = names.optionalText("destination") ?? layout.destinationColumn
      layout.priceColumn = names.optionalText("price") ?? layout.priceColumn
      layout.connectFeeColumn = names.optionalText("connectFee")
      layout.perSecondsColumn = names.optionalText("perSeconds")
      layout.firstIncrementColumn = names.optionalText("firstIncrementSeconds")
      layout.incrementColumn = names.optionalText("incrementSeconds")
      names.refuseUnknownFields()
      reader.problems += names.problems
    }
    layout.connectFee = reader.optionalNumber("connectFee") ?? .zero
    layout.perSeconds = reader.positive("perSeconds") ?? 60
    layout.firstIncrementSeconds = reader.positive("firstIncrementSeconds") ?? 60
    layout.incrementSeconds = reader.positive("incrementSeconds") ?? 60
    layout.blockedWord = reader.optionalText("blockedWord")
    layout.skipInvalid = reader.optionalFlag("skipInvalid") ?? false
    reader.refuseUnknownFields()
    if layout.connectFee.isNegative, let at = node["connectFee"] {
      reader.report(.wrongValue, at, "a connect fee of \(layout.connectFee) would pay the caller", remedy: "write 0 or more")
    }
    problems += reader.problems
    guard reader.problems.isEmpty, code != nil, file != nil else { return nil }
    self = layout
  }
}

extension SourceReader {
  fileprivate mutating func positive(_ key: String) -> Int? {
    guard let value = optionalInteger(key), let at = node[key] else { return nil }
    if value > 0, value <= 86_400 { return value }
    report(.wrongValue, at, "\(value) seconds is no interval", remedy: "write a number of seconds from 1 to 86400")
    return nil
  }
}
