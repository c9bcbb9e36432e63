/// What goes wrong with a disk, and at which of its next writes.
struct Fault: Hashable, CustomStringConvertible {
  enum Kind: String, CaseIterable {
    /// The program is killed; what it wrote so far stays, the write at hand is torn.
    case kill
    /// The machine loses power; of what was not made durable any sector may be lost.
    case powerLoss = "power-loss"
    /// The disk is full: no file grows any more.
    case full
    /// One write fails.
    case ioError = "io-error"
    /// Another process holds the database for so many tries.
    case busy
  }

  var kind: Kind
  /// Which write from now on, from 1; tries, when busy.
  var write: Int
  /// Decides which sectors survive.
  var salt: UInt64

  var description: String { "fault=\(kind.rawValue) write=\(write) salt=\(salt)" }

  init(_ kind: Kind, write: Int, salt: UInt64 = 0) {
    self.kind = kind
    self.write = write
    self.salt = salt
  }

  /// The fault that a story's command names, if any.
  init?(_ words: Words) {
    guard let name = words.fields["fault"], let kind = Kind(rawValue: name) else { return nil }
    self.init(kind, write: words.fields["write"].flatMap { Int($0) } ?? 1, salt: words.fields["salt"].flatMap { UInt64($0) } ?? 0)
  }

  static let words = ["fault", "write", "salt", "then"]
}
