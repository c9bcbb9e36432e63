import Foundation
import Operations
import Primitives
import Testing
import Usage

@testable import Bootstrap

/// Files come into a folder, and each counts once.
@Suite struct WatchedFolderTests {
  @Test func aFileIsTakenWhenTwoLooksFoundItTheSame() {
    var look = FolderLook()
    func entry(_ name: String, _ bytes: Int64) -> FolderLook.Entry { .init(name: name, bytes: bytes, changedAt: 5) }
    #expect(look.take([entry("b.csv", 10), entry("a.csv", 5), entry(".hidden.csv", 1), entry("c.part", 1)]) == [])
    #expect(look.isWaiting)
    #expect(look.take([entry("b.csv", 20), entry("a.csv", 5), entry(".hidden.csv", 1), entry("c.part", 1)]) == ["a.csv"])
    #expect(look.take([entry("b.csv", 20), entry("c.part", 1)]) == ["b.csv"])
    #expect(!look.isWaiting)
    #expect(look.take([entry("c.part", 1)]) == [])
  }

  @Test func filesAreImportedOnceAndMovedAway() async throws {
    let world = try await World()
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-watched-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let good = "source,id,subject,type,at,quantity\nf,1,600100100,data,2026-02-10T08:00:00Z,2\nf,2,nobody,data,2026-02-10T08:00:00Z,2\n"
    for (name, text) in [("1.csv", good), ("2.csv", "nothing,here\n1,2\n"), ("3.csv", good)] {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    var watched = try WatchedFolder(folder.path, imports: UsageImports(world.installation), reading: .init())
    var told: [String] = []
    for _ in 0..<3 {
      try watched.work { name, happening in
        switch happening {
        case .imported(let outcome): told.append("\(name) \(outcome.report.batch.counts.accepted) accepted, \(outcome.report.batch.counts.rejected) rejected")
        case .known: told.append("\(name) known")
        case .refused(let rejection): told.append("\(name) \(rejection.problems[0].code.rawValue)")
        case .postponed(let reason): told.append("\(name) \(reason)")
        }
      }
    }
    #expect(told == ["1.csv 1 accepted, 1 rejected", "2.csv usage.missing-column", "3.csv known"])
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    #expect(left == ["done", "done/1.csv", "done/3.csv", "refused", "refused/2.csv", "refused/2.csv.problem.txt"])
    try Data(good.utf8).write(to: folder.appending(path: "1.csv"))
    for _ in 0..<2 { try watched.work { _, _ in } }
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "done/1.csv.2").path))
  }
}
