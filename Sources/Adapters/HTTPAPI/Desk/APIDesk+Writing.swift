import Operations
import Primitives
import Synchronization

/// Keys whose requests are being done at this moment, so that a long one is not begun twice.
final class KeysAtWork: Sendable {
  private let keys = Mutex<Set<String>>([])

  func begin(_ key: String) -> Bool { keys.withLock { $0.insert(key).inserted } }
  func end(_ key: String) { _ = keys.withLock { $0.remove(key) } }
}

extension APIDesk {
  /// How long what was asked may be to be kept word by word; of longer requests the digest is kept.
  static let longestContent = 64 << 10

  /// Does what an endpoint writes, once per caller and key.
  ///
  /// What is asked is written down first, then it is done, then the answer is written down. When the process dies between,
  /// the same request is done again: every use case behind it carries the key and finds that it has been done.
  func write(_ endpoint: Endpoint, _ request: APIRequest) async throws -> APIResponse {
    let content = try request.content(hiding: endpoint.secrets, as: surroundings.digest)
    var text = CanonicalJSON.text(content)
    if text.utf8.count > APIDesk.longestContent { text = "{\"sha256\":\"\(try surroundings.digest(Array(text.utf8)))\"}" }
    let asked = AskedRequest(caller: request.caller.name, key: request.values["Idempotency-Key"] ?? "", operation: endpoint.name, content: text)
    let requests = surroundings.requests
    let now = surroundings.now
    @Sendable func earlier() throws -> APIResponse? {
      guard let known = try requests.answered(caller: asked.caller, key: asked.key) else { return nil }
      if known.content != asked.content { throw APIRequest.reused(asked.key, earlier: known.content, now: content) }
      var response = APIResponse.json(Array(known.answer.body.utf8), status: known.answer.status)
      response.headers.append(("Idempotency-Replayed", "true"))
      return response
    }
    @Sendable func note(_ response: APIResponse, _ id: Int64) throws {
      guard case .bytes(var bytes) = response.content else { return }
      if !endpoint.toldOnce.isEmpty { bytes = try CanonicalJSON.without(endpoint.toldOnce, bytes) }
      try requests.answer(id, asked, with: GivenAnswer(status: response.status, body: String(decoding: bytes, as: UTF8.self)), at: now())
    }
    switch endpoint.work {
    case .writing(let answer):
      // One thread writes: between the look and the note no other request of this process comes.
      return try await pool.write {
        if let known = try earlier() { return known }
        let id = try requests.begin(asked, at: now())
        var done: APIResponse?
        func once() throws -> APIResponse {
          let response = try answer(request)
          done = response
          try note(response, id)
          return response
        }
        do { return try once() } catch where mayBeTheSame(error) {
          // The other one may have found it done here: what is told once is told to whoever has it.
          if let known = try earlier() { return try done.flatMap { try $0.tells(endpoint.toldOnce) ? $0 : nil } ?? known }
          // It was done and is not answered yet: done again, it is found done.
          do { return try once() } catch where mayBeTheSame(error) {
            guard let known = try earlier() else { throw error }
            return known
          }
        }
      }
    case .longWriting(let answer):
      let place = "\(asked.caller) \(asked.key)"
      guard keysAtWork.begin(place) else {
        throw Rejection(
          Problem(
            .keyAtWork, path: "Idempotency-Key", "the request with the key \"\(asked.key)\" is being done at this moment",
            remedy: "come again with the same key; the answer will be there"))
      }
      defer { keysAtWork.end(place) }
      if let known = try await pool.read({ try earlier() }) { return known }
      let id = try await pool.write { try requests.begin(asked, at: now()) }
      let response = try await answer(request)
      try await pool.write { try note(response, id) }
      return response
    default: return try await perform(endpoint, request)
    }
  }

  /// Whether what keeps a request from being done may be the same request, which another process did since it was looked for.
  private func mayBeTheSame(_ error: any Error) -> Bool {
    surroundings.collides(error) || (error as? Rejection)?.problems.contains { $0.code.rawValue.hasSuffix("-taken") } == true
  }
}

extension APIResponse {
  /// Whether any of these fields stands in it.
  fileprivate func tells(_ fields: Set<String>) throws -> Bool {
    guard !fields.isEmpty, case .bytes(let bytes) = content, case .map(let entries) = try JSONReader.read(bytes).content else { return false }
    return entries.contains { fields.contains($0.key) }
  }
}
