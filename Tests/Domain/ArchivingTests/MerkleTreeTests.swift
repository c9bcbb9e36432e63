import Archiving
import Testing

/// Against the vectors that the authors of RFC 6962 test their own tree with.
@Suite struct MerkleTreeTests {
  private static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F],
  ]

  private static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test(arguments: 0...8) func rootsAreThoseOfTheVectors(_ count: Int) {
    #expect(MerkleTree(hash: sha256).root(Array(Self.leaves.prefix(count))).description == Self.roots[count])
  }

  @Test func nodesAreToldWithTheBytesTheyAreTheHashOf() {
    var told: [ContentDigest: [UInt8]] = [:]
    let root = MerkleTree(hash: sha256).root(Array(Self.leaves.prefix(7))) { told[$0] = $1 }
    #expect(told.count == 13 && told[root]?.first == 0x01 && told.values.count { $0.first == 0x00 } == 7)
    for (digest, bytes) in told { #expect(sha256(bytes) == digest) }
  }

  /// A path leads from its leaf to the root, for every leaf of trees of many sizes.
  @Test func everyPathLeadsToTheRoot() {
    let tree = MerkleTree(hash: sha256)
    for count in 1...33 {
      let leaves = (0..<count).map { [UInt8($0), 7] }
      let root = tree.root(leaves)
      for index in leaves.indices { #expect(climb(index, count, tree.path(of: index, in: leaves), sha256(MerkleTree.leafBytes(leaves[index]))) == root) }
    }
    #expect(tree.path(of: 3, in: [[1]]) == [])
  }

  /// The path from the root down, in the words of the RFC, walked by other means than the tree's.
  private func climb(_ index: Int, _ count: Int, _ path: [ContentDigest], _ leaf: ContentDigest) -> ContentDigest? {
    guard count > 1 else { return path.isEmpty ? leaf : nil }
    guard let sibling = path.last else { return nil }
    var half = 1
    while half * 2 < count { half *= 2 }
    let rest = Array(path.dropLast())
    if index < half { return climb(index, half, rest, leaf).map { sha256(MerkleTree.nodeBytes($0, sibling)) } }
    return climb(index - half, count - half, rest, leaf).map { sha256(MerkleTree.nodeBytes(sibling, $0)) }
  }
}
