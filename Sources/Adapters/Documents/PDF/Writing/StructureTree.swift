/// The elements of a tagged document (ISO 32000-1, 14.7): open ones in memory, closed ones written.
struct StructureTree {
  /// A child: an element when `page` is 0, otherwise the piece of content `number` on that page.
  struct Kid {
    var page: Int32
    var number: Int32

    /// - Parameter element: the page that the element's content is on unless something else is said.
    func write(to body: inout PDFBytes, page element: Int32) {
      if page == 0 {
        body.reference(ObjectID(number: Int(number)))
      } else if page == element {
        body.integer(Int(number))
      } else {
        body.raw("<</Type/MCR/Pg ")
        body.reference(ObjectID(number: Int(page)))
        body.raw("/MCID ")
        body.integer(Int(number))
        body.raw(">>")
      }
    }
  }

  private struct Open {
    var id: ObjectID
    var tag: StaticString
    var attributes: PDFBytes
    var page: Int32 = 0
    var kids: [Kid] = []

    func write(to body: inout PDFBytes, parent: ObjectID) {
      body.raw("<</S/")
      body.raw(tag)
      body.raw("/P ")
      body.reference(parent)
      if page != 0 {
        body.raw("/Pg ")
        body.reference(ObjectID(number: Int(page)))
      }
      body.append(attributes)
      if !kids.isEmpty {
        body.raw("/K[")
        for (index, kid) in kids.enumerated() {
          if index > 0 { body.space() }
          kid.write(to: &body, page: page)
        }
        body.raw("]")
      }
      body.raw(">>")
    }
  }

  let root: ObjectID
  private var open: [Open] = []
  private var rootKids: [ObjectID] = []

  init(root: ObjectID) { self.root = root }

  var current: (id: ObjectID, tag: StaticString)? { open.last.map { ($0.id, $0.tag) } }
  var depth: Int { open.count }

  mutating func begin(_ id: ObjectID, _ tag: StaticString, _ attributes: PDFBytes) {
    if open.isEmpty { rootKids.append(id) } else { open[open.count - 1].kids.append(Kid(page: 0, number: Int32(id.number))) }
    open.append(Open(id: id, tag: tag, attributes: attributes))
  }

  /// Adds a piece of marked content to the open element.
  mutating func mark(_ number: Int, on page: ObjectID) {
    let last = open.count - 1
    if open[last].page == 0 { open[last].page = Int32(page.number) }
    open[last].kids.append(Kid(page: Int32(page.number), number: Int32(number)))
  }

  mutating func end(_ writer: inout ObjectWriter) throws {
    let element = open.removeLast()
    let parent = open.last?.id ?? root
    try writer.write(element.id) { element.write(to: &$0, parent: parent) }
  }

  /// The root, with the way from content back to elements.
  func finish(parents: ObjectID, nextKey: Int, _ writer: inout ObjectWriter) throws {
    var body = PDFBytes("<</Type/StructTreeRoot/K[")
    for id in rootKids {
      body.reference(id)
      body.space()
    }
    body.raw("]/ParentTree ")
    body.reference(parents)
    body.raw("/ParentTreeNextKey ")
    body.integer(nextKey)
    body.raw(">>")
    try writer.write(root, body)
  }
}

/// A tree of pages or of numbers, written in leaves of a few dozen so that no node holds all.
struct LeafTree {
  private static let width = 48
  let root: ObjectID
  private var leaf: ObjectID?
  private var entries: [ObjectID] = []
  private(set) var leaves: [(id: ObjectID, first: Int, count: Int)] = []
  private(set) var count = 0

  init(root: ObjectID) { self.root = root }

  /// The leaf that the next entry goes into.
  mutating func nextLeaf(_ writer: inout ObjectWriter) -> ObjectID {
    if let leaf { return leaf }
    let id = writer.reserve()
    leaf = id
    return id
  }

  mutating func add(_ entry: ObjectID, _ writer: inout ObjectWriter, leaf body: (_ first: Int, _ entries: [ObjectID]) -> PDFBytes) throws {
    _ = nextLeaf(&writer)
    entries.append(entry)
    count += 1
    if entries.count == LeafTree.width { try close(&writer, leaf: body) }
  }

  mutating func close(_ writer: inout ObjectWriter, leaf body: (_ first: Int, _ entries: [ObjectID]) -> PDFBytes) throws {
    guard let id = leaf, !entries.isEmpty else { return }
    let first = count - entries.count
    try writer.write(id, body(first, entries))
    leaves.append((id, first, entries.count))
    entries = []
    leaf = nil
  }
}
