/// Tells of most ids that were never seen that they were not, from memory.
///
/// Small rounds need it: a large one walks every run of identities once, but a few hundred random ids would each be
/// searched in every run. It says "perhaps" or "never", so a mark too many does no harm and nothing depends on it being
/// kept: it is read from the runs when an intake begins, and from those that other processes add. Used by one thread.
final class SeenFilter {
  private var marks = MarkFilter()
  /// Every run up to this one was taken in, and stands in the database.
  private var throughRun: Int64 = 0
  private var throughWritten: Int64 = 0

  /// Marks of a batch that may have been seen.
  func possible(_ batch: [SeenIdentities.Marked]) -> [SeenIdentities.Marked] {
    batch.filter { marks.mayHold($0.mark) }
  }

  /// Reads the runs that were not written through this filter.
  func takeIn(_ seen: SeenIdentities) throws {
    throughWritten = 0
    try seen.forEachMark(after: throughRun) { count in
      if count > 0 { marks.makeRoom(for: count) }
    } _: { mark in
      marks.add(mark)
    }
    throughRun = max(throughRun, try seen.runs().last?.run ?? 0)
  }

  /// Marks that were written in a run of this filter's own, and how far runs go since; `committed` makes it true.
  func add(_ marks: some Collection<UInt64>, through run: Int64) {
    self.marks.makeRoom(for: marks.count)
    for mark in marks { self.marks.add(mark) }
    throughWritten = run
  }

  /// The transaction that wrote the last runs stands. One that failed gives its numbers to the next, perhaps of another
  /// process, whose marks must then be read.
  func committed() { throughRun = max(throughRun, throughWritten) }
}
