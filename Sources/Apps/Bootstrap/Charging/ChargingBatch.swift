import Charging
import Foundation
import HTTPAPI
import Operations
import Primitives
import Store

/// Many requests of charging from a file of JSON lines, decided in groups, each group in one durable transaction.
///
/// A line is a `BatchedRequest`.
public struct ChargingBatch {
  private let installation: Installation
  private let recorder: ChargingRecorder

  public init(_ installation: Installation) {
    self.installation = installation
    recorder = installation.chargingRecorder()
  }

  /// What became of a file.
  public struct Outcome: Sendable, Equatable {
    /// Lines that are not blank.
    public var requests = 0
    /// Those of them that are no request, or not the one they were before.
    public var refused = 0
  }

  /// Decides the requests of a file.
  @discardableResult
  public func run(file: String, group: Int, told: ([String]) throws -> Void) throws -> Outcome {
    try run(try TextFile.read(file).split(separator: "\n", omittingEmptySubsequences: false), of: file, group: group, told: told)
  }

  /// - Parameters:
  ///   - lines: without their ends; blank ones are passed over.
  ///   - file: what they are from.
  ///   - told: called with the answers of a group, one line each, once they are durable.
  @discardableResult
  public func run(_ lines: some Sequence<some StringProtocol>, of file: String, group: Int, told: ([String]) throws -> Void) throws -> Outcome {
    var outcome = Outcome()
    var waiting: [(line: Int, request: Result<ChargingRequest, any Error>)] = []
    func decide() throws {
      let requests = waiting.compactMap { try? $0.request.get() }
      var answers = recorder.decide(requests)[...]
      try told(
        try waiting.map { entry in
          switch entry.request {
          case .failure(let error):
            outcome.refused += 1
            return try refused(error, Problem.Place(file: file, line: entry.line))
          case .success:
            switch answers.removeFirst() {
            case .success(let answer): return String(decoding: ChargingShapes.answer.bytes(answer), as: UTF8.self)
            case .failure(let error):
              outcome.refused += 1
              return try refused(error, Problem.Place(file: file, line: entry.line))
            }
          }
        })
      waiting.removeAll(keepingCapacity: true)
    }
    for (index, line) in lines.enumerated() where !line.utf8.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
      outcome.requests += 1
      waiting.append((index + 1, Result { try BatchedRequest.read(try JSONReader.read(Array(line.utf8)), now: installation.clock.now()) }))
      if waiting.count == max(1, group) { try decide() }
    }
    if !waiting.isEmpty { try decide() }
    return outcome
  }

  /// What was wrong with one line; a fault of the store that is everybody's ends the whole.
  private func refused(_ error: any Error, _ place: Problem.Place) throws -> String {
    let unwritable = (error as? UnwritableRequest).map {
      Rejection(Problem(.fault, "\($0)", remedy: "send this request again, unchanged, when the cause is gone"))
    }
    guard let rejection = error as? Rejection ?? unwritable else { throw error }
    var json = JSONText()
    json.object { json in
      json.field("line", place.line)
      json.key("problems")
      json.array { list in
        for problem in rejection.problems {
          list.object {
            $0.field("code", problem.code.rawValue)
            $0.field("file", place.file.isEmpty ? nil : place.file)
            $0.field("line", place.line)
            $0.field("column", problem.place?.column)
            $0.field("path", problem.path)
            $0.field("message", problem.message)
            $0.field("remedy", problem.remedy)
          }
        }
      }
    }
    return json.string
  }
}
