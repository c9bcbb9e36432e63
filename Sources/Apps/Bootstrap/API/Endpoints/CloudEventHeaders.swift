import HTTPAPI
import Primitives

/// A CloudEvent whose attributes come as headers and whose data is the body (binary mode of the HTTP binding, 3.1).
struct CloudEventHeaders {
  private var values: [(name: String, value: String)] = []

  /// `nil` when the request has no `ce-` header.
  ///
  /// - Throws: `Rejection` when one of them cannot be read.
  init?(_ request: APIRequest) throws(Rejection) {
    for (name, value) in request.headers where name.lowercased().hasPrefix("ce-") {
      guard let decoded = PercentText.decoded(value) else {
        throw Rejection(
          Problem(
            .wrongHeader, path: name, "the header `\(name)` is not UTF-8 in percent form",
            remedy: "write other characters than letters, digits and signs as %XX of their UTF-8 bytes"))
      }
      values.append((String(name.dropFirst(3)).lowercased(), decoded))
    }
    if values.isEmpty { return nil }
  }

  /// The event in one JSON text, its data as it came.
  ///
  /// - Throws: `Rejection` when the data is not one JSON value.
  func event(around data: [UInt8]) throws(Rejection) -> [UInt8] {
    var json = JSONText()
    json.object { json in for (name, value) in values { json.field(named: name, value) } }
    var bytes = json.bytes
    if data.contains(where: { $0 > 0x20 }) {
      _ = try JSONReader.read(data)
      bytes.removeLast()
      bytes += Array(",\"data\":".utf8) + data + [0x7D]
    }
    return bytes
  }
}

extension ProblemCode {
  static let wrongHeader = ProblemCode("http.wrong-header")
}
