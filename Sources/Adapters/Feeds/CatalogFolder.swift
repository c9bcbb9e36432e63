import Foundation
public import Catalog
public import Operations
public import Primitives

/// Loads a catalog from disk: every `.yaml`, `.yml` and `.json` file of a folder, or one such file, and the rate
/// decks they name.
public enum CatalogFolder {
  static let maximumDocuments = 1_000
  static let maximumDeckBytes = 256 << 20

  /// The files at `path`.
  ///
  /// - Throws: `Rejection` when there is nothing, too much, or something unreadable there.
  public static func load(_ path: String) throws(Rejection) -> CatalogSource {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Rejection(Problem(.catalogNotFound, at: .init(file: path), "there is no such file or folder", remedy: "check the path"))
    }
    let folder = isFolder.boolValue ? path : parent(of: path)
    let names = isFolder.boolValue ? try documents(in: path) : [String(path.split(separator: "/").last ?? "")]
    var problems: [Problem] = []
    var files: [CatalogSource.File] = []
    for name in names { load(name, in: folder, limit: SourceDocument.maximumBytes, &files, &problems) }
    let source = CatalogSource(folder: folder, files: files)
    for name in deckNames(source) { load(name, in: folder, limit: maximumDeckBytes, &files, &problems) }
    if !problems.isEmpty { throw Rejection(problems) }
    return CatalogSource(folder: folder, files: files)
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func documents(in folder: String) throws(Rejection) -> [String] {
    var names: [String] = []
    let walk = FileManager.default.enumerator(atPath: folder)
    while let name = walk?.nextObject() as? String {
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }), isDocument(name) else { continue }
      names.append(name)
      if names.count > maximumDocuments {
        throw Rejection(
          Problem(
            .catalogNotFound, at: .init(file: folder), "the folder holds more than \(maximumDocuments) documents",
            remedy: "name the catalog's own folder"))
      }
    }
    if names.isEmpty {
      throw Rejection(
        Problem(
          .catalogNotFound, at: .init(file: folder), "the folder holds no catalog file",
          remedy: "put `.yaml` files there; `Docs/catalog/README.md` shows a small example"))
    }
    return names
  }

  static func isDocument(_ name: String) -> Bool { [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) } }

  /// The deck files that the documents name, inside the folder only; broken documents name none.
  private static func deckNames(_ source: CatalogSource) -> [String] {
    var names: Set<String> = []
    for file in source.files {
      let node = try? SourceDocument.parse(String(decoding: file.bytes, as: UTF8.self), file: file.name)
      guard case .list(let decks)? = node?["decks"]?.content else { continue }
      for deck in decks {
        if case .scalar(let name, _)? = deck["file"]?.content, CatalogSource.isInside(name) { names.insert(name) }
      }
    }
    return names.sorted()
  }

  private static func load(
    _ name: String, in folder: String, limit: Int, _ files: inout [CatalogSource.File], _ problems: inout [Problem]
  ) {
    if files.contains(where: { $0.name == name }) { return }
    let path = CatalogSource(folder: folder, files: []).displayName(name)
    guard let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int else {
      // A deck file that is missing is told by the reader, at the line that names it.
      if isDocument(name) { problems.append(unreadable(path)) }
      return
    }
    if size > limit {
      problems.append(
        Problem(
          .documentTooLarge, at: .init(file: path), "the file has \(size) bytes, more than \(limit)",
          remedy: "split it into several files"))
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      problems.append(unreadable(path))
      return
    }
    files.append(.init(name: name, bytes: [UInt8](data)))
  }

  private static func unreadable(_ path: String) -> Problem {
    Problem(.catalogNotFound, at: .init(file: path), "the file cannot be read", remedy: "check that it is a file and that you may read it")
  }
}

/// Reads catalog files: YAML or JSON documents, and rate decks as CSV.
public struct CatalogFiles: CatalogFileReader {
  public init() {}

  public func document(_ bytes: [UInt8], file: String) throws(Rejection) -> SourceNode {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Rejection(
        Problem(
          .documentNotUTF8, at: .init(file: file, line: firstBrokenLine(bytes)), "the file is not UTF-8 text",
          remedy: "save it as UTF-8; accented letters of older encodings are the usual cause"))
    }
    return try SourceDocument.parse(text, file: file)
  }

  public func deck(
    _ layout: RateDeckLayout, _ bytes: [UInt8], file: String, problems: inout [Problem], notes: inout [Problem]
  ) -> RateDeck {
    RateDeckFile.read(bytes, layout: layout, file: file, problems: &problems, notes: &notes)
  }

  private func firstBrokenLine(_ bytes: [UInt8]) -> Int {
    var line = 1
    for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { return line }
      line += 1
    }
    return line
  }
}

extension ProblemCode {
  public static let catalogNotFound = ProblemCode("catalog.not-found")
  public static let documentNotUTF8 = ProblemCode("document.not-utf8")
}
