import Balances
import Charging
import Foundation
import Primitives

/// An answer as JSON: written with every request, read only for repeats.
///
/// What was taken stands in the charges of the request; the answer names the charge by its number.
enum AnswerText {
  /// - Parameter taken: the charges of the request, in their order.
  static func write(_ answer: ChargingAnswer, naming taken: [ChargedService], into json: inout JSONText) {
    json.object { json in
      json.field("result", answer.result.rawValue)
      json.field("reason", answer.reason)
      json.field("currency", answer.available?.currency.code)
      json.field("available", answer.available?.amountMinor)
      json.key("services")
      json.array { list in
        for service in answer.services {
          list.object {
            $0.field("ratingGroup", service.ratingGroup)
            $0.field("service", service.service)
            $0.field("result", service.result.rawValue)
            $0.field("unit", service.unit?.text)
            $0.field("granted", service.granted)
            $0.field("validity", service.validitySeconds)
            $0.field("final", service.isFinal)
            if service.finalAction != .terminate { $0.field("finalAction", service.finalAction.text) }
            $0.field("reason", service.reason)
            guard let charged = service.charged else { return }
            if let number = number(of: charged, among: taken) { return $0.field("charge", number) }
            $0.key("charged")
            write(charged, into: &$0)
          }
        }
      }
    }
  }

  /// An answer says nothing of what limits counted.
  private static func number(of charged: ChargedService, among taken: [ChargedService]) -> Int? {
    func plain(_ one: ChargedService) -> ChargedService {
      if one.counted.isEmpty { return one }
      var plain = one
      plain.counted = []
      return plain
    }
    let asked = plain(charged)
    return taken.firstIndex { plain($0) == asked }.map { $0 + 1 }
  }

  private static func write(_ charged: ChargedService, into json: inout JSONText) {
    json.object {
      $0.field("destination", charged.destination)
      $0.field("price", charged.price.text)
      $0.field("periodStart", Int64(charged.periodStart.number))
      $0.field("revenueAccount", charged.revenueAccount.text)
      $0.field("units", charged.units)
      $0.field("unitsFromBuckets", charged.unitsFromBuckets)
      $0.field("net", charged.netMinor)
      $0.field("tax", charged.taxMinor)
      $0.field("uncollected", charged.uncollectedMinor)
      $0.field("exact", charged.exact)
      $0.field("allowanceTaken", charged.allowanceTaken)
      $0.field("parts", SessionText.pack(charged.parts))
      $0.key("explanation")
      $0.value(charged.explanation)
    }
  }

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
