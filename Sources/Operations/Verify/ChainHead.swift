public import Primitives

/// How far a stream of facts has come: the number of its last fact and that fact's link, to be noted elsewhere.
///
/// A chain inside one database cannot show that somebody with the whole database in his hands made all of it anew. A head
/// noted outside of it can: from then on nothing before that fact can be changed without the note telling.
public struct ChainHead: Sendable, Hashable, CustomStringConvertible {
  public var stream: String
  public var number: Int64
  /// 64 hexadecimal digits.
  public var link: String

  public init(stream: String, number: Int64, link: String) {
    self.stream = stream
    self.number = number
    self.link = link
  }

  public var description: String { "\(stream)@\(number):\(link)" }

  /// Reads what `description` gives.
  ///
  /// - Throws: `Rejection` (`verify.bad-head`).
  public init(_ text: String, at place: Problem.Place? = nil) throws(Rejection) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let names = parts.first?.split(separator: "@", omittingEmptySubsequences: false) ?? []
    guard parts.count == 2, names.count == 2, !names[0].isEmpty, let number = Int64(names[1]), parts[1].count == 64,
      parts[1].allSatisfy({ $0.isASCII && $0.isHexDigit })
    else {
      throw Rejection(
        Problem(
          .badHead, at: place, path: "expect", "\"\(text.prefix(80))\" is no head of a chain",
          remedy: "copy a line of `florin verify --head` whole: stream@number:link, the link with 64 digits"))
    }
    self.init(stream: String(names[0]), number: number, link: parts[1].lowercased())
  }
}

extension ProblemCode {
  public static let badHead = ProblemCode("verify.bad-head")
}
