/// On which paper a bill stands, and what of it in which order.
public struct BillLayout: Sendable, Hashable {
  public var paper = Paper.a4
  public var margins = Margins()
  /// In this order; as Florin orders them when `nil`.
  public var sections: [Section]?

  public init() {}

  /// ISO 216, or ANSI A.
  public enum Paper: String, Sendable, Hashable, CaseIterable { case a4, letter }

  /// In millimetres; Florin's own when `nil`. The top belongs to the head and to the window of the envelope.
  public struct Margins: Sendable, Hashable {
    public var left: Int?
    public var right: Int?
    public var bottom: Int?

    public init() {}

    static let sides = 20...40
    static let bottoms = 20...50
  }

  /// What can be moved. The head, the parties and the amount stand where they stand.
  public enum Section: String, Sendable, Hashable, CaseIterable {
    case messages, changes, summary, lines, usage, tax, payment

    /// Why it may not be left out; `nil` when it may.
    public var law: String? {
      switch self {
      case .lines: "the law wants what was supplied, how much of it and for how much (Directive 2006/112/EC, article 226, 6 and 8)"
      case .tax: "the law wants the base and the tax of every rate, and why there is none (Directive 2006/112/EC, article 226, 8 to 11)"
      case .messages, .changes, .summary, .usage, .payment: nil
      }
    }
  }
}
