import Balances
import Bootstrap
import Operations
import Primitives

@testable import Lab

extension World {
  /// Ana has a subscription under 600 at 0.02 a megabyte, 21 % tax on top, and 10.00 to spend.
  static func prepaid() throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact(10)), key: "t")
    return world
  }
}
