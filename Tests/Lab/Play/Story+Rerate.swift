import Bootstrap
import Foundation
import Invoicing
import Operations
import Parties
import Primitives

@testable import Lab

/// What a story says of re-ratings.
extension World {
  /// Prices days again and tells every difference, one line each.
  ///
  /// - Parameter price: a price marked `# CODE` in the catalog with another amount, for all time: `metered.data:0.03`.
  func priceAgain(from: Day, to: Day, price: String?, booking: Bool, key: String? = nil) async throws -> [String] {
    let request = Reratings.Request(period: ServicePeriod(start: from, end: to), catalog: try price.map(corrected))
    var told: [String] = []
    func tell(_ account: ReratedAccount) {
      func money(_ minor: Int64) -> String { Money(amountMinor: minor, currency: account.account.currency).exact.description }
      switch account.result {
      case .same: break
      case .notPriced(let reason): told.append("\(account.account.reference) cannot be priced: \(reason.message)")
      case .differs(let lines, _):
        if lines.isEmpty { told.append("\(account.account.reference): the same amounts, other counters") }
        for line in lines {
          let reasons = line.reasons.map { "\($0.reason.rawValue) \(money($0.amountMinor))" }.joined(separator: ", ")
          let period = line.difference.key.period
          told.append(
            "\(account.account.reference): \(line.difference.name.text("en")), \(period.start) to \(period.lastDay): "
              + "\(money(line.difference.before.amountMinor)) → \(money(line.difference.after.amountMinor)) (\(reasons))")
        }
      }
    }
    let reratings = Reratings(installation, clock: clock)
    if booking {
      let booked = try await reratings.book(request, key: key, tell)
      told.append(booked.rerating.map { "booked as re-rating \($0)" } ?? "nothing to book")
    } else if try await reratings.differences(request, tell).changesNothing {
      told.append("nothing differs")
    }
    return told
  }

  /// A folder with the catalog, in which one price has another amount.
  private func corrected(_ price: String) throws -> String {
    let parts = price.split(separator: ":").map(String.init)
    guard parts.count == 2 else { throw WorldFault("price=CODE:AMOUNT, not \(price)") }
    let folder = self.folder + "/corrected-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for file in catalogFiles {
      var lines = String(decoding: file.bytes, as: UTF8.self).components(separatedBy: "\n")
      for index in lines.indices where lines[index].hasSuffix("# \(parts[0])") {
        lines[index] = lines[index].replacing(/(amount|unit): "[0-9.]+"/) { "\($0.output.1): \"\(parts[1])\"" }
      }
      try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: folder + "/" + file.name))
    }
    return folder
  }
}
