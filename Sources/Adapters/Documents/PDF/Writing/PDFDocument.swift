import Operations
import Primitives

/// One document being written: pages leave memory as soon as they are done.
///
/// Places are points from the left and from the top of the page. Every mark is either part of an element of the
/// structure or an artifact; nothing is drawn outside both.
final class PDFDocument {
  let press: PDFPress
  let metadata: Metadata
  let attachments: [Attachment]
  var writer: ObjectWriter
  var structure: StructureTree
  /// By their places on the shelf; opened when the first glyph is shown.
  var fonts: [DocumentFont?]
  var drawing = Drawing(height: 0)
  /// Forms that pages name, in the order of their making.
  var forms: [ObjectID] = []
  private(set) var page: OpenPage?
  /// The places of the pictures that it holds, each once.
  var pictures: [[UInt8]: Int] = [:]
  /// Notes what pages show, where somebody wants to know.
  var tracer: PageTracer?
  private var pages: LeafTree
  private var parents: LeafTree
  private let resources: ObjectID
  private let catalog: ObjectID
  private var signature: SignatureField?
  private var firstPage: ObjectID?

  struct OpenPage {
    var id: ObjectID
    var width: Double
    var height: Double
    /// The element of each piece of marked content.
    var elements: [ObjectID] = []
  }

  init(press: PDFPress, metadata: Metadata, attachments: [Attachment] = [], signing: Signing? = nil, sink: @escaping ObjectWriter.Sink) {
    self.press = press
    self.metadata = metadata
    self.attachments = attachments
    fonts = Array(repeating: nil, count: press.shelf.fonts.count)
    writer = ObjectWriter(deflater: press.deflater, sink: sink)
    catalog = writer.reserve()
    pages = LeafTree(root: writer.reserve())
    parents = LeafTree(root: writer.reserve())
    structure = StructureTree(root: writer.reserve())
    resources = writer.reserve()
    signature = signing.map { SignatureField($0, &writer) }
  }

  var pageCount: Int { pages.count }

  // MARK: - Pages

  func beginPage(width: Double, height: Double) {
    page = OpenPage(id: writer.reserve(), width: width, height: height)
    drawing = Drawing(height: height, reserving: 16 * 1024)
  }

  func endPage() throws {
    guard let page else { return }
    self.page = nil
    press.pageCount += 1
    tracer?.endPage(drawing.content.bytes)
    let (content, elements) = (writer.reserve(), writer.reserve())
    try writer.writeStream(content, PDFBytes(), drawing.content.bytes)
    var body = PDFBytes("<</Type/Page/Parent ")
    body.reference(pages.nextLeaf(&writer))
    body.raw("/MediaBox[0 0 ")
    body.number(page.width)
    body.space()
    body.number(page.height)
    body.raw("]/Resources ")
    body.reference(resources)
    body.raw("/Contents ")
    body.reference(content)
    body.raw("/Tabs/S/StructParents ")
    body.integer(pages.count)
    if let signature, firstPage == nil {
      body.raw("/Annots[")
      body.reference(signature.field)
      body.raw("]")
    }
    firstPage = firstPage ?? page.id
    body.raw(">>")
    try writer.write(page.id, body)
    body = PDFBytes(reserving: page.elements.count * 8)
    body.raw("[")
    for (index, element) in page.elements.enumerated() {
      if index > 0 { body.space() }
      body.reference(element)
    }
    body.raw("]")
    try writer.write(elements, body)
    let root = pages.root
    try pages.add(page.id, &writer) { PDFDocument.pageLeaf($0, $1, root) }
    try parents.add(elements, &writer, leaf: PDFDocument.parentLeaf)
  }

  private static func pageLeaf(_ first: Int, _ entries: [ObjectID], _ root: ObjectID) -> PDFBytes {
    var body = PDFBytes("<</Type/Pages/Parent ")
    body.reference(root)
    body.raw("/Count ")
    body.integer(entries.count)
    body.raw("/Kids[")
    for entry in entries {
      body.reference(entry)
      body.space()
    }
    body.raw("]>>")
    return body
  }

  private static func parentLeaf(_ first: Int, _ entries: [ObjectID]) -> PDFBytes {
    var body = PDFBytes("<</Limits[")
    body.integer(first)
    body.space()
    body.integer(first + entries.count - 1)
    body.raw("]/Nums[")
    for (index, entry) in entries.enumerated() {
      body.integer(first + index)
      body.space()
      body.reference(entry)
      body.space()
    }
    body.raw("]>>")
    return body
  }

  // MARK: - Structure

  func begin(_ tag: StaticString, _ attributes: PDFBytes = PDFBytes()) {
    structure.begin(writer.reserve(), tag, attributes)
  }

  func end() throws { try structure.end(&writer) }

  func element(_ tag: StaticString, _ attributes: PDFBytes = PDFBytes(), _ body: () throws -> Void) throws {
    begin(tag, attributes)
    try body()
    try end()
  }

  /// Draws a piece of the open element.
  func marked(_ body: () throws -> Void) rethrows {
    guard let element = structure.current, let id = page?.id else { return }
    let number = page?.elements.count ?? 0
    page?.elements.append(element.id)
    structure.mark(number, on: id)
    drawing.content.raw("/")
    drawing.content.raw(element.tag)
    drawing.content.raw("<</MCID ")
    drawing.content.integer(number)
    drawing.content.raw(">>BDC\n")
    try body()
    drawing.content.raw("EMC\n")
  }

  /// Draws what only decorates or repeats: rules, grounds, page numbers.
  func artifact(_ body: () throws -> Void) rethrows {
    drawing.content.raw("/Artifact BMC\n")
    tracer?.isAround = true
    defer { tracer?.isAround = false }
    try body()
    drawing.content.raw("EMC\n")
  }

  // MARK: - The end

  func finish() throws {
    precondition(structure.depth == 0, "every element is closed")
    let (metadataStream, information, profile) = (writer.reserve(), writer.reserve(), writer.reserve())
    for font in fonts { try font?.write(to: &writer, press.sharedDeflater) }
    try writeResources()
    let root = pages.root
    try pages.close(&writer) { PDFDocument.pageLeaf($0, $1, root) }
    try parents.close(&writer, leaf: PDFDocument.parentLeaf)
    try writer.write(pages.root, kids("<</Type/Pages/Count ", pages.count, pages.leaves.map(\.id)))
    try writer.write(parents.root, kids("<<", nil, parents.leaves.map(\.id)))
    try structure.finish(parents: parents.root, nextKey: pages.count, &writer)
    try writer.writeStream(metadataStream, PDFBytes("/Type/Metadata/Subtype/XML"), metadata.xmp(), compress: false)
    try writer.write(information, metadata.information())
    try writer.writeStream(profile, PDFBytes("/N 3"), press.colourProfile, isCompressed: true)
    let files = try attachments.map { ($0.name, try $0.write(to: &writer, on: metadata.day)) }
    if let firstPage { try signature?.write(to: &writer, on: firstPage) }
    try writer.write(catalog, catalogBody(metadataStream, profile, files))
    try writer.finish(root: catalog, information: information)
  }

  /// Signs the file that came of `finish`, where it is to be signed.
  func sign(_ file: inout [UInt8]) throws { try signature?.fill(&file) }

  private func kids(_ start: StaticString, _ count: Int?, _ entries: [ObjectID]) -> PDFBytes {
    var body = PDFBytes(start)
    if let count { body.integer(count) }
    body.raw("/Kids[")
    for entry in entries {
      body.reference(entry)
      body.space()
    }
    body.raw("]>>")
    return body
  }

  private func writeResources() throws {
    var body = PDFBytes("<</Font<<")
    for (place, font) in fonts.enumerated() {
      guard let font else { continue }
      body.raw("/F")
      body.integer(place)
      body.space()
      body.reference(font.id)
    }
    body.raw(">>")
    if !forms.isEmpty {
      body.raw("/XObject<<")
      for (index, form) in forms.enumerated() {
        body.raw("/X")
        body.integer(index)
        body.space()
        body.reference(form)
      }
      body.raw(">>")
    }
    body.raw(">>")
    try writer.write(resources, body)
  }

  private func catalogBody(_ metadataStream: ObjectID, _ profile: ObjectID, _ files: [(name: String, id: ObjectID)]) -> PDFBytes {
    var body = PDFBytes("<</Type/Catalog/Pages ")
    body.reference(pages.root)
    body.raw("/MarkInfo<</Marked true>>/StructTreeRoot ")
    body.reference(structure.root)
    body.raw("/Lang")
    body.text(metadata.language)
    body.raw("/ViewerPreferences<</DisplayDocTitle true>>/Metadata ")
    body.reference(metadataStream)
    body.raw("/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile ")
    body.reference(profile)
    body.raw(">>]")
    if let signature {
      body.raw("/AcroForm<</SigFlags 3/Fields[")
      body.reference(signature.field)
      body.raw("]>>")
    }
    if !files.isEmpty {
      body.raw("/AF[")
      for file in files {
        body.reference(file.id)
        body.space()
      }
      body.raw("]/Names<</EmbeddedFiles<</Names[")
      for file in files.sorted(by: { $0.name < $1.name }) {
        body.text(file.name)
        body.space()
        body.reference(file.id)
      }
      body.raw("]>>>>")
    }
    body.raw(">>")
    return body
  }

  // MARK: - Forms

  /// A form whose drawing comes later, such as the number of all pages; pages may show it before.
  func reserveForm() -> Int {
    forms.append(writer.reserve())
    return forms.count - 1
  }

  /// Draws a reserved form in a box that begins at its lower left corner.
  func writeForm(_ form: Int, width: Double, height: Double, _ body: () throws -> Void) throws {
    let kept = (drawing, page)
    drawing = Drawing(height: height)
    page = OpenPage(id: forms[form], width: width, height: height)
    try body()
    var dictionary = PDFBytes("/Type/XObject/Subtype/Form/BBox[0 0 ")
    dictionary.number(width)
    dictionary.space()
    dictionary.number(height)
    dictionary.raw("]/Resources ")
    dictionary.reference(resources)
    try writer.writeStream(forms[form], dictionary, drawing.content.bytes)
    (drawing, page) = kept
  }
}
