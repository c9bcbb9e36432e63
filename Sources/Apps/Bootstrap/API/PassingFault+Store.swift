import HTTPAPI
import Operations
import Store

extension PassingFault {
  /// How the database failed, when it is in a way that passes.
  init?(of error: any Error) {
    if error is WritesHeld {
      self = .held
      return
    }
    if error is WaitedTooLong {
      self = .unreachable
      return
    }
    guard let fault = error as? StoreFault else { return nil }
    switch fault.kind {
    case .full: self = .full
    case .readOnly: self = .readOnly
    case .storage: self = .storage
    case _ where fault.isTransient: self = .unreachable
    default: return nil
    }
  }
}
