import Foundation
public import Operations
public import Primitives

/// Heads of the chain that somebody noted outside of the database.
public enum NotedHeads {
  /// Reads heads, and files of heads as `florin verify --head` prints them.
  ///
  /// - Throws: `Rejection` with every line that is none (`verify.bad-head`), or a file that cannot be read
  ///   (`verify.unreadable-heads`).
  public static func read(_ texts: [String]) throws(Rejection) -> [ChainHead] {
    var problems: [Problem] = []
    var heads: [ChainHead] = []
    func take(_ text: String, at place: Problem.Place?) {
      do throws(Rejection) { heads.append(try ChainHead(text, at: place)) } catch { problems += error.problems }
    }
    for text in texts {
      if text.contains("@"), !FileManager.default.fileExists(atPath: text) {
        take(text, at: nil)
        continue
      }
      guard let content = try? String(contentsOfFile: text, encoding: .utf8) else {
        problems.append(
          Problem(
            .unreadableHeads, at: .init(file: text), path: "expect", "the file of heads does not exist, may not be read, or is not UTF-8",
            remedy: "name a file that `florin verify --head` wrote, or give one head as stream@number:link"))
        continue
      }
      for (number, line) in content.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.allSatisfy(\.isWhitespace) {
        take(line.trimmingCharacters(in: .whitespaces), at: .init(file: text, line: number + 1))
      }
    }
    if !problems.isEmpty { throw Rejection(problems) }
    return heads
  }
}

extension ProblemCode {
  public static let unreadableHeads = ProblemCode("verify.unreadable-heads")
}
