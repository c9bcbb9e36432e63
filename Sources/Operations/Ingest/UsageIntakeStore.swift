public import Primitives
public import Usage

/// What an intake of events needs of the place where usage is kept. Asked by one thread at a time.
public protocol UsageIntakeStore: AnyObject {
  /// Types and subjects as they are known now.
  func rules() throws -> AcceptanceRules
  func begin(_ batch: UsageBatch) throws -> UsageBatch
  func batch(_ id: Int64) throws -> UsageBatch?
  func finish(batch: Int64, at: Instant) throws
  /// Accepts the records in one durable transaction, and tells what became of each.
  func acceptance(_ records: UsageRecords, subjects: SubjectIndex, into batch: Int64, nextLine: Int64) throws -> UsageAcceptance
}
