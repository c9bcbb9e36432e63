import Foundation
import Messaging
import Primitives
import Store

extension ProblemCode {
  static let secretsKeyMissing = ProblemCode("webhook.key-missing")
  static let secretsKeyUnusable = ProblemCode("webhook.key-unusable")
}

/// The key that seals the secrets of webhooks: 32 bytes in base64, in a file beside the database and never in it.
enum SecretsKey {
  /// Reads the key; of a home whose database is a file in it, makes one when there is none.
  ///
  /// - Throws: `Rejection` when a server's database has none named (several homes must not each make their own), or the file
  ///   holds no key.
  static func sealer(_ home: Home, file: String?) throws -> KeySealer {
    let path: String
    if let file {
      path = file
    } else if case .file = home.database {
      path = home.path("secrets.key")
      try make(path)
    } else {
      throw Rejection(
        Problem(
          .secretsKeyMissing, path: "secretsKeyFile", "a database on a server needs the key that seals its secrets named",
          remedy: "make one with `(umask 077; openssl rand -base64 32 > secrets.key)`, give every process the same, and name it with FLORIN_SECRETS_KEY_FILE or `secretsKeyFile`"))
    }
    guard let text = FileManager.default.contents(atPath: path).map({ String(decoding: $0, as: UTF8.self) }),
      let key = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)), key.count == 32
    else {
      throw Rejection(
        Problem(
          .secretsKeyUnusable, at: .init(file: path), "there is no key in this file",
          remedy: "put the key back from where it is kept, 32 bytes in base64; with a new one the secrets of all webhooks have to be rotated"))
    }
    return try KeySealer(key: Array(key))
  }

  /// Makes the file when it is missing; of several that try, one does.
  private static func make(_ path: String) throws {
    if FileManager.default.fileExists(atPath: path) { return }
    var random = SystemRandomNumberGenerator()
    let key = Data((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    let own = path + ".\(UInt32.random(in: 0...UInt32.max, using: &random))"
    guard FileManager.default.createFile(atPath: own, contents: Data((key.base64EncodedString() + "\n").utf8), attributes: [.posixPermissions: 0o600])
    else {
      throw Rejection(Problem(.secretsKeyUnusable, at: .init(file: path), "the key cannot be written", remedy: "make the home writable for this user"))
    }
    defer { unlink(own) }
    _ = link(own, path)
  }
}
