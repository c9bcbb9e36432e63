import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// A connection that was accepted and waits for its turn; when the server stops before that, it is closed as it goes, once the lane has
/// answered what it began there: the lane does not wait for that turn.
///
/// A channel that nobody took up must not simply be let go: SwiftNIO ends the process then.
final class AcceptedConnection: ServerChildChannelValue {
  typealias Messages = HTTP1Channel.Value

  private let messages: Messages
  private let isTaken = Atomic(false)

  /// Nobody will answer what the framework is given on this connection.
  struct Abandoned: Sendable {}

  init(_ messages: Messages) { self.messages = messages }

  var channel: any Channel { messages.channel }

  /// The messages of the connection, for whoever closes it in the end.
  func take() -> Messages {
    isTaken.store(true, ordering: .relaxed)
    return messages
  }

  deinit {
    if isTaken.load(ordering: .relaxed) { return }
    let messages = messages
    Task {
      messages.channel.pipeline.fireUserInboundEventTriggered(Abandoned())
      try? await messages.channel.closeFuture.get()
      try? await messages.executeThenClose { _, _ in }
    }
  }
}

/// Serves connections as another part does, and closes those that come to no turn.
struct ClosingChannel<Base: ServerChildChannel>: ServerChildChannel where Base.Value == AcceptedConnection.Messages {
  let base: Base

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
    base.setup(channel: channel, logger: logger).map(AcceptedConnection.init)
  }

  func handle(value: AcceptedConnection, logger: Logger) async { await base.handle(value: value.take(), logger: logger) }
}
