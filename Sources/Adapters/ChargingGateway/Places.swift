/// Who has a place at a port, as a value: who comes, who says who they are and who goes; who has to make room comes out.
///
/// Those who have not said who they are have places of their own, so they take none from anybody who has. Whoever has many connections
/// makes room first:
///
/// - too many strangers: of the address that has most of them, the oldest goes;
/// - too many connections under one name: of the address that has most of those, the oldest goes, for whoever comes again has lost
///   the ones from before;
/// - too many in all: of the address that has most, the newest goes, for those who were there before do their work. That may be who just came.
struct Places {
  private struct Place {
    var address: [UInt8]
    var name: String?
  }

  /// How many connections one name has: a pair of peers has one (RFC 6733, section 2.1); more, so that whoever comes again, or has several
  /// processes, is let in.
  static let mostOfName = 8

  private var places: [Int: Place] = [:]
  /// Those who have not said who they are, and those who have; each the oldest first.
  private var strangers: [Int] = []
  private var greeted: [Int] = []
  private var ofName: [String: [Int]] = [:]
  private var next = 0
  private let most: Int
  private let mostStrangers: Int

  /// - Parameter most: how many have said who they are at most; a quarter of that may be strangers beside them.
  init(most: Int) {
    self.most = most
    mostStrangers = max(1, most / 4)
  }

  var count: Int { places.count }

  /// Somebody comes.
  ///
  /// - Parameter address: where from, as far as places are shared out by it.
  /// - Returns: the number of the place, and of one that has to go.
  mutating func enter(from address: [UInt8]) -> (number: Int, leaves: Int?) {
    let pushedOut = strangers.count >= mostStrangers ? first(ofMostIn: strangers) : nil
    if let pushedOut { leave(pushedOut) }
    next += 1
    places[next] = Place(address: address)
    strangers.append(next)
    return (next, pushedOut)
  }

  /// Somebody is no stranger any more; once that is said, saying it again changes nothing.
  ///
  /// - Parameter name: whose connections are counted together.
  /// - Returns: who has to go; that may be this one.
  mutating func greet(_ number: Int, as name: String? = nil) -> [Int] {
    guard let place = strangers.firstIndex(of: number) else { return [] }
    strangers.remove(at: place)
    greeted.append(number)
    var leaving: [Int] = []
    if let name {
      places[number]?.name = name
      ofName[name, default: []].append(number)
      if let own = ofName[name], own.count > Places.mostOfName, let oldest = first(ofMostIn: own) { leaving.append(oldest) }
    }
    if leaving.isEmpty, greeted.count > most, let newest = first(ofMostIn: greeted.reversed()) { leaving.append(newest) }
    for one in leaving { leave(one) }
    return leaving
  }

  func isGreeted(_ number: Int) -> Bool { places[number] != nil && !strangers.contains(number) }

  mutating func leave(_ number: Int) {
    guard let place = places.removeValue(forKey: number) else { return }
    strangers.removeAll { $0 == number }
    greeted.removeAll { $0 == number }
    guard let name = place.name else { return }
    ofName[name]?.removeAll { $0 == number }
    if ofName[name]?.isEmpty == true { ofName[name] = nil }
  }

  /// The first of those whose address has most of them.
  private func first(ofMostIn numbers: [Int]) -> Int? {
    var counts: [[UInt8]: Int] = [:]
    for number in numbers { if let place = places[number] { counts[place.address, default: 0] += 1 } }
    guard let most = counts.values.max() else { return nil }
    return numbers.first { number in places[number].map { counts[$0.address] == most } ?? false }
  }
}
