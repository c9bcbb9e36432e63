import CPQ
import Glibc

/// Statements on their way, and their answers.
extension PostgresDriver {
  /// So many may wait before their answers are read.
  private static let mostWaiting = 2_000

  /// Sends a prepared statement with its values.
  ///
  /// - Parameter receiver: who takes its rows, when they are not those of the next `answer`.
  func send(_ name: String, _ parameters: PostgresParameters, for sql: String, receiver: PostgresStatement? = nil) throws {
    let sent = parameters.withValues { PQsendQueryPrepared(handle, name, Int32(parameters.count), $0, $1, $2, 1) }
    try noteSent(sent, sql, receiver)
  }

  func sendPrepare(_ name: String, _ text: String, _ types: [Oid]) throws {
    try noteSent(PQsendPrepare(handle, name, text, Int32(types.count), types), text)
  }

  /// Sends a statement that is used once.
  func sendOnce(_ text: String, _ parameters: PostgresParameters? = nil) throws {
    let sent =
      if let parameters {
        parameters.withValues { PQsendQueryParams(handle, text, Int32(parameters.count), parameters.types, $0, $1, $2, 1) }
      } else {
        PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 1)
      }
    try noteSent(sent, text)
  }

  private func noteSent(_ sent: Int32, _ sql: String, _ receiver: PostgresStatement? = nil) throws {
    guard sent == 1 else { throw giveUp(sql) }
    waiting.append(.call(sql, receiver))
  }

  /// Reads answers when many wait.
  func settleSome() throws {
    if waiting.count >= PostgresDriver.mostWaiting { try settle() }
  }

  /// Lets the server begin with what was sent, while more is made ready; otherwise it leaves when it is much, or somebody waits for it.
  ///
  /// Its answers are asked for with that: only a server that has given them counts how long whoever is within a transaction says nothing.
  func beginSent() throws {
    if case .call? = waiting.last { try flush() }
    if PQflush(handle) < 0 { throw giveUp(nil) }
  }

  /// Asks for the answers of everything sent; they are read when they are needed.
  func flush() throws {
    guard PQpipelineSync(handle) == 1 else { throw giveUp(nil) }
    waiting.append(.end)
  }

  /// Reads every answer there is to come.
  ///
  /// - Throws: the first fault among them.
  func settle() throws { _ = try answer() }

  /// Reads every answer there is to come, and gives the last one's rows.
  ///
  /// - Throws: the first fault among them.
  @discardableResult
  func answer() throws -> PostgresResult? {
    if waiting.isEmpty { return nil }
    if case .end? = waiting.last {} else { try flush() }
    var rows: PostgresResult?
    var fault: StoreFault?
    for sent in waiting {
      try awaitAnswer()
      switch sent {
      case .end:
        let end = PQgetResult(handle)
        if PQresultStatus(end) != PGRES_PIPELINE_SYNC { fault = fault ?? lost(nil) }
        PQclear(end)
      case .call(let sql, let receiver):
        rows = nil
        var isAnswered = false
        while let result = PQgetResult(handle) {
          isAnswered = true
          switch PQresultStatus(result) {
          case PGRES_TUPLES_OK:
            if let receiver { receiver.receive(PostgresResult(result)) } else { rows = PostgresResult(result) }
          case PGRES_COMMAND_OK:
            let count = String(cString: PQcmdTuples(result))
            if let count = Int(count) { changes = count }
            PQclear(result)
          case PGRES_PIPELINE_ABORTED: PQclear(result)
          default:
            fault = fault ?? self.fault(result, sql)
            PQclear(result)
          }
          if PQstatus(handle) != CONNECTION_OK { break }
        }
        // No answer is not an answer without rows.
        if !isAnswered { fault = fault ?? lost(sql) }
      }
      if PQstatus(handle) != CONNECTION_OK { break }
    }
    waiting.removeAll(keepingCapacity: true)
    if let fault {
      epoch += 1
      throw fault
    }
    return rows
  }

  /// Waits for the next answer; when that takes long, it is asked over another connection whether the server is at it.
  ///
  /// - Throws: `StoreFault` when the server is not: what was sent, or what was answered, went to nobody. The connection is ended then.
  private func awaitAnswer() throws {
    guard PQisBusy(handle) == 1 else { return }
    var asks = ContinuousClock.now + answersWithin
    while PQstatus(handle) == CONNECTION_OK, PQisBusy(handle) == 1 {
      let left = max(.zero, asks - ContinuousClock.now).components
      var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
      if poll(&socket, 1, Int32(left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000) + 1) == 0 {
        // What it has just answered may be on its way.
        if isServed() == false, poll(&socket, 1, 1_000) == 0 {
          abandon()
          throw StoreFault(postgres: nil, message: "the server is at nothing that this connection asked for", database: address.description, statement: nil)
        }
        asks = .now + answersWithin
      } else if PQconsumeInput(handle) != 1 {
        // What is wrong with the connection is told by whoever reads from it.
        return
      }
    }
  }

  /// The rows of a statement that is used once.
  func rows(_ text: String) throws -> PostgresResult {
    try sendOnce(text)
    guard let rows = try answer() else { throw lost(text) }
    return rows
  }
}
