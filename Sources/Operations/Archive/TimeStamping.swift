public import Archiving
public import Primitives

/// Asks for time stamps and reads them (RFC 3161); how they are asked for over the network is no matter of it.
public protocol TimeStampCodec: Sendable {
  /// A request for a stamp over the SHA-256 of some bytes.
  func request(over digest: ContentDigest, nonce: UInt64) throws -> [UInt8]
  /// What a response says.
  ///
  /// - Parameters:
  ///   - nonce: of the request; `nil` when it is no longer known.
  ///   - trust: path of a PEM file of certificates that vouch for the authority; `nil`: the signature is not checked.
  /// - Throws: `TimeStampMistake` when it is no stamp over the digest, or nobody vouches for it.
  func read(_ response: [UInt8], over digest: ContentDigest, nonce: UInt64?, trust: String?) throws -> Instant
}

/// Why a response is no time stamp.
public struct TimeStampMistake: Error, Sendable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}

/// Where stamps come from.
public struct TimeStampSettings: Sendable, Hashable {
  public var authority: WebAddress
  /// A PEM file with the certificates that vouch for the authority.
  public var trustFile: String?
  public var timeoutSeconds: Int

  public init(authority: WebAddress, trustFile: String? = nil, timeoutSeconds: Int = 30) {
    self.authority = authority
    self.trustFile = trustFile
    self.timeoutSeconds = timeoutSeconds
  }
}

/// Gets a time stamp for a seal over HTTP (RFC 3161, 3.4).
public struct AskForTimeStamp: Sendable {
  let client: any OutboundClient
  let codec: any TimeStampCodec
  let hash: ContentHash

  public init(client: any OutboundClient, codec: any TimeStampCodec, hash: @escaping ContentHash) {
    self.client = client
    self.codec = codec
    self.hash = hash
  }

  /// - Parameter nonce: never used before; the response must repeat it.
  /// - Throws: `Rejection` (`archive.no-time-stamp`).
  public func callAsFunction(_ seal: ChainedSeal, _ settings: TimeStampSettings, nonce: UInt64) async throws -> SealStamp {
    let digest = hash(Array(seal.text.utf8))
    let answer: OutboundAnswer
    do {
      answer = try await client.send(
        OutboundRequest(
          method: "POST", address: settings.authority,
          headers: [("Content-Type", "application/timestamp-query"), ("Accept", "application/timestamp-reply")],
          body: try codec.request(over: digest, nonce: nonce), addressGuard: AskForTimeStamp.everywhere, timeoutSeconds: settings.timeoutSeconds,
          longestAnswer: 256 << 10))
    } catch let fault as OutboundFault {
      throw AskForTimeStamp.refused(seal, settings, "\(fault)")
    }
    guard answer.status == 200 else { throw AskForTimeStamp.refused(seal, settings, "it answered with status \(answer.status)") }
    do {
      let at = try codec.read(answer.body, over: digest, nonce: nonce, trust: settings.trustFile)
      return SealStamp(authority: settings.authority.description, response: answer.body, stampedAt: at)
    } catch let mistake as TimeStampMistake {
      throw AskForTimeStamp.refused(seal, settings, mistake.description)
    }
  }

  /// The operator names the authority by itself: where it lies, and whether over TLS, is the operator's to say. The stamp proves itself.
  private static let everywhere = AddressGuard(allowed: ["0.0.0.0/0", "::/0"].compactMap { Network($0) })

  private static func refused(_ seal: ChainedSeal, _ settings: TimeStampSettings, _ why: String) -> Rejection {
    Rejection(
      Problem(
        .noTimeStamp, path: "timeStamps.authority", "seal \(seal.seal.number) has no time stamp from \(settings.authority): \(why)",
        remedy: "the seal stands; see that the authority can be reached and that `timeStamps.trust` holds its certificates, and run `florin archive seal` again"))
  }
}
