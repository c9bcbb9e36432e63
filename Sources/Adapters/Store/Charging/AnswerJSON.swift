import Balances
import Charging
import Foundation
import Primitives

/// An answer as earlier versions kept it: JSON that names the charges of the request, which had rows of their own.
enum AnswerJSON {
  /// - Parameter charges: the charges of the request, in their order; asked where the answer names one.
  /// - Throws: when the text is damaged.
  static func answer(_ bytes: [UInt8], charges: () throws -> [ChargedService]) throws -> ChargingAnswer {
    let read = try JSONDecoder().decode(Whole.self, from: Data(bytes))
    let taken = read.services.contains { $0.charge != nil } ? try charges() : []
    let money = read.currency.flatMap { Currency($0) }.map { Money(amountMinor: read.available ?? 0, currency: $0) }
    return ChargingAnswer(
      ChargingResult(rawValue: read.result) ?? .ratingFailed, services: try read.services.map { try $0.answer(naming: taken) }, available: money, reason: read.reason)
  }

  private struct Whole: Decodable {
    var result: Int
    var reason: String?
    var currency: String?
    var available: Int64?
    var services: [Part]
  }

  private struct Part: Decodable {
    var ratingGroup: Int64
    var service: String
    var result: Int
    var unit: String?
    var granted: Int64?
    var validity: Int64?
    var final: Bool
    var finalAction: String?
    var reason: String?
    var charged: Charge?
    /// The number of a charge of the request.
    var charge: Int?

    func answer(naming taken: [ChargedService]) throws -> ServiceAnswer {
      let named = charge.map { $0 - 1 }
      if let named, !taken.indices.contains(named) {
        throw DamagedRow(table: "charging_charge", row: Int64(named + 1), what: "the answer names it, and it is not there")
      }
      return ServiceAnswer(
        ratingGroup: ratingGroup, service: service, ChargingResult(rawValue: result) ?? .ratingFailed, unit: unit.flatMap { BalanceUnit($0) },
        granted: granted, validitySeconds: validity, isFinal: final, finalAction: finalAction.flatMap { FinalUnitAction($0) } ?? .terminate,
        charged: named.map { taken[$0] } ?? charged?.charged(ratingGroup, service, unit.flatMap { BalanceUnit($0) } ?? .events),
        reason: reason)
    }
  }

  private struct Charge: Decodable {
    var destination: String?
    var price: String
    var periodStart: Int32
    var revenueAccount: String
    var units: Int64
    var unitsFromBuckets: Int64
    var net: Int64
    var tax: Int64
    var uncollected: Int64
    var exact: Exact
    var allowanceTaken: Exact
    var parts: String
    var explanation: [ExplanationStep]

    func charged(_ group: Int64, _ service: String, _ unit: BalanceUnit) -> ChargedService {
      ChargedService(
        ratingGroup: group, service: service, destination: destination, price: PriceCode(price), periodStart: Day(number: periodStart),
        revenueAccount: LedgerAccountCode(revenueAccount), unit: unit, units: units, unitsFromBuckets: unitsFromBuckets, netMinor: net, taxMinor: tax,
        uncollectedMinor: uncollected, exact: exact, allowanceTaken: allowanceTaken, explanation: Explanation(explanation),
        parts: SessionText.parts(parts) ?? [])
    }
  }
}
