/// Which files of a watched folder are whole: those that two looks in a row found the same.
///
/// A file that is still being written grows between two looks. Names that begin with a dot, or end in `.part` or `.tmp`,
/// are never taken: whoever writes slowly writes under such a name and renames at the end.
public struct FolderLook: Sendable {
  /// A file as one look found it.
  public struct Entry: Sendable, Hashable {
    public var name: String
    public var bytes: Int64
    /// Microseconds since 1970, of the last change.
    public var changedAt: Int64

    public init(name: String, bytes: Int64, changedAt: Int64) {
      self.name = name
      self.bytes = bytes
      self.changedAt = changedAt
    }
  }

  private var last: Set<Entry> = []
  /// Files seen that are not whole yet.
  public private(set) var isWaiting = false

  public init() {}

  /// The files that are whole by now, in the order of their names.
  public mutating func take(_ entries: [Entry]) -> [String] {
    let candidates = Set(entries.filter { entry in
      !entry.name.hasPrefix(".") && !entry.name.hasSuffix(".part") && !entry.name.hasSuffix(".tmp")
    })
    let whole = candidates.intersection(last)
    last = candidates.subtracting(whole)
    isWaiting = !last.isEmpty
    return whole.map(\.name).sorted()
  }
}
