import Primitives

/// Who uses something, and what kind of thing it is, by what a request says.
struct NchfSubject {
  /// What a service is called when no rating group says it.
  struct Context {
    var service: String?
  }

  private var supi: String?
  private var gpsi: String?
  private(set) var context = Context()
  private var chargingID: String?
  /// To whom a message goes.
  private var recipients: SourceNode?

  init(_ node: SourceNode, _ reader: inout NchfReader) {
    supi = reader.text(node, "subscriberIdentifier")
    chargingID = reader.number(node, "chargingId", most: UInt64(UInt32.max)).map { "\($0)" }
    if let session = reader.object(node, "pDUSessionChargingInformation") {
      context.service = "data"
      if let user = reader.object(session, "userInformation") { gpsi = reader.text(user, "servedGPSI") }
      chargingID = chargingID ?? reader.number(session, "chargingId", most: UInt64(UInt32.max)).map { "\($0)" }
      if let inner = reader.object(session, "pduSessionInformation"), let number = reader.number(inner, "pduSessionID", most: 255) { chargingID = "\(chargingID ?? "")/\(number)" }
    }
    if let message = reader.object(node, "sMSChargingInformation") {
      context.service = "message"
      recipients = message["recipientInfo"]
      if let sender = reader.object(message, "originatorInfo") {
        gpsi = gpsi ?? reader.text(sender, "originatorGPSI")
        supi = supi ?? reader.text(sender, "originatorSUPI")
      }
    }
    if reader.object(node, "iMSChargingInformation") != nil || reader.object(node, "mMTelChargingInformation") != nil { context.service = "call" }
  }

  func subject(_ which: NchfSettings.Subject) -> String {
    func plain(_ text: String?) -> String { text.map { text in ["msisdn-", "imsi-", "extid-", "nai-"].first { text.hasPrefix($0) }.map { String(text.dropFirst($0.count)) } ?? text } ?? "" }
    return switch which {
    case .gpsi: plain(gpsi)
    case .supi: plain(supi)
    case .any: plain(gpsi ?? supi)
    }
  }

  /// What makes a first request the same as one before: who asks for whom, for what, to whom, and when. Whether it says of itself that it
  /// comes again makes no difference.
  func identity(_ node: SourceNode, _ number: UInt32, _ timeStamp: String) -> String {
    let consumer = node["nfConsumerIdentification"]
    let names = ["nFName", "nFFqdn", "nFIPv4Address", "nFIPv6Address", "nodeFunctionality"].map { key in consumer?[key].flatMap(NchfReader.word) ?? "" }
    let parts = names + [supi ?? "", gpsi ?? "", chargingID ?? "", node["notifyUri"].flatMap(NchfReader.word) ?? "", "\(number)", timeStamp]
    return (parts + (recipients.map { [NchfSubject.written($0)] } ?? [])).map { "\($0.utf8.count):\($0)" }.joined()
  }

  /// A part of a message in one way of writing: the order of its fields makes no difference.
  private static func written(_ node: SourceNode) -> String {
    func counted(_ text: String) -> String { "\(text.utf8.count):\(text)" }
    switch node.content {
    case .scalar(let text, let quoted): return (quoted ? "t" : "v") + counted(text)
    case .list(let items): return "l" + counted(items.map(written).joined())
    case .map(let entries):
      return "m" + counted(entries.filter { !$0.value.isNull }.sorted { $0.key < $1.key }.map { counted($0.key) + written($0.value) }.joined())
    case .null: return "n"
    }
  }
}

/// Units as a request says them: of what it says, one kind counts.
struct NchfUnits {
  /// What can be counted at once.
  static let most = UInt64(1) << 50

  private let prefersTime: Bool
  private(set) var service = "data"
  var amount: UInt64?

  init(named service: String?) { prefersTime = service == "call" }

  /// - Parameter isWish: units that are asked for, which may be more than can be counted: as many as can are asked for then. So many
  ///   cannot have been used, and whoever reports them, or has them charged at once, is told.
  mutating func read(_ node: SourceNode, isWish: Bool, _ reader: inout NchfReader) {
    func number(_ key: String) -> UInt64? { reader.number(node, key, most: isWish ? .max : NchfUnits.most).map { min($0, NchfUnits.most) } }
    let time = number("time")
    var volume = number("totalVolume")
    if volume == nil {
      let parts = [number("uplinkVolume"), number("downlinkVolume")].compactMap(\.self)
      if !parts.isEmpty { volume = min(parts.reduce(0, +), NchfUnits.most) }
    }
    let specific = number("serviceSpecificUnits")
    if let time, prefersTime || volume == nil { (amount, service) = (time, "call") }
    else if let volume { (amount, service) = (volume, "data") }
    else if let specific { (amount, service) = (specific, "message") }
  }
}
