public import Primitives

/// Where the present moment comes from; only the apps ask the machine for it.
public protocol Clock: Sendable {
  func now() -> Instant
}
