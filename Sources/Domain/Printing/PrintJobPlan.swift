public import Primitives

/// A print job: pieces sorted into batches, each for one machine set-up.
public struct PrintJobPlan: Sendable, Hashable {
  /// Pieces of one seller for one size of envelope, in the order they are printed and posted.
  public struct Batch: Sendable, Hashable {
    /// From 1 on.
    public var number: Int
    public var seller: SellerCode
    public var envelope: EnvelopeSize
    /// Whether its pieces stay in the seller's country.
    public var isDomestic: Bool
    public var pieces: [PrintPiece]
    public var sheets: Int

    /// The name of its files: `0003-C56`.
    public var name: String { "\(padded(number, 4))-\(envelope.name)" }
  }

  /// Eight digits made of the pieces and the settings: the same job has the same.
  public let job: String
  public let settings: PrintSettings
  public let batches: [Batch]

  public init(_ pieces: [PrintPiece], _ settings: PrintSettings) {
    self.settings = settings
    let sorted = pieces.map { (piece: $0, key: SortKey($0, settings)) }.sorted { $0.key < $1.key }
    var batches: [Batch] = []
    for (piece, key) in sorted {
      if let last = batches.indices.last, key.belongs(to: batches[last]), batches[last].sheets + key.sheets <= settings.sheetsInBatch {
        batches[last].pieces.append(piece)
        batches[last].sheets += key.sheets
      } else {
        batches.append(
          Batch(
            number: batches.count + 1, seller: piece.seller, envelope: settings.envelope(sheets: key.sheets), isDomestic: piece.isDomestic, pieces: [piece],
            sheets: key.sheets))
      }
    }
    self.batches = batches
    job = PrintJobPlan.number(batches, settings)
  }

  public var pieces: Int { batches.reduce(0) { $0 + $1.pieces.count } }
  public var sheets: Int { batches.reduce(0) { $0 + $1.sheets } }

  /// By seller, size of envelope, home before abroad, country, postcode, account.
  private struct SortKey: Comparable {
    var seller: String
    var envelope: Int
    var abroad: Int
    var country: String
    var postcode: String
    var account: String
    var number: String
    var sheets: Int

    init(_ piece: PrintPiece, _ settings: PrintSettings) {
      sheets = settings.sheets(pages: piece.pages)
      seller = piece.seller.text
      envelope = settings.envelope(sheets: sheets).sheets
      abroad = piece.isDomestic ? 0 : 1
      country = piece.country
      // As post offices sort: without blanks, in capital letters.
      postcode = piece.postcode.filter { $0 != " " && $0 != "-" }.uppercased()
      account = piece.account
      number = piece.number
    }

    func belongs(to batch: Batch) -> Bool { batch.seller.text == seller && batch.envelope.sheets == envelope && batch.isDomestic == (abroad == 0) }

    private var place: (String, Int, Int, String, String, String) { (seller, envelope, abroad, country, postcode, account) }

    static func < (left: SortKey, right: SortKey) -> Bool {
      left.place == right.place ? left.number < right.number : left.place < right.place
    }
  }

  /// FNV-1a over everything that makes the job what it is, in eight digits.
  private static func number(_ batches: [Batch], _ settings: PrintSettings) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ text: String) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    add("\(settings.isDuplex) \(settings.marks.rawValue)")
    for batch in batches {
      add("\(batch.envelope.name) \(batch.isDomestic)")
      for piece in batch.pieces {
        for text in [piece.seller.text, piece.kind, piece.number, piece.country, piece.postcode, "\(piece.pages)"] { add(text) }
      }
    }
    return padded(Int(hash % 100_000_000), 8)
  }
}
