import Foundation
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// The program, killed in the middle of an import: a round is there whole or not at all, and the same command goes on.
@Suite struct KillImportTests {
  @Test(.enabled(if: KillTests.program != nil, "the program is not built")) func killedInTheMiddle() async throws {
    let program = try #require(KillTests.program)
    var text = ""
    for index in 0..<20_000 {
      text += "{\"source\": \"kill\", \"id\": \"e-\(index * 7919 % 20_011)\", \"subject\": \"600\(1 + index % 3)\", \"type\": \"data\", "
        + "\"at\": \"2026-04-1\(index % 10)T10:00:00Z\", \"quantity\": \"\(index % 90).5\"}\n"
    }
    let expected = try World()
    try expected.settle(households: 1)
    let file = expected.folder + "/usage.jsonl"
    try Data(text.utf8).write(to: URL(filePath: file))
    let world = try World()
    try world.settle(households: 1)
    func start(_ world: World) throws -> Process {
      let child = Process()
      child.executableURL = URL(filePath: program)
      child.arguments = ["usage", "import", file, "--unassigned", "hold", "--home", world.folder]
      child.environment = world.environment
      child.standardOutput = FileHandle.nullDevice
      child.standardError = FileHandle.nullDevice
      try child.run()
      return child
    }
    let whole = try start(expected)
    whole.waitUntilExit()
    #expect(whole.terminationStatus == 0)
    let before = try world.number("SELECT COUNT(*) FROM usage_event")
    let all = try expected.number("SELECT COUNT(*) FROM usage_event")
    #expect(all == before + 20_000)
    var interrupted = 0
    for milliseconds: UInt32 in [0, 5, 20, 60, 120, 250] {
      let child = try start(world)
      // The batch is written down before the first round.
      while child.isRunning, try world.number("SELECT COUNT(*) FROM usage_batch") < 2 { usleep(1_000) }
      usleep(milliseconds * 1_000)
      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
      let now = try world.number("SELECT COUNT(*) FROM usage_event")
      #expect(now == before || now == all, "a round is whole or not there, after \(milliseconds) ms")
      #expect(try world.findings() == [])
      if now == all { break }
      interrupted += 1
    }
    #expect(interrupted > 0)
    let last = try start(world)
    last.waitUntilExit()
    let tables = World.usageTables.filter { $0 != "usage_batch" }
    let (resumed, uninterrupted) = (try world.dump(tables), try expected.dump(tables))
    #expect(resumed == uninterrupted)
    #expect(try world.findings() == [])
  }
}
