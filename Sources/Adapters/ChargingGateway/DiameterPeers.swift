import NIOCore
import Operations
import Synchronization

/// The way from what networks are to be told to the connection it goes over.
final class DiameterPeers: Sendable {
  let connections: Connections
  private let orders: Mutex<DiameterOrders>
  private let note: DiameterServer.Note

  init(_ settings: DiameterSettings, most: Int, note: @escaping DiameterServer.Note) {
    connections = Connections(most: most)
    orders = Mutex(DiameterOrders(settings, first: UInt32.random(in: 0...UInt32.max)))
    self.note = note
  }

  /// A peer said who it is.
  ///
  /// - Returns: whether there is room for it.
  func open(_ connection: Int, peer: String) -> Bool {
    // Whichever way it writes its name (RFC 6733, section 4.3.1).
    guard connections.greet(connection, as: peer.lowercased()) else { return false }
    handle(.opened(connection: connection, peer: peer))
    return true
  }

  func silentSessions() -> [String] { orders.withLock { $0.silent() } }
  func forget(_ sessions: [String]) { orders.withLock { $0.forget(sessions) } }

  func handle(_ event: DiameterOrders.Event) {
    for action in orders.withLock({ $0.handle(event) }) {
      switch action {
      case .send(let message, let connection): connections[connection]?.writeAndFlush(ByteBuffer(bytes: message.encoded), promise: nil)
      case .count(let kind, let outcome): note(kind, outcome)
      }
    }
  }
}
