import Foundation
import Primitives

/// A file of charging records, told one after the other; what cannot be read of one costs only that one.
public final class ChargingRecordFile {
  private enum Content {
    case lines(ByteWindow)
    case objects(JSONRecords)
  }

  public let name: String
  private let reading: ChargingRecordReading
  private let time: LocalPattern?
  private var content: Content
  private var record = CSVRecord(separator: 0x2C)
  private var line = 1

  /// - Throws: `Rejection` when the file cannot be read.
  public init(path: String, _ reading: ChargingRecordReading) throws {
    name = path
    self.reading = reading
    time = LocalPattern("yyyy-MM-dd HH:mm:ss", zone: reading.zone)
    let window = try ByteWindow(path: path)
    if reading.format.tellsLocalTime {
      content = .lines(window)
      if try window.prepare(), window.end >= 3, window.bytes[0] == 0xEF, window.bytes[1] == 0xBB, window.bytes[2] == 0xBF { window.position = 3 }
    } else {
      content = .objects(JSONRecords(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)))
    }
  }

  /// What stands next, and in which line it begins; `nil` at the end.
  public func next() throws -> (line: Int, told: ToldRecord)? {
    switch content {
    case .lines(let window): return try nextLine(window)
    case .objects(var objects):
      guard let (line, object) = objects.next() else { return nil }
      content = .objects(objects)
      return (line, told(line) { () throws(RecordFault) in
        reading.format == .freeswitchJSON ? try FreeswitchRecord.told(object, reading) : try ThreeGPPRecord.told(object, reading)
      })
    }
  }

  private func nextLine(_ window: ByteWindow) throws -> (line: Int, told: ToldRecord)? {
    while try window.prepare(), window.bytes[window.position] == 0x0A || window.bytes[window.position] == 0x0D {
      if window.bytes[window.position] == 0x0A { line += 1 }
      window.position += 1
    }
    guard try window.prepare(), let time else { return nil }
    let (start, first) = (window.position, line)
    switch record.split(window.bytes, from: start, end: window.end) {
    case .record(let next, let lines):
      let isCutOff = window.atEnd && next >= window.end && window.bytes[next - 1] != 0x0A
      let fields = (0..<record.count).map { index in
        String(decoding: UnsafeBufferPointer(start: window.bytes + start + Int(record.starts[index]), count: Int(record.lengths[index])), as: UTF8.self)
      }
      window.position = next
      line += lines
      if !record.isText { return (first, .problem(placed(FileProblem.badUTF8, first))) }
      if isCutOff, mayBeHalf(fields.count) { return (first, .problem(placed(FileProblem.truncated, first))) }
      return (first, told(first) { () throws(RecordFault) in
        reading.format == .asteriskCSV ? try AsteriskRecord.told(fields, time, reading) : try FreeswitchRecord.told(fields, time, reading)
      })
    case .badQuotes, .endless:
      while try window.prepare() {
        let byte = window.bytes[window.position]
        window.position += 1
        if byte == 0x0A { break }
      }
      line += 1
      return (first, .problem(placed(FileProblem.badQuotes, first)))
    }
  }

  /// Whether a line that nothing ends may be half of one. What it has by now may name another record than the whole does: Asterisk writes as many
  /// columns as it likes, and the last of them is part of the name. Of FreeSWITCH's, what is read is whole once a column behind it has begun.
  private func mayBeHalf(_ count: Int) -> Bool { reading.format == .asteriskCSV || count <= 13 }

  private func told(_ line: Int, _ read: () throws(RecordFault) -> ToldRecord) -> ToldRecord {
    do throws(RecordFault) { return try read() } catch { return .problem(placed(error.problem, line)) }
  }

  private func placed(_ problem: Problem, _ line: Int) -> Problem {
    var problem = problem
    problem.place = Problem.Place(file: name, line: line)
    return problem
  }
}
