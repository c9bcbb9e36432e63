import Feeds
import HTTPAPI
public import Primitives

extension ProblemCode {
  public static let wrongSetting = ProblemCode("config.wrong-value")
}

/// How the service is to run, as it is said: by a file, by the environment, on the command line. The later wins.
///
///     host: 127.0.0.1
///     port: 8080
///     readers: 4
///     connections: 2048
///     stopSeconds: 10
public struct ServiceConfiguration: Sendable {
  /// One thing that can be set.
  enum Setting: String, CaseIterable {
    case host, port, readers, connections, stopSeconds

    /// `FLORIN_PORT`, `FLORIN_STOP_SECONDS`.
    var variable: String { "FLORIN_" + rawValue.map { $0.isUppercase ? "_\($0)" : $0.uppercased() }.joined() }

    /// `--port`, `--stop-seconds`.
    var flag: String { "--" + rawValue.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined() }

    /// The numbers it may be; `nil` for a text.
    var range: ClosedRange<Int>? {
      switch self {
      case .host: nil
      case .port: 0...65_535
      case .readers: 1...256
      case .connections: 1...100_000
      case .stopSeconds: 0...3_600
      }
    }
  }

  /// What a setting says, and where.
  private struct Said {
    var text: String
    var path: String
    var place: Problem.Place?
  }

  /// Reads all three, and tells every mistake in them at once.
  ///
  /// - Parameters:
  ///   - file: path of a YAML or JSON file.
  ///   - flags: what the command line says, by the setting's name.
  public static func read(file: String?, environment: [String: String], flags: [String: String]) throws -> Service.Settings {
    var said: [Setting: [Said]] = [:]
    var problems: [Problem] = []
    if let file {
      var reader = SourceReader(try SourceDocument.parse(try TextFile.read(file), file: file))
      for setting in Setting.allCases {
        guard let node = reader.optional(setting.rawValue), let text = reader.text(node) else { continue }
        said[setting, default: []].append(Said(text: text, path: node.path, place: node.place))
      }
      reader.refuseUnknownFields()
      problems += reader.problems
    }
    for setting in Setting.allCases {
      if let text = environment[setting.variable] { said[setting, default: []].append(Said(text: text, path: setting.variable)) }
      if let text = flags[setting.rawValue] { said[setting, default: []].append(Said(text: text, path: setting.flag)) }
    }
    var numbers: [Setting: Int] = [:]
    for setting in Setting.allCases {
      guard let range = setting.range else { continue }
      // Also what a later one overrides must be right: it will count one day.
      for one in said[setting] ?? [] {
        if let number = Int(one.text), range.contains(number) {
          numbers[setting] = number
        } else {
          problems.append(
            Problem(
              .wrongSetting, at: one.place, path: one.path, "\"\(one.text)\" is no \(setting.rawValue)",
              remedy: "write a whole number from \(range.lowerBound) to \(range.upperBound)"))
        }
      }
    }
    if !problems.isEmpty { throw Rejection(problems) }
    var settings = Service.Settings()
    if let host = said[.host]?.last { settings.host = host.text }
    if let port = numbers[.port].flatMap({ UInt16(exactly: $0) }) { settings.port = port }
    if let readers = numbers[.readers] { settings.readers = readers }
    if let connections = numbers[.connections] { settings.limits.connections = connections }
    if let seconds = numbers[.stopSeconds] { settings.limits.stopSeconds = Int64(seconds) }
    return settings
  }
}
