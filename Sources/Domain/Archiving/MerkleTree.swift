/// The hash tree of RFC 6962: a leaf is the hash of 0x00 and its bytes, a node the hash of 0x01 and its two children. The left side of a node holds the
/// largest power of two of leaves that leaves any for the right.
public struct MerkleTree: Sendable {
  private let hash: ContentHash

  public init(hash: @escaping ContentHash) { self.hash = hash }

  /// The bytes that a leaf is the hash of.
  public static func leafBytes(_ bytes: [UInt8]) -> [UInt8] { [0x00] + bytes }

  /// The bytes that a node is the hash of.
  public static func nodeBytes(_ left: ContentDigest, _ right: ContentDigest) -> [UInt8] { [0x01] + left.bytes + right.bytes }

  /// The root over leaves; that over none is the hash of nothing.
  public func root(_ leaves: [[UInt8]]) -> ContentDigest { root(leaves) { _, _ in } }

  /// The root over leaves, telling each node with the bytes that it is the hash of.
  public func root(_ leaves: [[UInt8]], telling: (ContentDigest, [UInt8]) -> Void) -> ContentDigest {
    if leaves.isEmpty { return hash([]) }
    return root(leaves[...], telling)
  }

  private func root(_ leaves: ArraySlice<[UInt8]>, _ telling: (ContentDigest, [UInt8]) -> Void) -> ContentDigest {
    let bytes: [UInt8]
    if leaves.count == 1, let leaf = leaves.first {
      bytes = MerkleTree.leafBytes(leaf)
    } else {
      let middle = leaves.startIndex + MerkleTree.split(leaves.count)
      bytes = MerkleTree.nodeBytes(root(leaves[..<middle], telling), root(leaves[middle...], telling))
    }
    let digest = hash(bytes)
    telling(digest, bytes)
    return digest
  }

  /// The siblings from a leaf up to the root (RFC 6962, 2.1.1).
  public func path(of index: Int, in leaves: [[UInt8]]) -> [ContentDigest] {
    guard leaves.indices.contains(index) else { return [] }
    return path(index, leaves[...])
  }

  private func path(_ index: Int, _ leaves: ArraySlice<[UInt8]>) -> [ContentDigest] {
    if leaves.count == 1 { return [] }
    let count = MerkleTree.split(leaves.count)
    let middle = leaves.startIndex + count
    if index < count { return path(index, leaves[..<middle]) + [root(leaves[middle...]) { _, _ in }] }
    return path(index - count, leaves[middle...]) + [root(leaves[..<middle]) { _, _ in }]
  }

  /// The largest power of two below a count.
  private static func split(_ count: Int) -> Int {
    var size = 1
    while size * 2 < count { size *= 2 }
    return size
  }
}
