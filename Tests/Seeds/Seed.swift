/// Numbers that look random and are the same for the same seed (SplitMix64, Steele, Lea and Flood 2014).
///
/// Law tests take seeds as arguments, so that a failure names its seed.
public struct Seed: RandomNumberGenerator, Sendable, CustomStringConvertible {
  public let start: UInt64
  private var state: UInt64

  public init(_ start: UInt64) {
    self.start = start
    state = start
  }

  public var description: String { "seed \(start)" }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  public mutating func pick<T>(_ choices: [T]) -> T { choices[number(0...(choices.count - 1))] }
  public mutating func flip() -> Bool { next() & 1 == 1 }

  /// Enough different worlds for a law, few enough for every test run.
  public static let some: [Seed] = (1...200).map { Seed($0) }
}
