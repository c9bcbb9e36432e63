/// An XML document in its canonical form (Canonical XML 1.0, without comments): what is hashed is what is written.
struct CanonicalDocument {
  /// Without a declaration, from the outermost element's first to its last byte.
  var bytes: [UInt8]
  /// The namespaces that the outermost element declares: prefixes and names.
  var namespaces: [(prefix: String, name: String)]
  /// Where the outermost element's own content ends.
  var endOfContent: Int

  /// The whole file, with something put in as the outermost element's last child.
  func file(with child: [UInt8]) -> [UInt8] {
    var file = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    file.reserveCapacity(file.count + bytes.count + child.count + 1)
    file += bytes[..<endOfContent]
    file += child
    file += bytes[endOfContent...]
    file.append(0x0A)
    return file
  }
}
