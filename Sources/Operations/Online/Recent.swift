import Dispatch

/// What was asked for lately, by its key.
///
/// It lies in small parts, each of which ages by itself: when its newer half is full, the older half is let go of, and the newer one is the older from
/// then on. So what is asked for again stays, however much else is asked for once, and nobody waits while much of it is moved or let go of.
public struct Recent<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  @usableFromInline var parts: [Part]
  /// Of one half of a part.
  @usableFromInline let most: Int
  @usableFromInline var isEmpty = true

  /// - Parameter most: how many are kept at most, and no fewer than two; about half as many, those that were asked for last, stay however many others come.
  @inlinable public init(most: Int) {
    let count = max(1, most / 1_024)
    parts = Array(repeating: Part(), count: count)
    self.most = max(1, most / count / 2)
  }

  /// How many there are; one that was kept again since its half became the older one counts twice.
  @inlinable public var count: Int { parts.reduce(0) { $0 + $1.newer.count + $1.older.count } }

  @inlinable public subscript(key: Key) -> Value? { parts[place(key)][key] }

  /// The same, and keeps it for longer.
  @inlinable public mutating func use(_ key: Key) -> Value? { parts[place(key)].use(key, most) }

  @inlinable public mutating func keep(_ value: Value, for key: Key) {
    isEmpty = false
    parts[place(key)].keep(value, for: key, most)
  }

  /// Changes one in its place, when it is there, and keeps it for longer.
  @inlinable public mutating func change(_ key: Key, _ body: (inout Value) -> Void) { parts[place(key)].change(key, most, body) }

  @inlinable public mutating func forget(_ key: Key) { parts[place(key)].forget(key) }

  public mutating func forgetAll() {
    if isEmpty { return }
    isEmpty = true
    let forgotten = parts
    parts = Array(repeating: Part(), count: forgotten.count)
    // Very many take long to let go of, for which nobody waits.
    DispatchQueue.global(qos: .utility).async { withExtendedLifetime(forgotten) {} }
  }

  /// Keys in a row must not fill all parts at the same time, so it is their hash that says where they lie.
  @inlinable func place(_ key: Key) -> Int { Int(UInt(bitPattern: key.hashValue) % UInt(parts.count)) }

  @usableFromInline struct Part: Sendable {
    @usableFromInline var newer: [Key: Value] = [:]
    @usableFromInline var older: [Key: Value] = [:]

    @inlinable init() {}

    @inlinable subscript(key: Key) -> Value? { newer[key] ?? older[key] }

    @inlinable mutating func use(_ key: Key, _ most: Int) -> Value? {
      if let value = newer[key] { return value }
      guard let value = older.removeValue(forKey: key) else { return nil }
      keep(value, for: key, most)
      return value
    }

    @inlinable mutating func keep(_ value: Value, for key: Key, _ most: Int) {
      if newer.count >= most, newer.index(forKey: key) == nil {
        older = newer
        newer = [:]
      }
      // What is older of the same key is never looked at.
      newer[key] = .some(value)
    }

    @inlinable mutating func change(_ key: Key, _ most: Int, _ body: (inout Value) -> Void) {
      if let index = newer.index(forKey: key) { return body(&newer.values[index]) }
      guard var value = older.removeValue(forKey: key) else { return }
      body(&value)
      keep(value, for: key, most)
    }

    @inlinable mutating func forget(_ key: Key) {
      newer.removeValue(forKey: key)
      older.removeValue(forKey: key)
    }
  }
}
