/// An element of a document that was read, with the line it stands on.
///
/// Names carry the usual prefix of their namespace (`cbc:ID`), whatever prefix the document uses; an unknown namespace
/// stands in braces. Whoever asks for an element marks it as read, so that what nobody asked for can be told.
final class XMLElement {
  let name: String
  let attributes: [(name: String, value: String)]
  let line: Int
  private(set) var children: [XMLElement] = []
  private var content: [UInt8] = []
  private(set) var isRead = false

  init(name: String, attributes: [(name: String, value: String)], line: Int) {
    self.name = name
    self.attributes = attributes
    self.line = line
  }

  func add(_ child: XMLElement) { children.append(child) }
  func add(_ bytes: some Sequence<UInt8>) { content.append(contentsOf: bytes) }
  func markRead() { isRead = true }

  /// The element's own text without blanks around it; `nil` when there is none.
  var text: String? {
    guard let first = content.firstIndex(where: { $0 > 0x20 }), let last = content.lastIndex(where: { $0 > 0x20 }) else { return nil }
    return String(decoding: content[first...last], as: UTF8.self)
  }

  /// The text as it stands, for the one term whose line breaks mean something (BT-20); `nil` when there is nothing to read.
  var wholeText: String? { text == nil ? nil : String(decoding: content, as: UTF8.self) }

  func attribute(_ name: String) -> String? {
    guard let value = attributes.first(where: { $0.name == name })?.value, !value.isEmpty else { return nil }
    return value
  }

  /// The first element along a way of names.
  func one(_ names: String...) -> XMLElement? {
    var here = self
    for name in names {
      guard let next = here.children.first(where: { $0.name == name }) else { return nil }
      next.isRead = true
      here = next
    }
    return here
  }

  func all(_ name: String) -> [XMLElement] {
    let found = children.filter { $0.name == name }
    for each in found { each.isRead = true }
    return found
  }

  /// Elements that nobody asked for, outermost only, with their ways from here.
  func unread(_ way: String = "") -> [UnreadElement] {
    children.flatMap { child -> [UnreadElement] in
      let here = way.isEmpty ? child.name : "\(way)/\(child.name)"
      return child.isRead ? child.unread(here) : [UnreadElement(path: here, line: child.line)]
    }
  }
}

/// An element of a document that EN 16931 has no term for; its content was left aside.
public struct UnreadElement: Sendable, Hashable {
  public var path: String
  public var line: Int

  public init(path: String, line: Int) {
    self.path = path
    self.line = line
  }
}
