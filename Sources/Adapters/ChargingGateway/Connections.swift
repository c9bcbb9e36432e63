import NIOCore
import Synchronization

/// Who is connected to a port.
///
/// Whoever opens connections and says nothing keeps nobody out: when too many have not said who they are, the oldest of them
/// goes when another one comes.
final class Connections: Sendable {
  private struct State {
    var channels: [Int: any Channel] = [:]
    /// Those that have not said who they are, the oldest first.
    var strangers: [Int] = []
    var next = 0
  }

  private let state = Mutex(State())
  private let most: Int
  private let mostStrangers: Int

  init(most: Int) {
    self.most = most
    mostStrangers = max(1, most / 4)
  }

  /// Counts a connection in; `nil` when there is no room.
  func enter(_ channel: any Channel) -> Int? {
    let (number, pushedOut): (Int?, (any Channel)?) = state.withLock { state in
      var pushedOut: (any Channel)?
      if state.strangers.count >= mostStrangers { pushedOut = state.channels.removeValue(forKey: state.strangers.removeFirst()) }
      guard state.channels.count < most else { return (nil, pushedOut) }
      state.next += 1
      state.channels[state.next] = channel
      state.strangers.append(state.next)
      return (state.next, pushedOut)
    }
    pushedOut?.close(promise: nil)
    return number
  }

  /// Somebody is no stranger any more.
  func greeted(_ number: Int) { state.withLock { $0.strangers.removeAll { $0 == number } } }

  func leave(_ number: Int) {
    state.withLock { state in
      state.channels[number] = nil
      state.strangers.removeAll { $0 == number }
    }
  }

  subscript(number: Int) -> (any Channel)? { state.withLock { $0.channels[number] } }
}
