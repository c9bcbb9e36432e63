public import Documents
import Feeds
import Foundation
public import Primitives
public import Templates

/// A template as a file with its picture beside it, read and made ready.
public struct TemplateFile: Sendable {
  public var source: TemplateSource
  public var look: BillLook

  public var template: BillTemplate { look.template }

  /// Reads a template and the picture in its folder.
  ///
  /// - Throws: `Rejection` with every mistake.
  public init(path: String) throws(Rejection) {
    let text = try TextFile.bytes(path)
    let folder = URL(filePath: path).deletingLastPathComponent()
    try self.init(text: text, file: path) { name in FileManager.default.contents(atPath: folder.appending(path: name).path).map { [UInt8]($0) } }
  }

  /// Reads a template as it is kept.
  public init(_ source: TemplateSource, file: String) throws(Rejection) {
    try self.init(text: source.text, file: file) { _ in source.logo }
  }

  /// - Parameter picture: the bytes of a file beside it.
  init(text: [UInt8], file: String, picture: (String) -> [UInt8]?) throws(Rejection) {
    guard let words = String(validating: text, as: UTF8.self) else {
      throw Rejection(Problem(.unreadableDocument, at: .init(file: file), "the template is not UTF-8 text", remedy: "save it as UTF-8"))
    }
    let node = try SourceDocument.parse(words, file: file)
    let template = try BillTemplate.read(node, .ofDocuments, picture: picture)
    do throws(Rejection) {
      look = try BillLook(template)
    } catch {
      let at = node["brand"]?["logo"] ?? node
      throw Rejection(error.problems.map { Problem($0.code, at: at.place, path: at.path, $0.message, remedy: $0.remedy) })
    }
    source = TemplateSource(text: text, logo: template.brand.logo?.picture.bytes)
  }
}
