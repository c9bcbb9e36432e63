import ArgumentParser
import Bootstrap
import Foundation
import Primitives

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the database while it is in use.",
    discussion: """
      The copy is the database at one moment, in one file, whatever is written meanwhile. Prove it with
      `florin restore COPY --home NEW` and `florin verify --home NEW`. For PostgreSQL see Docs/operations/backup.md.
      """)
  @Argument(help: "The file to write; it must not be there yet.", completion: .file()) var file: String
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let line = ProgressLine("copying")
      try Backups(Home(folder: options.home)).write(to: file) { line.show($0, of: $1) }
      line.finish()
      let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int64 ?? 0
      print(options.json ? BackupCommand.json("backup", file, size) : "wrote \(file), \(size) bytes")
    }
  }

  static func json(_ key: String, _ file: String, _ size: Int64) -> String {
    var json = JSONText()
    json.object {
      $0.field(named: key, file)
      $0.field("bytes", size)
    }
    return json.string
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make a home from a copy that `florin backup` wrote.",
    discussion: "The copy is checked first and stays as it is. A home that has a database is left alone.")
  @Argument(help: "The copy.", completion: .file()) var file: String
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let home = try Home(folder: options.home)
      try Backups(home).restore(from: file)
      let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int64 ?? 0
      print(options.json ? BackupCommand.json("restored", home.folder, size) : "restored \(home.folder) from \(file); `florin verify` proves it")
    }
  }
}
