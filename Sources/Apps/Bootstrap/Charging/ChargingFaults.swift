import Charging
import HTTPAPI
import Operations
import Primitives
import Store
import Synchronization

/// Tells the log of requests of networks that the world kept from being decided, at most once in ten seconds: when a database is away,
/// thousands are.
///
/// Nothing of a request is told, for that is about somebody; its network is asked to send it again.
final class ChargingFaults: Sendable {
  private static let silence = Duration.seconds(10)

  private let told = Mutex<(at: ContinuousClock.Instant?, others: Int)>((nil, 0))
  private let spoken: ChargingProtocol
  private let tell: @Sendable (String, String) -> Void

  /// - Parameter tell: takes what happened, and the fault.
  init(_ spoken: ChargingProtocol, tell: @escaping @Sendable (String, String) -> Void) {
    self.spoken = spoken
    self.tell = tell
  }

  /// Looks at what came of a request. That one waited too long, or was refused, is no fault.
  func note(_ result: Result<ChargingAnswer, any Error>, at now: ContinuousClock.Instant = .now) {
    guard case .failure(let error) = result, !(error is Rejection), !(error is WaitedTooLong) else { return }
    let others: Int? = told.withLock { told in
      if let last = told.at, last.duration(to: now) < ChargingFaults.silence {
        told.others += 1
        return nil
      }
      defer { told = (now, 0) }
      return told.others
    }
    guard let others else { return }
    // What a database says of itself; of whatever else fails, no more than what it is.
    let fault = ((error as? UnwritableRequest)?.fault ?? error as any Error)
    let said = (fault as? StoreFault)?.description ?? "\(type(of: fault))"
    tell("a request over \(spoken.rawValue) could not be decided\(others == 0 ? "" : ", as \(others) before it")", said)
  }
}

extension UnwritableRequest {
  /// As it is told in the place of the request: nothing that only the log may see.
  static var asTold: Rejection {
    Rejection(Problem(
      .fault, "the database takes nothing of what this request would write; nothing was charged, and the log has the cause",
      remedy: "report it with the words of the log, and send this request again, unchanged, when its cause is gone"))
  }
}
