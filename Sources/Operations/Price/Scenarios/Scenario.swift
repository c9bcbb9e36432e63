public import Primitives

/// One published example of another engine: a model, what goes in, and the values it says come out.
///
/// Scenarios are documents, so more of them can be run without a line of code; see `ScenarioModels`.
public struct Scenario: Sendable {
  /// Names the computation, such as `graduated` or `proration_cycles`.
  public var model: String
  public var inputs: SourceNode

  public init(model: String, inputs: SourceNode) {
    self.model = model
    self.inputs = inputs
  }
}

/// One value a scenario gives, under the key the source calls it.
public enum ScenarioValue: Sendable, Hashable {
  case number(Exact)
  case text(String)
  case flag(Bool)
  /// The source's "nothing of that kind": no line at all.
  case none
  case list([ScenarioValue])
  case map([String: ScenarioValue])
}

/// What a scenario gives: values by key, and the explanation of the main amount where there is one.
public struct ScenarioResult: Sendable {
  public var values: [(key: String, value: ScenarioValue)]
  public var explanation: Explanation

  public init(_ values: [(key: String, value: ScenarioValue)], explanation: Explanation = Explanation()) {
    self.values = values
    self.explanation = explanation
  }

  public subscript(key: String) -> ScenarioValue? { values.first { $0.key == key }?.value }
}

/// How one model is computed from its inputs; refuses inputs it cannot read.
public typealias ScenarioModel = @Sendable (SourceNode) throws(Rejection) -> ScenarioResult
