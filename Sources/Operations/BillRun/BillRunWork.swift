import Primitives

/// The accounts of a run that are still to be billed, batch by batch.
///
/// On a database of its own they are known from the beginning. Where several processes share a run, each takes a batch at
/// a time and holds a lease on it: one that dies leaves its accounts to the others when the lease ends, and one that only
/// was slow finds them billed, for nothing is recorded twice.
struct BillRunWork {
  private let store: any BillRunStore
  private let run: BillRunID
  private let clock: any Clock
  private let leaseSeconds: Int64
  private var sizes: ArraySlice<Range<Int>>
  private var own: [PendingAccount] = []
  private var last = -1
  private let size: Int
  /// How many accounts were to be billed in the beginning.
  let total: Int

  init(_ store: any BillRunStore, _ run: BillRunID, upTo size: Int, workers: Int, leaseSeconds: Int64, clock: any Clock) throws {
    self.store = store
    self.run = run
    self.clock = clock
    self.leaseSeconds = leaseSeconds
    self.size = size
    own = try store.pendingAccounts(of: run)
    total = own.count
    sizes = BillRunBatches.ranges(of: total, upTo: size, workers: workers)[...]
    if store.isShared { own = [] }
  }

  /// The next batch to compute; `nil` when nothing can be taken now.
  mutating func next() throws -> [PendingAccount]? {
    let range = sizes.popFirst()
    if !store.isShared { return range.map { Array(own[$0]) } }
    let now = clock.now()
    let taken = try store.claim(
      of: run, after: last, limit: range?.count ?? max(1, size / 8), now: now, until: now.adding(seconds: leaseSeconds))
    last = taken.last?.ordinal ?? last
    return taken.isEmpty ? nil : taken
  }

  /// How many accounts others still hold; they may come back.
  func heldByOthers() throws -> Int { store.isShared ? try store.pendingAccounts(of: run).count : 0 }
}
