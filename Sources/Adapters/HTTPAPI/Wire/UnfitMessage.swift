import NIOHTTP1
import Primitives

/// Why what came over a connection is no request that could be answered: its head says so, or what reads HTTP could not read it.
enum UnfitMessage: String, Sendable, CaseIterable {
  case requestLine, target, header, headersTooLarge, version, hostMissing, hostRepeated, hostUnreadable
  case length, lengthRepeated, oldTransferCoding, transferCoding, codedTwice, chunk, cut, tooSlow, unreadable

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

  /// What the reader of HTTP/1.1 could not read.
  init(_ error: HTTPParserError) {
    switch error {
    case .headerOverflow: self = .headersTooLarge
    case .invalidVersion, .paused: self = .version
    case .invalidMethod, .invalidURL, .invalidConstant, .lfExpected: self = .requestLine
    case .invalidHeaderToken, .invalidCharactersUsed: self = .header
    case .invalidContentLength: self = .length
    case .unexpectedContentLength: self = .lengthRepeated
    case .invalidChunkSize, .strictModeAssertion: self = .chunk
    case .invalidEOFState: self = .cut
    default: self = .unreadable
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
    case .headersTooLarge:
      Problem(
        .headersTooLarge, path: "headers", "the address or the headers are longer than is taken: 16384 bytes for one, 65536 and 200 for all",
        remedy: "leave out what this server does not need, such as cookies of other sites, and send what is long in the body")
    case .version:
      Problem(
        .unsupportedVersion, path: "request line", "this version of HTTP is not spoken here", remedy: "speak HTTP/1.1; a proxy in front may speak others to its clients")
    case .hostMissing:
      Problem(.wrongHost, path: "Host", "the request names no host", remedy: "send `Host: NAME` once, as HTTP/1.1 asks, with the name and port of the address that is asked")
    case .hostRepeated: Problem(.wrongHost, path: "Host", "the request names its host more than once", remedy: "send `Host` once")
    case .hostUnreadable:
      Problem(.wrongHost, path: "Host", "what the request names is no host", remedy: "send `Host: NAME` or `Host: NAME:PORT`, without path, user or blanks; a port is a number up to 65535")
    case .length:
      Problem(.wrongLength, path: "Content-Length", "the length of the body is no number that could be one", remedy: "send the number of bytes of the body in digits")
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
        .unreadableRequest, path: "body", "the chunks of the body cannot be read",
        remedy: "send each as its length in hexadecimal digits, CR LF, that many bytes, CR LF; the last has the length 0")
    case .cut: Problem(.unreadableRequest, path: "body", "the connection was ended before the request was there whole", remedy: "send all of it, then wait for the answer")
    case .tooSlow: Problem(.requestTooSlow, path: "body", "the body did not arrive in time", remedy: "send it faster, or in several requests")
    case .unreadable:
      Problem(
        .unreadableRequest, path: "headers", "this cannot be read as HTTP/1.1",
        remedy: "end each line with CR LF, and tell the length of the body once: with `Content-Length`, or with `Transfer-Encoding: chunked` and no coding behind that")
    }
  }
}
