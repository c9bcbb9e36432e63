/// What a page shows, in the order in which it was drawn: for telling what differs between two renderings.
public struct PageTrace: Sendable, Hashable {
  /// The texts of the content in the order of reading.
  public internal(set) var texts: [String] = []
  /// The texts that stand around the content on every page.
  var around: [String] = []
  /// What was drawn, as the file has it.
  var content: [UInt8] = []
  /// The fonts of the texts and the pictures, which the content names by place only.
  var named: [String] = []

  /// What the first difference to another page is; `nil` when both look the same.
  public func difference(to other: PageTrace) -> PageDifference? {
    guard self != other else { return nil }
    for (own, others) in [(texts, other.texts), (around, other.around)] {
      let place = zip(own, others).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(own.count, others.count)
      if place == own.count, place == others.count { continue }
      return PageDifference(before: place < own.count ? own[place] : nil, after: place < others.count ? others[place] : nil)
    }
    return PageDifference(before: nil, after: nil)
  }
}

/// The first text in which two pages differ; neither, when only how they look does.
public struct PageDifference: Sendable, Hashable {
  public var before: String?
  public var after: String?

  public init(before: String? = nil, after: String? = nil) {
    self.before = before
    self.after = after
  }

  public var isOfLookOnly: Bool { before == nil && after == nil }
}

/// Notes what pages show while they are made.
final class PageTracer {
  private(set) var pages: [PageTrace] = []
  private var open = PageTrace()
  /// Whether what is drawn stands around the content.
  var isAround = false

  func text(_ text: ShapedText, _ fonts: [FontFile]) {
    let words = text.runs.map { $0.text.isEmpty ? $0.glyphs.map(\.text).joined() : $0.text }.joined()
    if isAround { open.around.append(words) } else { open.texts.append(words) }
    open.named += text.runs.map { fonts[$0.font].name }
  }

  func picture(_ picture: PreparedPicture) { open.named.append("\(picture.identity)") }

  func endPage(_ content: [UInt8]) {
    open.content = content
    pages.append(open)
    open = PageTrace()
  }
}
