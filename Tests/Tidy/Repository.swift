import Foundation

/// The files of the repository this test was compiled from.
struct Repository {
  let root: URL

  init(filePath: String = #filePath) {
    // Tests/Tidy/Repository.swift, three steps below the root.
    root = URL(fileURLWithPath: filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  /// Text files below `folder` whose names end in one of `endings`, in a stable order; build products left out.
  func files(under folder: String, endings: [String]) -> [TextFile] {
    let start = root.appendingPathComponent(folder)
    guard let walk = FileManager.default.enumerator(atPath: start.path) else { return [] }
    var found: [TextFile] = []
    for case let path as String in walk where !path.split(separator: "/").contains(where: { $0.hasPrefix(".build") }) {
      guard endings.contains(where: { path.hasSuffix($0) }) else { continue }
      guard let text = try? String(contentsOf: start.appendingPathComponent(path), encoding: .utf8) else { continue }
      found.append(TextFile(path: "\(folder)/\(path)", text: text))
    }
    return found.sorted { $0.path < $1.path }
  }

  /// Names of the folders directly below `folder`.
  func folders(in folder: String) -> [String] {
    let start = root.appendingPathComponent(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: start.path)) ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: start.appendingPathComponent(name).path, isDirectory: &isFolder)
        && isFolder.boolValue
    }.sorted()
  }

  func text(_ path: String) -> String? {
    try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}

/// A file by its path from the root, with its lines.
struct TextFile: Sendable {
  let path: String
  let text: String

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}
