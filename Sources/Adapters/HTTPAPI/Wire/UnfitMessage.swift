import NIOHTTP1
import Primitives

/// Why what came over a connection is no request that could be answered: its head says so, or what reads HTTP could not read it.
enum UnfitMessage: String, Sendable, CaseIterable {
  case requestLine, target, header, lineEnd, headersTooLarge, version, hostMissing, hostRepeated, hostUnreadable
  case length, lengthUnclear, lengthRepeated, oldTransferCoding, transferCoding, codedTwice, chunk, coding, cut, tooSlow, headTooSlow, stopping, unreadable

  /// The method of the request that takes the place of what was refused. What reads HTTP knows no such method, so no client can send it.
  static let method = "UNFIT"

  /// What a head says by itself (RFC 9112, sections 3.2, 6.1 and 6.3); `nil`: it is in order.
  init?(_ head: HTTPRequestHead) {
    var (hosts, isHostReadable, isMeasured, codings) = (0, true, true, [Substring]())
    for (name, value) in head.headers {
      switch name.utf8.count {
      case 4 where HeaderName.isSame(name, "host"):
        hosts += 1
        isHostReadable = isHostReadable && UnfitMessage.isHost(value)
      case 14 where HeaderName.isSame(name, "content-length"): isMeasured = isMeasured && Int(value) != nil
      case 17 where HeaderName.isSame(name, "transfer-encoding"): codings += value.split(separator: ",", omittingEmptySubsequences: false)
      default: break
      }
    }
    let isOld = head.version == .http1_0
    if hosts > 1 { self = .hostRepeated } else if hosts == 0, !isOld { self = .hostMissing } else if !isHostReadable { self = .hostUnreadable } else if !isMeasured {
      self = .length
    } else if codings.isEmpty { return nil } else if isOld { self = .oldTransferCoding } else {
      let names = codings.map { $0.filter { $0 != " " && $0 != "\t" } }
      if names.contains(where: { !HeaderName.isSame($0, "chunked") }) { self = .transferCoding } else if names.count > 1 { self = .codedTwice } else { return nil }
    }
  }

  /// Why a head could not be read to its end.
  init(headError error: any Error) {
    switch error as? HTTPParserError {
    case nil: self = .headTooSlow
    case .headerOverflow: self = .headersTooLarge
    case .invalidVersion, .paused: self = .version
    case .invalidMethod, .invalidURL, .invalidConstant: self = .requestLine
    case .invalidHeaderToken, .invalidCharactersUsed, .lfExpected: self = .header
    case .strictModeAssertion: self = .lineEnd
    case .invalidContentLength: self = .lengthUnclear
    case .unexpectedContentLength: self = .lengthRepeated
    case .invalidEOFState: self = .cut
    default: self = .unreadable
    }
  }

  /// Why a body did not come to its end.
  init(bodyError error: any Error) {
    let unread = error as? HTTPParserError
    if let why = Impatience.allCases.first(where: { $0.asBodyError == unread }) {
      self = why == .stopping ? .stopping : .tooSlow
    } else {
      switch unread {
      case nil, .invalidEOFState: self = .cut
      case .unknown: self = .coding
      default: self = .chunk
      }
    }
  }

  /// Whether a host is named. None is allowed too, for addresses that have none.
  static func isHost(_ value: String) -> Bool { value.isEmpty || NamedHost(value) != nil }

  var problem: Problem {
    switch self {
    case .requestLine:
      Problem(
        .unreadableRequest, path: "request line", "the first line is not that of an HTTP/1.1 request",
        remedy: "send a known method, an address without blanks and `HTTP/1.1`, one blank between them and CR LF behind: `GET /health/live HTTP/1.1`")
    case .target:
      Problem(
        .unreadableAddress, path: "address", "the address is neither a path nor one of http or https with a host",
        remedy: "send the path and name the host in `Host`, or send `http://HOST/PATH`; no user stands before the host, and a port is a number up to 65535")
    case .header:
      Problem(
        .unreadableRequest, path: "headers", "a header line cannot be read",
        remedy: "send each as `Name: value` with CR LF behind; a name has no blanks, a value no control characters, and no line goes on in the next")
    case .lineEnd:
      Problem(.unreadableRequest, path: "headers", "a line of the head does not end with CR LF", remedy: "end each with CR LF, and the last with CR LF CR LF; nothing else is a line's end")
    case .headersTooLarge:
      Problem(
        .headersTooLarge, path: "headers", "the address or the headers are longer than is taken: 16384 bytes for one, 65536 and 200 for all",
        remedy: "leave out what this server does not need, such as cookies of other sites, and send what is long in the body")
    case .version:
      Problem(
        .unsupportedVersion, path: "request line", "the first line does not end with a version of HTTP that is spoken here, and CR LF",
        remedy: "end it with ` HTTP/1.1` and CR LF; a proxy in front may speak other versions to its clients")
    case .hostMissing:
      Problem(.wrongHost, path: "Host", "the request names no host", remedy: "send `Host: NAME` once, as HTTP/1.1 asks, with the name and port of the address that is asked")
    case .hostRepeated: Problem(.wrongHost, path: "Host", "the request names its host more than once", remedy: "send `Host` once")
    case .hostUnreadable:
      Problem(.wrongHost, path: "Host", "what the request names is no host", remedy: "send `Host: NAME` or `Host: NAME:PORT`, without path, user or blanks; a port is a number up to 65535")
    case .length:
      Problem(.wrongLength, path: "Content-Length", "the length of the body is no number that could be one", remedy: "send the number of bytes of the body in digits")
    case .lengthUnclear:
      Problem(
        .wrongLength, path: "Content-Length", "the length of the body is no number that could be one, or stands beside `Transfer-Encoding`",
        remedy: "send either the number of bytes of the body in digits or `Transfer-Encoding: chunked`")
    case .lengthRepeated:
      Problem(
        .wrongLength, path: "Content-Length", "the length of the body is told twice, so that nobody could know where it ends",
        remedy: "send either one `Content-Length` or `Transfer-Encoding: chunked`, once")
    case .oldTransferCoding:
      Problem(.wrongLength, path: "Transfer-Encoding", "HTTP/1.0 knows no transfer codings", remedy: "send `Content-Length`, or speak HTTP/1.1")
    case .codedTwice: Problem(.wrongLength, path: "Transfer-Encoding", "the body is said to be in chunks more than once", remedy: "send `Transfer-Encoding: chunked` once")
    case .transferCoding:
      Problem(
        .unknownTransferCoding, path: "Transfer-Encoding", "of transfer codings only `chunked` is known here",
        remedy: "send the body as it is, with `Content-Length` or `Transfer-Encoding: chunked`")
    case .chunk:
      Problem(
        .unreadableRequest, path: "body", "the chunks of the body, or what stands behind them, cannot be read",
        remedy: "send each as its length in hexadecimal digits, CR LF, that many bytes, CR LF; the last has the length 0")
    case .coding:
      Problem(
        .unreadableRequest, path: "body", "the body does not come as `Transfer-Encoding` says, or that cannot be read",
        remedy: "send `Transfer-Encoding: chunked` with CR LF right behind, and each line of the body with CR LF")
    case .cut: Problem(.unreadableRequest, path: "body", "the connection was ended before the request was there whole", remedy: "send all of it, then wait for the answer")
    case .tooSlow: Problem(.requestTooSlow, path: "body", "the body did not arrive in time", remedy: "send it faster, or in several requests")
    case .headTooSlow:
      Problem(.requestTooSlow, path: "headers", "the head of the request did not arrive in time", remedy: "send it at once, and an empty line behind it")
    case .stopping:
      Problem(
        .stopping, path: "body", "the server stops, and the body was not there whole; nothing was done", remedy: "send the request again when the server is back")
    case .unreadable:
      Problem(
        .unreadableRequest, path: "headers", "this cannot be read as HTTP/1.1",
        remedy: "end each line with CR LF, and tell the length of the body once: with `Content-Length`, or with `Transfer-Encoding: chunked` and no coding behind that")
    }
  }
}

/// Why the rest of a request is waited for no longer.
enum Impatience: Error, CaseIterable {
  case tooSlow, stopping

  /// What the framework is told while it takes in a body: at errors of others than what reads HTTP it ends the connection outright. No body brings
  /// these about.
  var asBodyError: HTTPParserError {
    switch self {
    case .tooSlow: .paused
    case .stopping: .closedConnection
    }
  }
}
