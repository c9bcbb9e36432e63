import Balances
import Bootstrap
import Feeds
import Foundation
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Records of a file in the books: each charged once however often it is read, and what cannot be paid is not lost.
@Suite struct ChargingRecordTests {
  /// Ana has a subscription under 600 at 0.02 a megabyte, 21 % tax on top.
  private func world(_ kind: CustomerBalance.Kind = .prepaid, money: String? = "1") throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: kind, creditLimit: kind == .prepaid ? nil : Exact("20")), key: "o")
    if let money { _ = try world.balances.topUp("b", .init(amount: Exact(money)!), key: "t") }
    return world
  }

  private func record(_ id: Int, megabytes: Int, subject: String = "600", at: Instant = MachineClock().now()) -> String {
    #"{"recordType":"pGWRecord","servedMSISDN":"\#(subject)","p-GWAddress":"gw","chargingID":\#(id),"recordOpeningTime":"\#(at)","listOfServiceData":[{"ratingGroup":10,"datavolumeFBCDownlink":\#(megabytes * 1_000_000)}]}"#
  }

  private func charge(_ world: World, _ records: [String], group: Int = 1_024) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("florin-records-\(UUID().uuidString)")
    try Data((records.joined(separator: "\n") + "\n").utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var words: [String] = []
    try ChargingRecords(world.installation).charge(try ChargingRecordFile(path: file.path, ChargingRecordReading(.threeGPPJSON)), group: group) { told in
      words += told.map { one in
        switch one.outcome {
        case .charged(let charged): "\(charged.gross.exact)\(charged.notCollected.amountMinor == 0 ? "" : " less \(charged.notCollected.exact)")\(charged.isKnown ? " before" : "")"
        case .nothing(_, let why): why
        case .refused(let problem): "\(problem.code.rawValue) \(problem.place?.line ?? 0)"
        }
      }
    }
    return words
  }

  private func money(_ world: World) throws -> String {
    let balance = try #require(try world.store.balance(reference: "b")).balance
    return "\(balance.buckets[0].terms.unit.exact(balance.buckets[0].amount))"
  }

  @Test func aFileIsReadTwice() throws {
    let world = try world()
    let records = [record(1, megabytes: 10), record(2, megabytes: 0), record(3, megabytes: 20, subject: "nobody"), record(4, megabytes: 5), record(1, megabytes: 10), "{", record(4, megabytes: 6)]
    let first = ["0.24", "no octets", "charging.record-refused 3", "0.12", "0.24 before", "usage.bad-json 6", "charging.request-reused 7"]
    #expect(try charge(world, records) == first)
    #expect(try money(world) == "0.64")
    try world.reopen()
    let again = first.map { $0.hasPrefix("0.") && !$0.hasSuffix("before") ? $0 + " before" : $0 }
    for group in [1, 2, 1_024] { #expect(try charge(world, records, group: group) == again) }
    #expect(try money(world) == "0.64")
    // Longer by now, and somebody has the subject meanwhile: only what is new is charged.
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"nobody\"", placedOn: ResumeTests.day)
    #expect(try charge(world, records + [record(5, megabytes: 1)]) == ["0.24 before", "no octets", "0.48", "0.12 before", "0.24 before", "usage.bad-json 6", "charging.request-reused 7", "0.03"])
    #expect(try money(world) == "0.13")
    #expect(try world.findings() == [])
  }

  /// It has happened: what there is is taken, and the rest stands on the statement and in no book.
  @Test func whatCannotBePaidIsWrittenDown() throws {
    let world = try world()
    #expect(try charge(world, [record(1, megabytes: 30), record(2, megabytes: 30), record(3, megabytes: 10)]) == ["0.73", "0.72 less 0.45", "0.24 less 0.24"])
    #expect(try money(world) == "0.00")
    let balance = try #require(try world.store.balance(reference: "b")).balance
    let charges = try world.store.charges(of: balance.id, from: Instant(microseconds: .min), until: Instant(microseconds: .max), after: 0, limit: 10)
    #expect(charges.map(\.charged.uncollectedMinor) == [0, 45, 24])
    #expect(try world.store.trialBalance(seller: nil, through: nil).filter { $0.ledgerAccount == "1710" }.map(\.balanceMinor) == [0])
    #expect(try world.findings() == [])
  }

  /// Where a limit only guards, the bill is told of it once.
  @Test func whatIsPostpaidGoesToTheBillOnce() throws {
    let world = try world(.postpaid, money: nil)
    for _ in 1...3 { _ = try charge(world, [record(1, megabytes: 30), record(2, megabytes: 20)]) }
    #expect(try ChargedUsage(world.installation).handOn().accepted == 2)
    _ = try charge(world, [record(1, megabytes: 30)])
    #expect(try ChargedUsage(world.installation).handOn().accepted == 0)
    #expect(try world.number("SELECT COUNT(*) FROM usage_event") == 2)
    #expect(try world.findings() == [])
  }
}
