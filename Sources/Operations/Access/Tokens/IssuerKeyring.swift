public import Primitives

extension ProblemCode {
  public static let issuerSilent = ProblemCode("access.issuer-silent")
}

/// The keys of one issuer, read when they are needed and again when they are old or another one is asked for.
public actor IssuerKeyring {
  private let name: String
  private let read: @Sendable () async throws -> [IssuerKey]
  private let now: @Sendable () -> Instant
  private var known: KnownKeys
  private var reading: Task<Void, Never>?

  /// - Parameter read: asks the issuer for its keys.
  public init(_ issuer: TrustedIssuer, now: @escaping @Sendable () -> Instant, read: @escaping @Sendable () async throws -> [IssuerKey]) {
    name = issuer.name
    known = KnownKeys(keysSeconds: issuer.keysSeconds, refreshSeconds: issuer.refreshSeconds)
    self.now = now
    self.read = read
  }

  /// The keys that are known once the one of this name was looked for.
  ///
  /// - Parameter isDoubted: those that were given before did not sign what was to be checked.
  /// - Throws: `ToldFault` (`access.issuer-silent`) when there are none to be had at this moment.
  func keys(for id: String?, isDoubted: Bool = false) async throws -> [IssuerKey] {
    var step = known.step(for: id, isDoubted: isDoubted, at: now())
    if step == .read {
      await readOnce()
      step = known.afterwards(at: now())
    }
    if case .use(let keys) = step { return keys }
    throw ToldFault(
      Problem(.issuerSilent, path: "Authorization", "the keys of the issuer \(name) cannot be read at this moment", remedy: "come again later; the log has the cause under this request's id"),
      cause: known.cause)
  }

  /// Everybody who waits for keys waits for the same reading.
  private func readOnce() async {
    if let reading { return await reading.value }
    let task = Task {
      do { known.took(try await read(), at: now()) } catch { known.failed("\(error)", at: now()) }
      reading = nil
    }
    reading = task
    await task.value
  }
}
