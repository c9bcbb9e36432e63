import Documents
import Operations
import Primitives

extension ReaderMessage {
  init(_ rule: MessageRule) {
    self.init(title: rule.title, text: rule.text, link: rule.linkAddress.map { ReaderMessage.Link(words: rule.linkWords ?? LocalizedText($0), href: $0) })
  }
}
