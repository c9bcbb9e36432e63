import Archiving
import Bootstrap
import Operations
import Primitives

/// The archive on the terminal.
enum ArchivePrinting {
  static func kept(_ kept: [Archive.Kept], json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.key("documents")
        text.array { list in
          for one in kept {
            list.object { document in
              document.field("document", one.number)
              document.key("entries")
              document.array { entries in for each in one.entries { entries.object { write(each.archived, isNew: each.isNew, into: &$0) } } }
              document.key("withheldBy")
              document.array { rules in for rule in one.withheldBy { rules.value(rule) } }
            }
          }
        }
      }
      return text.string
    }
    return kept.map { one in
      let forms = one.entries.map { each in
        let document = each.archived.entry.document
        return "\(document.form)\(document.language.isEmpty ? "" : " \(document.language)")\(each.isNew ? "" : " (before)")"
      }
      let without = one.withheldBy.isEmpty ? "" : "; without e-invoice, broken rules: \(one.withheldBy.joined(separator: ", "))"
      return "\(one.number): \(forms.joined(separator: ", "))\(without)"
    }.joined(separator: "\n")
  }

  static func list(_ entries: [ArchivedEntry], json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.key("entries")
        text.array { list in for one in entries { list.object { write(one, into: &$0) } } }
      }
      return text.string
    }
    if entries.isEmpty { return "Nothing is kept that fits." }
    return TextTable(["Seller", "Entry", "Document", "Form", "Account", "Issued", "Bytes", "SHA-256", ""], rightAligned: [1, 6]).text(
      entries.map { one in
        let entry = one.entry
        return [
          entry.document.seller, "\(entry.number)", entry.document.number, entry.document.form + (entry.document.language.isEmpty ? "" : " \(entry.document.language)"),
          entry.account, "\(entry.issuedOn)", "\(entry.byteCount)", "\(entry.digest.description.prefix(12))…",
          one.erasure.map { "erased \($0.erasedAt.utcDay)" } ?? "",
        ]
      })
  }

  static func json(_ one: ArchivedEntry) -> String {
    var text = JSONText()
    text.object { write(one, into: &$0) }
    return text.string
  }

  private static func write(_ one: ArchivedEntry, isNew: Bool? = nil, into text: inout JSONText) {
    let entry = one.entry
    text.field("id", one.chained.id)
    text.field("seller", entry.document.seller)
    text.field("entry", entry.number)
    text.field("kind", entry.document.kind.rawValue)
    text.field("document", entry.document.number)
    text.field("form", entry.document.form)
    text.field("language", entry.document.language.isEmpty ? nil : entry.document.language)
    text.field("account", entry.account)
    text.field("country", entry.country)
    text.field("issuedOn", entry.issuedOn)
    text.field("bytes", entry.byteCount)
    text.field("sha256", entry.digest.description)
    text.field("keptAt", entry.keptAt)
    text.field("link", one.chained.link.description)
    text.field("isNew", isNew)
    if let erasure = one.erasure {
      text.field("erasedAt", erasure.erasedAt)
      text.field("erasedBy", erasure.erasedBy)
      text.field("rule", erasure.rule)
    }
  }

  static func sealed(_ outcome: SealDays.Outcome, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.key("seals")
        text.array { list in
          for one in outcome.sealed {
            list.object {
              $0.field("seal", one.seal.number)
              $0.field("day", one.seal.day)
              $0.field("firstEntry", one.seal.firstEntry)
              $0.field("lastEntry", one.seal.lastEntry)
              $0.field("root", one.seal.root.description)
            }
          }
        }
        text.key("stamps")
        text.array { list in
          for one in outcome.stamped {
            list.object {
              $0.field("seal", one.seal.seal.number)
              $0.field("authority", one.stamps.first?.authority)
              $0.field("stampedAt", one.stamps.first?.stampedAt)
            }
          }
        }
      }
      return text.string
    }
    var lines = outcome.sealed.map { one in
      "Seal \(one.seal.number) of \(one.seal.day): \(one.seal.lastEntry - one.seal.firstEntry + 1) entries, root \(one.seal.root)"
    }
    lines += outcome.stamped.map { "Seal \($0.seal.seal.number) stamped at \($0.stamps.first.map { "\($0.stampedAt) by \($0.authority)" } ?? "")" }
    return lines.isEmpty ? "Nothing is left to seal or to stamp." : lines.joined(separator: "\n")
  }

  static func verified(_ outcome: VerifyArchive.Outcome, _ findings: [ArchiveFinding], trusts: Bool, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object { text in
        text.field("sellers", outcome.sellers)
        text.field("entries", outcome.entries)
        text.field("erased", outcome.erased)
        text.field("bytes", outcome.bytes)
        text.field("seals", outcome.seals)
        text.field("stamps", outcome.stamps)
        text.field("unsealed", outcome.unsealed)
        text.field("signaturesChecked", trusts)
        text.key("findings")
        text.array { list in
          for one in findings {
            list.object {
              $0.field("subject", one.subject)
              $0.field("message", one.message)
            }
          }
        }
      }
      return text.string
    }
    var lines = findings.prefix(100).map(\.description)
    if findings.count > 100 { lines.append("… and \(findings.count - 100) more; --json lists them all") }
    lines.append("\(outcome.entries) entries of \(outcome.sellers) \(outcome.sellers == 1 ? "seller" : "sellers"), \(outcome.bytes) bytes, \(outcome.erased) erased; \(outcome.seals) seals, \(outcome.stamps) time stamps, \(outcome.unsealed) entries not sealed yet.")
    if outcome.stamps > 0, !trusts { lines.append("Who signed the time stamps was not checked: archive.yaml names no `timeStamps.trust`.") }
    lines.append(findings.isEmpty ? "Verified: nothing found." : "\(findings.count) findings.")
    return lines.joined(separator: "\n")
  }

  static func exported(_ outcome: ArchiveExport.Outcome, _ folder: String, json: Bool) -> String {
    if json {
      var text = JSONText()
      text.object {
        $0.field("folder", folder)
        $0.field("documents", outcome.documents)
        $0.field("bytes", outcome.bytes)
        $0.field("erased", outcome.erased)
        $0.field("seals", outcome.seals)
        $0.field("stamps", outcome.stamps)
        $0.field("unsealed", outcome.unsealed)
      }
      return text.string
    }
    return "wrote \(folder): \(outcome.documents) documents, \(outcome.bytes) bytes, \(outcome.erased) entries of erased ones, \(outcome.seals) seals, \(outcome.stamps) time stamps\(outcome.unsealed == 0 ? "" : "; \(outcome.unsealed) entries are not sealed yet")\nIts README.txt says how it is checked; `sh \(folder)/check.sh` does it."
  }
}
