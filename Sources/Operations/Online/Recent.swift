public import Charging
import Dispatch
public import Primitives

/// What was asked for lately, by its key.
///
/// It lies in many parts, each of which ages by itself: when its newer half is full, the older half is let go of, and the newer one is the older
/// from then on. So what is asked for again stays, however much else is asked for once, and nobody waits while all of it is moved to a larger place.
public struct Recent<Key: Spread & Sendable, Value: Sendable>: Sendable {
  @usableFromInline var parts: [Part]
  /// Of one half of a part.
  @usableFromInline let most: Int

  /// - Parameter most: how many are kept at most; two, where that is less.
  @inlinable public init(most: Int) {
    // Parts of very few would let go of what others have room for.
    let count = max(1, min(64, most / 64))
    parts = Array(repeating: Part(), count: count)
    self.most = max(1, most / count / 2)
  }

  /// How many there are; one that is about to be moved to the newer half counts twice.
  @inlinable public var count: Int { parts.reduce(0) { $0 + $1.newer.count + $1.older.count } }

  @inlinable public subscript(key: Key) -> Value? { parts[place(key)][key] }

  /// The same, and keeps it for longer.
  @inlinable public mutating func use(_ key: Key) -> Value? { parts[place(key)].use(key, most) }

  @inlinable public mutating func keep(_ value: Value, for key: Key) { parts[place(key)].keep(value, for: key, most) }

  /// Changes one in its place, when it is there, and keeps it for longer.
  @inlinable public mutating func change(_ key: Key, _ body: (inout Value) -> Void) { parts[place(key)].change(key, most, body) }

  @inlinable public mutating func forget(_ key: Key) { parts[place(key)].forget(key) }

  @inlinable public mutating func forget(where isForgotten: (Key, Value) -> Bool) {
    for index in parts.indices { parts[index].forget(where: isForgotten) }
  }

  public mutating func forgetAll() {
    let forgotten = parts
    parts = Array(repeating: Part(), count: forgotten.count)
    // Very many take long to let go of, for which nobody waits.
    DispatchQueue.global(qos: .utility).async { withExtendedLifetime(forgotten) {} }
  }

  @inlinable func place(_ key: Key) -> Int { Int(UInt(bitPattern: key.spread) % UInt(parts.count)) }

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

    @inlinable mutating func forget(where isForgotten: (Key, Value) -> Bool) {
      newer = newer.filter { !isForgotten($0.key, $0.value) }
      older = older.filter { !isForgotten($0.key, $0.value) }
    }
  }
}

/// A key that says by which number it is spread over parts.
public protocol Spread: Hashable {
  var spread: Int { get }
}

extension Identifier: Spread {
  @inlinable public var spread: Int { Int(truncatingIfNeeded: rawValue) }
}

extension String: Spread {
  @inlinable public var spread: Int { hashValue }
}

extension CountKey: Spread {
  @inlinable public var spread: Int { balance.spread }
}
