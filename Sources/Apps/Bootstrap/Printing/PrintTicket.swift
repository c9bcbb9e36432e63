import Printing

/// The ticket of a batch: a row for each piece, without names and streets, which stand on the sheets.
enum PrintTicket {
  static let columns = "piece,document,kind,account,country,postcode,pages,sheets,first_sheet,first_page"

  /// CSV (RFC 4180), lines ending with a line feed.
  static func text(_ batch: PrintJobPlan.Batch, of plan: PrintJobPlan) -> String {
    var lines = [columns]
    var (sheet, page) = (1, 1)
    for (index, piece) in batch.pieces.enumerated() {
      let sheets = plan.settings.sheets(pages: piece.pages)
      let row = [
        "\(index + 1)", piece.number, piece.kind, piece.account, piece.country, piece.postcode, "\(piece.pages)", "\(sheets)", "\(sheet)", "\(page)",
      ]
      lines.append(row.map(quoted).joined(separator: ","))
      sheet += sheets
      page += plan.settings.isDuplex ? sheets * 2 : piece.pages
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    text.contains { $0 == "," || $0 == "\"" || $0.isNewline } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
