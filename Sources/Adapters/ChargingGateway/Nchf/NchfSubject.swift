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
  /// How many messages were sent, where that is said.
  private(set) var messages: Int64?

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
      messages = reader.number(message, "numberofMessagesSent", most: UInt64(UInt32.max)).flatMap { $0 > 0 ? Int64($0) : nil }
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

  /// What makes a first request the same as one before: all that it says, in whichever order of its fields, but for whether it says of itself
  /// that it comes again.
  static func identity(_ node: SourceNode) -> String {
    var text = ""
    write(node, to: &text, without: "retransmissionIndicator")
    return text
  }

  private static func write(_ node: SourceNode, to text: inout String, without left: String? = nil) {
    func counted(_ part: String) {
      text += "\(part.utf8.count):"
      text += part
    }
    switch node.content {
    case .scalar(let value, let quoted):
      text += quoted ? "t" : "v"
      counted(value)
    case .list(let items):
      text += "l\(items.count):"
      for item in items { write(item, to: &text) }
    case .map(let entries):
      let said = entries.filter { !$0.value.isNull && $0.key != left }.sorted { $0.key < $1.key }
      text += "m\(said.count):"
      for entry in said {
        counted(entry.key)
        write(entry.value, to: &text)
      }
    case .null: text += "n"
    }
  }

  /// What earlier versions knew it by, which took parts of one message for one: who asks for whom, for what, to whom, and when.
  func earlierIdentity(_ node: SourceNode, _ number: UInt32, _ timeStamp: String) -> String {
    let consumer = node["nfConsumerIdentification"]
    let names = ["nFName", "nFFqdn", "nFIPv4Address", "nFIPv6Address", "nodeFunctionality"].map { key in consumer?[key].flatMap(NchfReader.word) ?? "" }
    let parts = names + [supi ?? "", gpsi ?? "", chargingID ?? "", node["notifyUri"].flatMap(NchfReader.word) ?? "", "\(number)", timeStamp]
    return (parts + (recipients.map { [NchfSubject.written($0)] } ?? [])).map { "\($0.utf8.count):\($0)" }.joined()
  }

  /// A part of a message as earlier versions wrote it.
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
