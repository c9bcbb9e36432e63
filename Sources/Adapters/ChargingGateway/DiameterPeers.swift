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

  func handle(_ event: DiameterOrders.Event) {
    switch event {
    case .opened(let connection, _): connections.greeted(connection)
    case .closed(let connection): connections.leave(connection)
    default: break
    }
    for action in orders.withLock({ $0.handle(event) }) {
      switch action {
      case .send(let message, let connection): connections[connection]?.writeAndFlush(ByteBuffer(bytes: message.encoded), promise: nil)
      case .count(let kind, let outcome): note(kind, outcome)
      }
    }
  }
}
