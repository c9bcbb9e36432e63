/// Explanations as bytes, one after the other: what an issued invoice keeps of how its lines came about.
///
/// About sixty bytes a line where JSON takes three hundred, and read back without a parser. Whole numbers are written in
/// as few bytes as they need (seven bits a byte, the lowest first), amounts with the digits they were written with, a
/// label once and by its number from then on. The form is part of the facts: a new kind of step gets a new number,
/// and a number is never given twice.
public struct PackedExplanationWriter: Sendable {
  /// Room for the bytes; `used` of them are written.
  private var room: [UInt8]
  private var used = 0
  private var labels: [String] = []

  public init(reservingCapacity capacity: Int = 0) { room = Array(repeating: 0, count: max(capacity, 256)) }

  /// A copy of what is written.
  public var bytes: [UInt8] { Array(room[..<used]) }

  /// Appends one explanation.
  public mutating func append(_ explanation: Explanation) {
    reserve(PackedExplanation.longestNumber)
    number(UInt64(explanation.steps.count))
    // By index, so that each step is read where it lies instead of being copied out.
    for index in explanation.steps.indices {
      reserve(PackedExplanation.longestStep)
      byte(PackedExplanation.number(of: explanation.steps[index].kind))
      let flags = used
      used += 1
      var has: UInt8 = 0
      if let label = explanation.steps[index].label {
        has |= PackedExplanation.label
        append(label)
      }
      if let quantity = explanation.steps[index].quantity {
        has |= PackedExplanation.quantity
        append(quantity)
      }
      if let unitPrice = explanation.steps[index].unitPrice {
        has |= PackedExplanation.unitPrice
        append(unitPrice)
      }
      if let numerator = explanation.steps[index].numerator {
        has |= PackedExplanation.numerator
        signed(Int64(numerator))
      }
      if let denominator = explanation.steps[index].denominator {
        has |= PackedExplanation.denominator
        signed(Int64(denominator))
      }
      if let period = explanation.steps[index].period {
        has |= PackedExplanation.period
        signed(Int64(period.start.number))
        signed(Int64(period.end.number))
      }
      room[flags] = has
      append(explanation.steps[index].amount)
    }
  }

  /// A label's number, counted from 1 in the order of their first use; 0 and the text where it is new.
  private mutating func append(_ label: String) {
    if let known = labels.firstIndex(of: label) { return number(UInt64(known + 1)) }
    labels.append(label)
    var text = label
    text.withUTF8 { utf8 in
      reserve(utf8.count + PackedExplanation.longestStep)
      number(0)
      number(UInt64(utf8.count))
      for character in utf8 { byte(character) }
    }
  }

  private mutating func append(_ exact: Exact) {
    if exact.divisor == 1, let mantissa = Int64(exactly: exact.mantissa), exact.scale >= 0 {
      byte(UInt8(truncatingIfNeeded: exact.scale))
      return signed(mantissa)
    }
    byte(PackedExplanation.wide | UInt8(truncatingIfNeeded: exact.scale))
    signed(exact.divisor)
    signed(exact.mantissaHigh)
    number(exact.mantissaLow)
  }

  private mutating func signed(_ value: Int64) { number(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

  private mutating func number(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      byte(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    byte(UInt8(truncatingIfNeeded: rest))
  }

  private mutating func byte(_ byte: UInt8) {
    room[used] = byte
    used += 1
  }

  private mutating func reserve(_ more: Int) {
    if used + more > room.count { room.append(contentsOf: repeatElement(0, count: max(room.count, more))) }
  }
}

/// Reads what `PackedExplanationWriter` wrote, in the same order; `nil` means that the bytes are damaged.
public struct PackedExplanationReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private var labels: [String] = []

  /// - Parameter bytes: must stay valid for the reader's life.
  public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// True when every byte is read.
  public var isAtEnd: Bool { position == bytes.count }

  /// The next explanation.
  public mutating func next() -> Explanation? {
    // Each step takes at least four bytes, so a damaged count cannot ask for more room than there are bytes.
    guard let count = number(), count <= UInt64(bytes.count - position) / 4 else { return nil }
    var steps: [ExplanationStep] = []
    steps.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let step = step() else { return nil }
      steps.append(step)
    }
    return Explanation(steps)
  }

  /// Passes over the next explanation, without making anything of it; `false` when there is none, or it is damaged.
  public mutating func skip() -> Bool {
    guard let count = number(), count <= UInt64(bytes.count - position) / 4 else { return false }
    for _ in 0..<count {
      guard let kind = byte(), PackedExplanation.kind(kind) != nil, let has = byte() else { return false }
      // What later steps call by its number is first written here.
      if has & PackedExplanation.label != 0, label() == nil { return false }
      let numbers = (has & (PackedExplanation.numerator | PackedExplanation.denominator)).nonzeroBitCount + (has & PackedExplanation.period).nonzeroBitCount * 2
      if has & PackedExplanation.quantity != 0, !skipExact() { return false }
      if has & PackedExplanation.unitPrice != 0, !skipExact() { return false }
      for _ in 0..<numbers { guard number() != nil else { return false } }
      guard skipExact() else { return false }
    }
    return true
  }

  private mutating func skipExact() -> Bool {
    guard let head = byte() else { return false }
    for _ in 0..<(head & PackedExplanation.wide == 0 ? 1 : 3) { guard number() != nil else { return false } }
    return true
  }

  private mutating func step() -> ExplanationStep? {
    guard let kind = byte().flatMap({ PackedExplanation.kind($0) }), let has = byte() else { return nil }
    var step = ExplanationStep(kind, amount: .zero)
    func holds(_ flag: UInt8) -> Bool { has & flag != 0 }
    if holds(PackedExplanation.label) {
      guard let label = label() else { return nil }
      step.label = label
    }
    if holds(PackedExplanation.quantity) {
      guard let quantity = exact() else { return nil }
      step.quantity = quantity
    }
    if holds(PackedExplanation.unitPrice) {
      guard let unitPrice = exact() else { return nil }
      step.unitPrice = unitPrice
    }
    if holds(PackedExplanation.numerator) {
      guard let numerator = signed() else { return nil }
      step.numerator = Int(numerator)
    }
    if holds(PackedExplanation.denominator) {
      guard let denominator = signed() else { return nil }
      step.denominator = Int(denominator)
    }
    if holds(PackedExplanation.period) {
      guard let start = signed().flatMap({ Int32(exactly: $0) }), let end = signed().flatMap({ Int32(exactly: $0) }) else { return nil }
      step.period = ServicePeriod(start: Day(number: start), end: Day(number: end))
    }
    guard let amount = exact() else { return nil }
    step.amount = amount
    return step
  }

  private mutating func label() -> String? {
    guard let known = number() else { return nil }
    if known > 0 { return known <= UInt64(labels.count) ? labels[Int(known - 1)] : nil }
    guard let count = number(), count <= UInt64(bytes.count - position) else { return nil }
    let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(count)]), as: UTF8.self)
    position += Int(count)
    labels.append(text)
    return text
  }

  private mutating func exact() -> Exact? {
    guard let head = byte() else { return nil }
    let scale = Int16(head & ~PackedExplanation.wide)
    if head & PackedExplanation.wide == 0 {
      guard let mantissa = signed() else { return nil }
      return Exact(mantissa: Int128(mantissa), divisor: 1, scale: scale)
    }
    guard let divisor = signed(), divisor > 0, let high = signed(), let low = number() else { return nil }
    return Exact(mantissa: Int128(high) << 64 | Int128(low), divisor: divisor, scale: scale)
  }

  private mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  private mutating func signed() -> Int64? { number().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) } }

  private mutating func number() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let next = byte() {
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
      if shift > 63 { return nil }
    }
    return nil
  }
}

/// The numbers of the form.
enum PackedExplanation {
  static let label: UInt8 = 1
  static let quantity: UInt8 = 2
  static let unitPrice: UInt8 = 4
  static let numerator: UInt8 = 8
  static let denominator: UInt8 = 16
  static let period: UInt8 = 32
  /// Of one number, in bytes.
  static let longestNumber = 10
  /// Of one step, in bytes, but for the text of a label: seven bits a byte, three numbers for a wide amount.
  static let longestStep = 160

  /// In the byte of an amount's scale: a fraction, or digits beyond 64 bits.
  static let wide: UInt8 = 0x80

  static func number(of kind: ExplanationStep.Kind) -> UInt8 {
    switch kind {
    case .flat: 1
    case .units: 2
    case .tier: 3
    case .tierFlat: 4
    case .freeUnits: 5
    case .package: 6
    case .block: 7
    case .percent: 8
    case .fixed: 9
    case .minimumPerEvent: 10
    case .maximumPerEvent: 11
    case .connect: 12
    case .interval: 13
    case .maximumCost: 14
    case .capacity: 15
    case .dynamic: 16
    case .allowance: 17
    case .proration: 18
    case .override: 19
    case .discount: 20
    case .minimumSpend: 21
    case .maximumSpend: 22
    case .commitment: 23
    case .trial: 24
    case .rounding: 25
    case .credit: 26
    case .alreadyBilled: 27
    case .thirdParty: 28
    case .tax: 29
    }
  }

  /// The kinds by their numbers.
  static func kind(_ number: UInt8) -> ExplanationStep.Kind? { Int(number) < kinds.count ? kinds[Int(number)] : nil }

  private static let kinds: [ExplanationStep.Kind?] = {
    var table = [ExplanationStep.Kind?](repeating: nil, count: 256)
    for kind in ExplanationStep.Kind.allCases { table[Int(number(of: kind))] = kind }
    return table
  }()
}
