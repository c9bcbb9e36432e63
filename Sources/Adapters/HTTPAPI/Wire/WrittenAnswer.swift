import Foundation
import NIOCore
import NIOHTTP1
import Primitives

/// An answer as the bytes that go over the wire (RFC 9112), written as the framework writes its own.
struct WrittenAnswer {
  /// `Strict-Transport-Security` is part of it.
  let isSecure: Bool
  private var second: Int64 = .min
  private var date = ""

  init(isSecure: Bool) { self.isSecure = isSecure }

  mutating func write(_ status: Int, _ headers: [(name: String, value: String)], _ body: [UInt8], into buffer: inout ByteBuffer) {
    buffer.writeString(status == 200 ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n")
    if isSecure { buffer.writeStaticString("Strict-Transport-Security: max-age=31536000\r\n") }
    for (name, value) in headers {
      buffer.writeString(name)
      buffer.writeStaticString(": ")
      buffer.writeString(WrittenAnswer.tame(value))
      buffer.writeStaticString("\r\n")
    }
    buffer.writeStaticString("Date: ")
    buffer.writeString(today())
    buffer.writeStaticString("\r\nServer: florin\r\n\r\n")
    buffer.writeBytes(body)
  }

  /// A value that ends no line: what it is not made of becomes a blank.
  private static func tame(_ value: String) -> String {
    func isWild(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }
    return value.utf8.contains(where: isWild) ? String(decoding: value.utf8.map { isWild($0) ? 0x20 : $0 }, as: UTF8.self) : value
  }

  /// This second as headers write it, made once a second.
  private mutating func today() -> String {
    let now = Int64(Date().timeIntervalSince1970)
    if now != second { (second, date) = (now, HTTPDate.text(secondsSince1970: now)) }
    return date
  }
}

/// Instants as headers write them (RFC 9110, section 5.6.7).
enum HTTPDate {
  static func text(secondsSince1970 seconds: Int64) -> String {
    let second = Int(seconds)
    let (number, rest) = (second >= 0 ? second / 86_400 : (second - 86_399) / 86_400, ((second % 86_400) + 86_400) % 86_400)
    let day = Day(number: Int32(truncatingIfNeeded: number)).civil
    // The first day of 1970 was a Thursday.
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((number % 7) + 7) % 7]
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][day.month - 1]
    return "\(weekday), \(two(day.day)) \(month) \(day.year) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) GMT"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
