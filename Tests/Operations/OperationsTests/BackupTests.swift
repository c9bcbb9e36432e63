import Bootstrap
import Foundation
import Operations
import Primitives
import Store
import Synchronization
import Testing

@testable import Lab

/// A copy made while bills are issued is the books at one moment, and proves itself.
@Suite(.enabled(if: !World.isOnServer, "servers are copied by their own tools")) struct BackupTests {
  @Test func whileBillsAreIssued() async throws {
    let world = try World()
    try world.settle(households: 40)
    let run = try world.runs.plan(on: ResumeTests.day)
    let copies = Mutex<[String]>([])
    let home = world.installation.home
    try await world.runs.execute(run, workers: 1, accountsPerBatch: 8) { _ in
      let file = world.folder + "/copy-\(copies.withLock { $0.count })"
      if (try? Backups(home).write(to: file)) != nil { copies.withLock { $0.append(file) } }
    }
    let files = copies.withLock { $0 }
    #expect(files.count > 2)
    var issued: [Int] = []
    for (index, file) in files.enumerated() {
      let folder = world.folder + "/restored-\(index)"
      try Backups(Home(folder: folder, database: nil)).restore(from: file)
      let restored = try Installation(Home(folder: folder, database: nil))
      var findings: [Finding] = []
      _ = try Verification(restored)({ findings.append($0) })
      #expect(findings == [])
      issued.append(try restored.store.report(on: run.id).issued)
    }
    #expect(issued == issued.sorted() && Set(issued).count > 1, "each copy is of its own moment: \(issued)")
    #expect(throws: Rejection.self) { try Backups(home).write(to: files[0]) }
  }
}
