public import Primitives

/// What was asked of the service, by whom, and how it was answered. Facts: appended, never changed.
public protocol RequestStore: Sendable {
  /// Writes down that something was asked, before it is done.
  ///
  /// - Returns: the request's number.
  func begin(_ request: AskedRequest, at: Instant) throws -> Int64

  /// Writes down the answer, under the caller's key.
  func answer(_ request: Int64, _ asked: AskedRequest, with answer: GivenAnswer, at: Instant) throws

  /// What this caller was answered under this key, with the content it asked then.
  func answered(caller: String, key: String) throws -> (content: String, answer: GivenAnswer)?

  /// What was asked and answered, newest first, behind the request `before`.
  func requests(before: Int64?, limit: Int) throws -> [RecordedRequest]
}

/// A request that changes something.
public struct AskedRequest: Sendable, Hashable {
  /// The access key's public part; empty on the machine itself.
  public var caller: String
  /// The caller's own key: the same again is answered as before.
  public var key: String
  /// The operation's name.
  public var operation: String
  /// Everything that was asked, as JSON; of what is long, its digest.
  public var content: String

  public init(caller: String, key: String, operation: String, content: String) {
    self.caller = caller
    self.key = key
    self.operation = operation
    self.content = content
  }
}

/// How a request was answered.
public struct GivenAnswer: Sendable, Hashable {
  public var status: Int
  /// JSON.
  public var body: String

  public init(status: Int, body: String) {
    self.status = status
    self.body = body
  }
}

/// One request as it stands in the books.
public struct RecordedRequest: Sendable, Hashable {
  public var id: Int64
  public var recordedAt: Instant
  public var caller: String
  public var key: String
  public var operation: String
  /// `nil`: it was refused, failed, or is still being done.
  public var status: Int?

  public init(id: Int64, recordedAt: Instant, caller: String, key: String, operation: String, status: Int?) {
    self.id = id
    self.recordedAt = recordedAt
    self.caller = caller
    self.key = key
    self.operation = operation
    self.status = status
  }
}
