import Foundation
import Testing

/// One broken input under Tests/ErrorGallery: what to run on it, and the words it must give.
struct GalleryExample: Sendable, CustomTestStringConvertible {
  let code: String
  let folder: URL

  var testDescription: String { code }

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("ErrorGallery")

  /// Every example, by its code.
  static let all: [GalleryExample] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { GalleryExample(code: $0, folder: folder.appendingPathComponent($0)) }
      .filter { FileManager.default.fileExists(atPath: $0.folder.appendingPathComponent("command").path) }
  }()

  func text(_ file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  /// 1, as for everything refused; a file `exit-code` says otherwise where the command answers and the problem is a
  /// part of the answer (an event that no rule prices, a difference that publishing would refuse).
  var expectedExitCode: Int32 {
    let written = try? text("exit-code").trimmingCharacters(in: .whitespacesAndNewlines)
    return written.flatMap { Int32($0) } ?? 1
  }

  /// Runs the command in a copy of the folder, so that nothing it writes stays.
  func run() throws -> (output: String, exitCode: Int32) {
    let files = FileManager.default
    let copy = files.temporaryDirectory.appendingPathComponent("florin-gallery-\(UUID().uuidString)")
    try files.copyItem(at: folder, to: copy)
    defer { try? files.removeItem(at: copy) }
    let command = try text("command").trimmingCharacters(in: .whitespacesAndNewlines)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The limit keeps a hanging example from hanging the suite; one file takes both streams in the order written.
    process.arguments = ["-c", "{ timeout 60 sh -c \"$COMMAND\"; } > .output 2>&1 < /dev/null"]
    process.currentDirectoryURL = copy
    process.environment = [
      "PATH": "\(Self.programs):/usr/local/bin:/usr/bin:/bin", "HOME": copy.path, "LANG": "C.UTF-8", "TZ": "UTC",
      "COMMAND": command,
    ]
    try process.run()
    process.waitUntilExit()
    let written = try String(contentsOf: copy.appendingPathComponent(".output"), encoding: .utf8)
    let output = written.replacingOccurrences(of: copy.path + "/", with: "").replacingOccurrences(of: copy.path, with: ".")
    return (output, process.terminationStatus)
  }

  /// The build's folder: the test bundle and `florin` lie side by side.
  static let programs: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: own).deletingLastPathComponent().path
  }()
}
