import Operations
import Primitives
import Store

/// What stood in the way of a command before it was carried out.
struct Mishap {
  var fault: Fault
  /// What the program said.
  var message: String
}

extension Story {
  /// Carries a command out, letting the fault it names happen; then starts again and gives the same command again.
  ///
  /// - Throws: `Rejection` when the command was refused; the store's fault when one comes unbidden.
  @discardableResult
  mutating func carryOutInSpiteOfFaults(_ words: Words, afterwards look: (Mishap) throws -> Void = { _ in }) async throws -> Mishap? {
    guard let fault = Fault(words), let disk = world.disk else {
      try await carryOut(words)
      return nil
    }
    let command = words.without(Fault.words)
    disk.arm(fault)
    do {
      try await carryOut(command)
      let fired = disk.disarm()
      // Killed after its last write: the program is gone all the same.
      if disk.hasStopped { try startAgain(after: fault, disk) }
      return fired ? Mishap(fault: fault, message: "") : nil
    } catch let failure as StoreFault where disk.disarm() {
      let mishap = Mishap(fault: fault, message: failure.message)
      tell("\(fault.kind.rawValue) at write \(fault.write)")
      if disk.hasStopped { try startAgain(after: fault, disk) }
      try look(mishap)
      if words.fields["then"] != "later" { try await carryOut(command) }
      return mishap
    } catch {
      disk.disarm()
      if disk.hasStopped { try startAgain(after: fault, disk) }
      throw error
    }
  }

  private func startAgain(after fault: Fault, _ disk: SimulatedDisk) throws {
    world.close()
    disk.restart(after: fault)
    try world.reopen()
  }
}

extension Words {
  /// The command without some of its `name=value` words.
  func without(_ names: [String]) -> Words {
    var words = self
    for name in names { words.fields[name] = nil }
    return words
  }
}
