import Bootstrap
import Primitives
import Printing

/// Print jobs and paperless rates on the terminal.
enum PrintPrinting {
  static func text(_ outcome: PrintProduction.Outcome, into folder: String, json: Bool) -> String {
    if json { return self.json(outcome, into: folder) }
    let plan = outcome.plan
    var lines: [String] = outcome.held.prefix(20).map { one in one.problems.map(\.description).joined(separator: "\n") }
    if outcome.held.count > 20 { lines.append("… and \(outcome.held.count - 20) more that were held; --json lists them all") }
    if !plan.batches.isEmpty {
      lines.append(
        TextTable(["Batch", "Seller", "Envelope", "To", "Pieces", "Sheets", "Postcodes"], rightAligned: [4, 5]).text(
          plan.batches.map { batch in
            let (first, last) = (batch.pieces.first?.postcode ?? "", batch.pieces.last?.postcode ?? "")
            return [
              batch.name, batch.seller.text, batch.envelope.name, batch.isDomestic ? "home" : "abroad", "\(batch.pieces.count)", "\(batch.sheets)",
              first == last ? first : "\(first) – \(last)",
            ]
          }))
    }
    let before = outcome.already.isEmpty ? "" : " \(outcome.already.count) batches were there before."
    lines.append("Job \(plan.job): \(plan.pieces) pieces on \(plan.sheets) sheets in \(plan.batches.count) batches, in \(folder); \(outcome.held.count) held.\(before)")
    let total = outcome.paperless.total
    if let percent = total.percent { lines.append("\(percent) % of \(total.documents) documents go out without paper.") }
    return lines.joined(separator: "\n")
  }

  private static func json(_ outcome: PrintProduction.Outcome, into folder: String) -> String {
    var text = JSONText()
    text.object { text in
      text.field("job", outcome.plan.job)
      text.field("folder", folder)
      text.field("pieces", outcome.plan.pieces)
      text.field("sheets", outcome.plan.sheets)
      text.key("batches")
      text.array { list in
        for batch in outcome.plan.batches {
          list.object { text in
            text.field("name", batch.name)
            text.field("seller", batch.seller.text)
            text.field("envelope", batch.envelope.name)
            text.field("domestic", batch.isDomestic)
            text.field("pieces", batch.pieces.count)
            text.field("sheets", batch.sheets)
            text.field("wasThere", outcome.already.contains(batch.name))
          }
        }
      }
      text.key("held")
      text.array { list in
        for one in outcome.held {
          list.object { text in
            text.field("document", one.number)
            text.field("code", one.problems.first?.code.rawValue)
            text.field("message", one.problems.first?.message)
          }
        }
      }
    }
    return text.string
  }

  static func text(_ rate: PaperlessRate) -> String {
    let total = rate.total
    guard let percent = total.percent else { return "No documents." }
    func row(_ seller: String, _ segment: String, _ country: String, _ counts: PaperlessRate.Counts) -> [String] {
      [
        seller, segment, country, "\(counts.documents)", "\(counts.digital)", counts.percent.map { "\($0) %" } ?? "–",
        "\(counts.on(paper: .asked))", "\(counts.on(paper: .notAgreed))",
      ]
    }
    let rows = rate.groups.sorted { $0.key < $1.key }.map { row($0.key.seller.text, $0.key.segment, $0.key.country, $0.value) }
    return TextTable(
      ["Seller", "Segment", "Country", "Documents", "Without paper", "Rate", "Asked for paper", "Not agreed yet"], rightAligned: [3, 4, 5, 6, 7]
    ).text(rows + [row("all", "", "", total)]) + """

      \(percent) % of \(total.documents) documents go out without paper. On paper stay \(total.on(paper: .asked)) whose accounts asked for it, and \
      \(total.on(paper: .notAgreed)) whose accounts have not agreed to anything else yet.
      """
  }

  static func json(_ rate: PaperlessRate) -> String {
    var text = JSONText()
    func counts(_ counts: PaperlessRate.Counts, _ text: inout JSONText) {
      text.field("documents", counts.documents)
      text.field("digital", counts.digital)
      text.field("paper", counts.paper)
      text.field("percent", counts.percent?.description)
      text.key("paperBecause")
      text.object { for reason in DeliveryChannel.PaperReason.allCases { $0.field(named: reason.rawValue, counts.on(paper: reason)) } }
      text.key("digitalBecause")
      text.object { for reason in DeliveryChannel.DigitalReason.allCases { $0.field(named: reason.rawValue, counts.digital(reason)) } }
    }
    text.object { text in
      counts(rate.total, &text)
      text.key("groups")
      text.array { list in
        for (group, each) in rate.groups.sorted(by: { $0.key < $1.key }) {
          list.object { text in
            text.field("seller", group.seller.text)
            text.field("segment", group.segment)
            text.field("country", group.country)
            counts(each, &text)
          }
        }
      }
    }
    return text.string
  }
}
