import Archiving
import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives

extension ArchiveCommand {
  struct Entry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print an entry of a seller's chain: the text that its link is the SHA-256 of.",
      discussion: """
        The seal that covers it is told on standard error, so that the text alone can be summed.

        EXAMPLES
          florin archive entry es 17
          florin archive entry es 17 2>/dev/null | sha256sum      # its link
        """)
    @Argument(help: "The seller's code.") var seller: String
    @Argument(help: "The entry's number in the seller's chain.") var number: Int64
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let found = try Archive(Installation(existing: options.home)).entry(number, of: seller)
        if options.json { return print(ArchivePrinting.json(found.archived)) }
        try FileHandle.standardOutput.write(contentsOf: Data(found.archived.chained.text.utf8))
        if let seal = found.seal {
          complain("link \(found.archived.chained.link), in seal \(seal.seal.seal.number) of \(seal.seal.seal.day)\(seal.stamps.first.map { ", stamped at \($0.stampedAt)" } ?? ", not stamped")")
        } else {
          complain("link \(found.archived.chained.link), not sealed yet")
        }
      }
    }
  }
}
