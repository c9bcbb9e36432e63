import Documents
import Operations
import Primitives
import Synchronization
import Templates

/// Templates as of a mark.
struct KnownTemplates: Sendable {
  var mark: TemplateMark
  var histories: [TemplateHistory]
}

/// What a process knows of templates: versions never change, so each is made ready once.
final class TemplateLooks: Sendable {
  private let newest = Mutex<KnownTemplates?>(nil)
  private let ready = Mutex<[Int64: BillLook]>([:])

  func known(_ mark: TemplateMark, read: () throws -> [TemplateHistory]) throws -> KnownTemplates {
    if let known = newest.withLock({ $0 }), known.mark == mark { return known }
    let known = KnownTemplates(mark: mark, histories: try read())
    newest.withLock { $0 = known }
    return known
  }

  func look(_ version: TemplateVersion) throws -> BillLook {
    if let known = ready.withLock({ $0[version.id] }) { return known }
    let look = try TemplateFile(version.source, file: "\(version.template), version \(version.number)").look
    ready.withLock { $0[version.id] = look }
    return look
  }
}
