/// Where the numbers and the links of what charging writes go on, kept from one group to the next.
struct GroupEnds {
  /// What charging links.
  static let streams = [FactStream.chargingRequests, .balanceMovements, .journal]

  var nextRequest: Int64
  var nextMovement: Int64
  var nextEntry: Int64
  /// On a server, where the driver numbers rows.
  var nextPosting: Int64?
  /// By the place of the stream.
  var heads: [(stream: Int64, head: ChainRows.Head)]
}
