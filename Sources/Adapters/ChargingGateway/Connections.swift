import NIOCore
import Operations
import Synchronization

/// Who is connected to a port: closes whom `Places` lets go.
///
/// Whoever opens connections, with or without saying who they are, keeps nobody else out.
final class Connections: Sendable {
  private struct State {
    var places: Places
    var channels: [Int: any Channel] = [:]
  }

  private let state: Mutex<State>

  init(most: Int) { state = Mutex(State(places: Places(most: most))) }

  /// Counts a connection in, until it is closed.
  func enter(_ channel: any Channel) -> Int {
    let address = Connections.shared(channel.remoteAddress?.ipAddress)
    let (number, pushedOut): (Int, (any Channel)?) = state.withLock { state in
      let (number, leaves) = state.places.enter(from: address)
      state.channels[number] = channel
      return (number, leaves.flatMap { state.channels.removeValue(forKey: $0) })
    }
    pushedOut?.close(promise: nil)
    // Also of one that never came to a word.
    channel.closeFuture.whenComplete { _ in self.leave(number) }
    return number
  }

  /// Somebody is no stranger any more.
  ///
  /// - Parameter name: whose connections are counted together.
  /// - Returns: whether there is room for it; where there is none, it is being closed.
  @discardableResult
  func greet(_ number: Int, as name: String? = nil) -> Bool {
    let (stays, closing): (Bool, [any Channel]) = state.withLock { state in
      let closing = state.places.greet(number, as: name).compactMap { state.channels.removeValue(forKey: $0) }
      return (state.channels[number] != nil, closing)
    }
    for channel in closing { channel.close(promise: nil) }
    return stays
  }

  func isGreeted(_ number: Int) -> Bool { state.withLock { $0.places.isGreeted(number) } }

  private func leave(_ number: Int) {
    state.withLock { state in
      state.channels[number] = nil
      state.places.leave(number)
    }
  }

  subscript(number: Int) -> (any Channel)? { state.withLock { $0.channels[number] } }

  /// What one party has of addresses: one of version 4, or the first half of one of version 6, whose other half everybody chooses.
  static func shared(_ address: String?) -> [UInt8] {
    guard let read = address.flatMap({ NetworkAddress($0) }) else { return [] }
    let whole = (read.wrapped ?? read).bytes
    return whole.count == 4 ? whole : Array(whole.prefix(8))
  }
}
