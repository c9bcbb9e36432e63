import Foundation
import Primitives

/// Reads a whole text file, with a problem that says what to do when it cannot be read.
enum TextFile {
  static func read(_ path: String) throws(Rejection) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Rejection(
        Problem(.fileUnreadable, at: .init(file: path), "the file cannot be read", remedy: "check the path and that you may read it"))
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Rejection(Problem(.fileUnreadable, at: .init(file: path), "the file is not UTF-8 text", remedy: "save it as UTF-8"))
    }
    return text
  }

  /// The file as it stands, whatever it holds.
  static func bytes(_ path: String) throws(Rejection) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Rejection(
        Problem(.fileUnreadable, at: .init(file: path), "the file cannot be read", remedy: "check the path and that you may read it"))
    }
    return [UInt8](data)
  }
}

extension ProblemCode {
  static let fileUnreadable = ProblemCode("file.unreadable")
}
