import CPQ

/// The values of a statement, in the binary form in which they go to the server. They stay until they are bound anew.
final class PostgresParameters {
  let count: Int
  /// In step with the parameters, from 0: what each is known to be; 0 while nobody has said.
  private(set) var types: [Oid]
  private let values: UnsafeMutablePointer<UnsafePointer<CChar>?>
  private let lengths: UnsafeMutablePointer<Int32>
  private let formats: UnsafeMutablePointer<Int32>
  private let own: UnsafeMutablePointer<UnsafeMutableRawBufferPointer>

  enum Types {
    static let flag: Oid = 16
    static let bytes: Oid = 17
    static let name: Oid = 19
    static let whole64: Oid = 20
    static let whole16: Oid = 21
    static let whole32: Oid = 23
    static let text: Oid = 25
    static let numeric: Oid = 1700
    static let texts: Oid = 1009
    static let whole64s: Oid = 1016
    static let manyBytes: Oid = 1001
  }

  init(count: Int) {
    self.count = count
    types = Array(repeating: 0, count: count)
    values = .allocate(capacity: max(1, count))
    values.initialize(repeating: nil, count: count)
    lengths = .allocate(capacity: max(1, count))
    lengths.initialize(repeating: 0, count: count)
    formats = .allocate(capacity: max(1, count))
    formats.initialize(repeating: 1, count: count)
    own = .allocate(capacity: max(1, count))
    own.initialize(repeating: UnsafeMutableRawBufferPointer(start: nil, count: 0), count: count)
  }

  deinit {
    for index in 0..<count { own[index].deallocate() }
    own.deallocate()
    formats.deallocate()
    lengths.deallocate()
    values.deallocate()
  }

  /// Says what a parameter is, where its values do not.
  func declare(_ index: Int32, _ type: Oid) {
    if index > 0, index <= count { types[Int(index) - 1] = type }
  }

  func bind(_ index: Int32, _ value: Int64) {
    guard let place = place(index, Types.whole64) else { return }
    let room = room(place, 8)
    room.storeBytes(of: value.bigEndian, as: Int64.self)
    set(place, UnsafeRawPointer(room), 8)
  }

  func bindNull(_ index: Int32, _ type: Oid = 0) {
    guard index > 0, index <= count else { return }
    if type != 0 { types[Int(index) - 1] = type }
    values[Int(index) - 1] = nil
    lengths[Int(index) - 1] = 0
  }

  func bind(_ index: Int32, text bytes: UnsafeRawBufferPointer) { copy(index, bytes, Types.text) }
  func bind(_ index: Int32, blob bytes: UnsafeRawBufferPointer) { copy(index, bytes, Types.bytes) }

  func bind(_ index: Int32, _ array: PostgresArray) { array.message().withUnsafeBytes { copy(index, $0, array.type) } }

  /// The bytes must stay as they are until the statement has been run.
  func bind(_ index: Int32, lentText bytes: UnsafeRawBufferPointer) { lend(index, bytes, Types.text) }
  func bind(_ index: Int32, lentBlob bytes: UnsafeRawBufferPointer) { lend(index, bytes, Types.bytes) }

  /// The whole number bound to a parameter.
  func whole(_ index: Int) -> Int64? {
    guard index > 0, index <= count, types[index - 1] == Types.whole64, let start = values[index - 1] else { return nil }
    return Int64(bigEndian: UnsafeRawPointer(start).loadUnaligned(as: Int64.self))
  }

  func forget() {
    for index in 0..<count { values[index] = nil }
  }

  /// Calls with what libpq wants of all parameters: values, lengths, formats.
  func withValues<T>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) throws -> T
  ) rethrows -> T { try body(values, lengths, formats) }

  private func place(_ index: Int32, _ type: Oid) -> Int? {
    guard index > 0, index <= count else { return nil }
    types[Int(index) - 1] = type
    return Int(index) - 1
  }

  private func room(_ place: Int, _ size: Int) -> UnsafeMutableRawPointer {
    if let start = own[place].baseAddress, own[place].count >= size { return start }
    own[place].deallocate()
    own[place] = .allocate(byteCount: max(32, size * 2), alignment: 8)
    return own[place].baseAddress ?? UnsafeMutableRawPointer(values)
  }

  private func copy(_ index: Int32, _ bytes: UnsafeRawBufferPointer, _ type: Oid) {
    guard let place = place(index, type) else { return }
    let room = room(place, bytes.count)
    if let start = bytes.baseAddress { room.copyMemory(from: start, byteCount: bytes.count) }
    set(place, UnsafeRawPointer(room), bytes.count)
  }

  private func lend(_ index: Int32, _ bytes: UnsafeRawBufferPointer, _ type: Oid) {
    guard let place = place(index, type) else { return }
    set(place, bytes.baseAddress ?? UnsafeRawPointer(room(place, 0)), bytes.count)
  }

  private func set(_ place: Int, _ start: UnsafeRawPointer, _ count: Int) {
    values[place] = start.assumingMemoryBound(to: CChar.self)
    lengths[place] = Int32(truncatingIfNeeded: count)
  }
}
