import Usage

/// The 64-bit mark under which the name of a request is looked up: its session and its number.
///
/// It only finds candidates. It is part of the stored format, so with the key of
/// a database it must give the same mark for ever.
struct NameMark {
  var mark: IdentityMark

  func of(_ session: UnsafeBufferPointer<UInt8>, _ number: Int64) -> UInt64 {
    var number = number.littleEndian
    return withUnsafeBytes(of: &number) { mark.of(source: session, id: $0.assumingMemoryBound(to: UInt8.self)) }
  }

  func of(_ session: String, _ number: Int64) -> UInt64 {
    var session = session
    return session.withUTF8 { of($0, number) }
  }
}
