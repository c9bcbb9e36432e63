import Primitives

/// Walks the accounts of a scope page by page, several pages at a time, and hands results on in the order of the pages.
///
/// A window of computed pages keeps memory flat however many accounts there are.
struct AccountPages {
  let store: any ReplayStore
  let scope: AccountScope
  let limit: Int
  let workers: Int

  /// - Parameters:
  ///   - progress: called with the accounts done, and with all; they are counted only when somebody looks.
  ///   - work: computes a page, in parallel with others.
  ///   - then: takes a page's result in, one after the other.
  func forEach<Result: Sendable>(
    progress: ((Int, Int) -> Void)?, _ work: @escaping @Sendable ([BillingAccountID]) throws -> Result,
    then: (Result) throws -> Void
  ) async throws {
    let total = progress == nil ? 0 : try store.accountCount(scope)
    var done = 0
    try await withThrowingTaskGroup(of: (Int, Int, Result).self) { group in
      var last: BillingAccountID?
      var isAtEnd = false
      var waiting: [Int: (count: Int, result: Result)] = [:]
      var started = 0
      var taken = 0
      func startMore() throws {
        while !isAtEnd, started < taken + workers * 2, started - taken - waiting.count < workers {
          let page = try store.accounts(scope, after: last, limit: limit)
          guard let end = page.last else {
            isAtEnd = true
            return
          }
          last = end
          let index = started
          started += 1
          group.addTask { (index, page.count, try work(page)) }
        }
      }
      try startMore()
      while let (index, count, result) = try await group.next() {
        waiting[index] = (count, result)
        while let next = waiting.removeValue(forKey: taken) {
          taken += 1
          try startMore()
          try then(next.result)
          done += next.count
          progress?(done, total)
        }
        try startMore()
      }
    }
  }
}
