public import Primitives

/// How a seller's documents are recorded for Spain's tax agency (Veri*factu, RD 1007/2023).
public struct VerifactuTerms: Sendable, Hashable {
  /// Whether the records go to the agency.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// They do: its documents are verifiable there.
    case verifactu
    /// They are kept, and shown when they are asked for.
    case noVerifactu = "no-verifactu"
  }

  /// Which of the agency's places the codes on bills lead to.
  public enum Environment: String, Sendable, Hashable, CaseIterable {
    case production
    case test
  }

  /// Who vouches for the invoicing system.
  public struct Producer: Sendable, Hashable {
    public var name: String
    public var taxIdentifier: String

    public init(name: String, taxIdentifier: String) {
      self.name = name
      self.taxIdentifier = taxIdentifier
    }
  }

  /// Documents issued from this day on are recorded.
  public var from: Day
  public var mode: Mode
  public var environment: Environment
  /// The seller itself when `nil`.
  public var producer: Producer?
  /// Two characters that the producer tells the system from his others by.
  public var system: String
  public var installation: String

  public init(
    from: Day, mode: Mode = .verifactu, environment: Environment = .production, producer: Producer? = nil, system: String = "FL", installation: String = "1"
  ) {
    self.from = from
    self.mode = mode
    self.environment = environment
    self.producer = producer
    self.system = system
    self.installation = installation
  }

  /// Everything said, in words.
  public var words: String {
    var parts = ["from \(from)", mode.rawValue, environment.rawValue]
    if let producer { parts.append("producer \(producer.name) \(producer.taxIdentifier)") }
    return (parts + ["system \(system)", "installation \(installation)"]).joined(separator: ", ")
  }
}

extension VerifactuTerms {
  init?(reading node: SourceNode, _ problems: inout [Problem]) {
    var reader = SourceReader(node)
    let from = reader.day("from")
    let mode = reader.optionalChoice("mode", Mode.self)
    let environment = reader.optionalChoice("environment", Environment.self)
    let system = reader.optionalText("system") ?? "FL"
    if system.utf8.count != 2, let written = node["system"] {
      reader.report(.wrongValue, written, "\"\(system)\" is no code of a system", remedy: "write two characters, such as FL")
    }
    let installation = reader.optionalText("installation") ?? "1"
    var producer: Producer?
    if let said = reader.optional("producer") {
      var part = SourceReader(said)
      let name = part.text("name")
      let number = part.text("taxIdentifier")
      part.refuseUnknownFields()
      reader.problems += part.problems
      if let name, let number { producer = Producer(name: name, taxIdentifier: number) }
    }
    reader.refuseUnknownFields()
    problems += reader.problems
    guard reader.problems.isEmpty, let from else { return nil }
    self.init(from: from, mode: mode ?? .verifactu, environment: environment ?? .production, producer: producer, system: system, installation: installation)
  }
}
