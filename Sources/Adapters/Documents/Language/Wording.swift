/// In which language something is said, and which phrases with a template's own words.
struct Wording: Sendable {
  let language: ReaderLanguage
  let own: [PhraseName: String]?

  init(_ language: ReaderLanguage, _ own: [PhraseName: String]? = nil) {
    self.language = language
    self.own = own
  }
}
