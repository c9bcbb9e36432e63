import CCrypto
public import Charging
import Foundation
public import Operations
public import Primitives

/// Nchf_ConvergedCharging (3GPP TS 32.291) as a value: a call in HTTP goes in, what is to be asked of charging comes out; what
/// charging answers goes in, what the network is answered comes out.
public struct ConvergedCharging: Sendable {
  /// A call, as it came.
  public struct Call: Sendable {
    public var method: String
    public var path: String
    public var contentType: String?
    public var body: [UInt8]

    public init(method: String, path: String, contentType: String? = "application/json", body: [UInt8]) {
      self.method = method
      self.path = path
      self.contentType = contentType
      self.body = body
    }
  }

  /// A call that was understood.
  public struct Asked: Sendable {
    let data: ChargingDataRequest

    /// What charging is to decide.
    public var request: ChargingRequest { data.charging }
    /// Of a session: where its network wants to be told what it did not ask.
    public var notifyURI: String? { data.notifyURI }
    /// The session's reference.
    public var reference: String { data.reference }

    /// The same as earlier versions understood it, where one of them may have answered it: it says that it comes again, or that it was asked
    /// before this process began.
    public func asEarlier(begun: Instant) -> Asked? { data.isRepeated || data.charging.at < begun ? data.asEarlier.map { Asked(data: $0) } : nil }
  }

  /// What goes back.
  public struct Reply: Sendable, Hashable {
    public var status: Int
    public var headers: [String: String]
    public var body: [UInt8]

    init(_ problem: NchfProblem) {
      status = problem.status
      headers = ["content-type": "application/problem+json"]
      if problem.status == 503 { headers["retry-after"] = "1" }
      if problem.status == 401 { headers["www-authenticate"] = "Bearer realm=\"nchf-convergedcharging\", error=\"invalid_token\"" }
      if problem.status == 403, problem.cause == .accessDenied { headers["www-authenticate"] = "Bearer realm=\"nchf-convergedcharging\", error=\"insufficient_scope\", scope=\"nchf-convergedcharging\"" }
      body = problem.body
    }

    init(status: Int, headers: [String: String], body: [UInt8]) {
      self.status = status
      self.headers = headers
      self.body = body
    }
  }

  /// The longest body that is read.
  public static let longest = 256 << 10
  static let root = "/nchf-convergedcharging/v3/chargingdata"

  public let settings: NchfSettings
  private let read: JSONReading

  /// - Parameter read: reads JSON.
  public init(_ settings: NchfSettings, read: @escaping JSONReading) {
    self.settings = settings
    self.read = read
  }

  /// Understands a call.
  ///
  /// - Throws: what its sender is told when it is not as it must be.
  public func understand(_ call: Call, now: Instant) throws(NchfProblem) -> Asked {
    let operation = try ConvergedCharging.operation(call.path)
    guard call.method == "POST" else { throw NchfProblem(405, .methodNotAllowed, "only POST is known here") }
    guard let type = call.contentType?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased(), type == "application/json" else {
      throw NchfProblem(415, .mediaType, "the body is to be application/json")
    }
    guard call.body.count <= ConvergedCharging.longest else { throw ConvergedCharging.tooLarge }
    let node: SourceNode
    do throws(Rejection) { node = try read(call.body) } catch {
      throw NchfProblem(400, .invalidMessage, error.problems.first?.message ?? "the body is not JSON")
    }
    return Asked(data: try ChargingDataRequest(node, operation, settings, now: now, digest: ConvergedCharging.digest))
  }

  static let tooLarge = NchfProblem(413, .tooLarge, "the body is longer than \(longest) bytes")

  private static func operation(_ path: String) throws(NchfProblem) -> ChargingDataRequest.Operation {
    let unknown = NchfProblem(404, .noSuchResource, "nothing is known under this path")
    if path == root { return .create }
    guard path.hasPrefix(root + "/") else { throw unknown }
    let parts = path.dropFirst(root.count + 1).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...100).contains(parts[0].utf8.count) else { throw unknown }
    // Names that are given here are of small letters and digits; of any other there is no session.
    let isOurs = parts[0].utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    switch parts[1] {
    case "update" where isOurs: return .update(String(parts[0]))
    case "release" where isOurs: return .release(String(parts[0]))
    case "update", "release": throw NchfProblem(404, .noSuchContext, "there is no such session")
    default: throw unknown
    }
  }

  /// What a network is answered once its request was decided, and that is durable.
  public func reply(_ answer: ChargingAnswer, to asked: Asked) -> Reply {
    do throws(NchfProblem) {
      let response = try ChargingDataResponse(answer, to: asked.data, settings)
      var headers = response.body.isEmpty ? [:] : ["content-type": "application/json"]
      if let reference = response.reference { headers["location"] = "\(ConvergedCharging.root)/\(reference)" }
      return Reply(status: response.status, headers: headers, body: response.body)
    } catch { return Reply(error) }
  }

  /// What it is answered when it could not be decided.
  public func reply(_ error: any Error) -> Reply {
    if let problem = error as? NchfProblem { return Reply(problem) }
    if error is WaitedTooLong { return Reply(NchfProblem(503, .congestion, "the request could not be decided in time; send it again")) }
    guard let problem = (error as? Rejection)?.problems.first else {
      return Reply(NchfProblem(500, .systemFailure, "the request could not be decided; send it again"))
    }
    if problem.code == .chargingFull { return Reply(NchfProblem(503, .congestion, "too many requests wait; send it again")) }
    if problem.code == .chargingReused {
      return Reply(NchfProblem(400, .mandatoryIncorrect, "another request was sent under this number before", fields: [.init(path: "invocationSequenceNumber", reason: "used for another request")]))
    }
    return Reply(NchfProblem(500, .systemFailure, "the request could not be decided"))
  }

  /// 128 bits that name a session.
  static func digest(_ text: String) -> String {
    var (count, digest) = (0, [UInt8](repeating: 0, count: 32))
    let message = Array(text.utf8)
    _ = EVP_Q_digest(nil, "SHA256", nil, message, message.count, &digest, &count)
    return digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
