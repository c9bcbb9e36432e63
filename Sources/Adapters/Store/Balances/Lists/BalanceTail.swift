/// Where the lists of a customer balance end: of its requests, and of its movements.
struct BalanceTail: Equatable {
  var requests = ListEnd()
  var movements = ListEnd()

  /// What `columns` say.
  static func read(_ row: Statement, from first: Int32) -> BalanceTail {
    func end(_ column: Int32) -> ListEnd {
      ListEnd(last: row.optionalInt64(column), count: row.int64(column + 1), through: row.optionalInt64(column + 2))
    }
    return BalanceTail(requests: end(first), movements: end(first + 3))
  }

  /// Of the main bucket.
  static let columns = "last_request, request_count, requests_through, last_movement, movement_count, movements_through"

  func bind(to row: Statement, from first: Int32) {
    for (place, end) in [(first, requests), (first + 3, movements)] {
      row.bind(place, end.last)
      row.bind(place + 1, end.count)
      row.bind(place + 2, end.through)
    }
  }
}

/// The end of a list in which everything names what is before it.
struct ListEnd: Equatable {
  /// Every how many of them may be begun at.
  static let waypoints: Int64 = 64

  var last: Int64?
  var count: Int64 = 0
  /// The latest of their times.
  var through: Int64?

  /// Puts one at the end.
  mutating func append(_ id: Int64, of balance: Int64, at: Int64) -> ListPlace {
    let before = last
    last = id
    count += 1
    through = through.map { max($0, at) } ?? at
    let isWaypoint = count % ListEnd.waypoints == 0
    return ListPlace(before: before, waypoint: isWaypoint ? balance : nil, through: isWaypoint ? through : nil)
  }
}

/// What is written beside one of a list.
struct ListPlace: Equatable {
  var before: Int64?
  /// The customer balance, where the list may be begun at.
  var waypoint: Int64?
  /// The latest time up to there.
  var through: Int64?
}
