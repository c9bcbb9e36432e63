import Testing

@testable import ChargingGateway

/// Who makes room at a port, connection by connection.
@Suite struct PlacesTests {
  /// Those who come, each from an address and under a name, and what is told of it: the number of each, and who had to go for it.
  private struct Port {
    var places: Places

    init(most: Int) { places = Places(most: most) }

    mutating func enter(_ addresses: [UInt8]) -> String {
      var told: [String] = []
      for address in addresses {
        let (number, leaves) = places.enter(from: [address])
        told.append("\(number)" + (leaves.map { " for \($0)" } ?? ""))
      }
      return told.joined(separator: ", ")
    }

    mutating func greet(_ addresses: [UInt8], as name: String? = nil) -> String {
      var told: [String] = []
      for address in addresses {
        let (number, leaves) = places.enter(from: [address])
        let closed = places.greet(number, as: name)
        told.append("\(number)" + (leaves.map { " for stranger \($0)" } ?? "") + (closed.isEmpty ? "" : " for \(closed.map(String.init).joined(separator: " "))"))
      }
      return told.joined(separator: ", ")
    }
  }

  /// Of 8 places, 2 more for strangers: whoever says nothing takes none from anybody who has said who they are.
  @Test func strangersPushOutStrangers() {
    var port = Port(most: 8)
    let greeted = port.greet([1, 1, 1, 1, 1, 1, 1, 1])
    #expect(greeted == "1, 2, 3, 4, 5, 6, 7, 8")
    // From 2 and from 1, one each: the oldest goes. Then two are from 1, and the older of those goes.
    let strangers = port.enter([2, 1, 1, 2, 1])
    #expect(strangers == "9, 10, 11 for 9, 12 for 10, 13 for 11")
    #expect(port.places.count == 10 && port.places.isGreeted(1) && !port.places.isGreeted(13))
    // One that had to go says who it is too late.
    let late = port.places.greet(11)
    #expect(late.isEmpty && !port.places.isGreeted(11))
  }

  /// Whoever comes again has lost the connections from before: the oldest of eight goes. Somebody else under that name takes no place of theirs.
  @Test func aNameHasSoManyConnections() {
    var port = Port(most: 100)
    let first = port.greet([1, 1, 1, 1, 1, 1, 1, 1, 1], as: "pgw")
    #expect(first == "1, 2, 3, 4, 5, 6, 7, 8, 9 for 1")
    let other = port.greet([1], as: "smf")
    #expect(other == "10")
    port.places.leave(9)
    // Seven are from 1 and one comes from 2; with the next, seven and two, and so with the one after.
    let more = [port.greet([2, 2], as: "pgw"), port.greet([1], as: "pgw")]
    #expect(more == ["11, 12 for 2", "13 for 3"])
    #expect(port.places.isGreeted(11) && port.places.isGreeted(12) && port.places.count == 9)
    // Saying it again changes nothing.
    let again = port.places.greet(13, as: "pgw") + port.places.greet(13, as: "smf")
    #expect(again.isEmpty && port.places.count == 9)
  }

  /// Of the address that has most connections the newest goes; that is whoever comes from there, too.
  @Test func whoHasMostMakesRoom() {
    var port = Port(most: 4)
    // One is from 2 and four are from 1; then one from 3 comes.
    let first = port.greet([2, 1, 1, 1, 1, 3])
    #expect(first == "1, 2, 3, 4, 5 for 5, 6 for 4")
    // Two are from 1, one from 2, one from 3: with another one from 2, two each, and the newest of those is the one that comes.
    let second = port.greet([2])
    #expect(second == "7 for 7")
    port.places.leave(3)
    let third = port.greet([2])
    #expect(third == "8")
    // Another port is as full as it gets when everybody has one.
    var full = Port(most: 2)
    let last = full.greet([1, 2, 3])
    #expect(last == "1, 2, 3 for 3")
  }

  /// Of version 6, everybody has many addresses; of version 4 that comes as version 6, one.
  @Test(arguments: [
    ("192.0.2.7", [192, 0, 2, 7]), ("::ffff:192.0.2.7", [192, 0, 2, 7]), ("2001:db8:0:1:2:3:4:5", [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 1]), ("nowhere", []), (nil, []),
  ] as [(String?, [UInt8])])
  func addressesAreShared(_ address: String?, _ expected: [UInt8]) { #expect(Connections.shared(address) == expected) }
}
