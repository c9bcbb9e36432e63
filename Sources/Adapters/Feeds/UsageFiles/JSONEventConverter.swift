import Primitives
import Usage

/// Turns the members of one JSON object into an event.
struct JSONEventConverter {
  private enum Role {
    case source, id, subject, type, at, end, quantity, version, ignored
  }

  private let shape: JSONUsageSource.Shape
  private let roles: [(name: [UInt8], role: Role)]
  private let constants: [(role: Role, bytes: FixedBytes)]
  /// Attributes wanted by name of member; `nil`: every member without a role.
  private let wanted: [(member: [UInt8], key: FixedBytes)]?
  private let constantAttributes: [(key: FixedBytes, value: FixedBytes)]
  private var writer: EventWriter
  private var attributes: [(key: Range<Int>, value: Range<Int>, index: Int)] = []

  init(_ shape: JSONUsageSource.Shape, _ mapping: UsageMapping) {
    self.shape = shape
    var roles: [(name: [UInt8], role: Role)] = []
    var constants: [(role: Role, bytes: FixedBytes)] = []
    func place(_ origin: UsageMapping.Origin?, _ role: Role) {
      switch origin {
      case nil: break
      case .constant(let text): constants.append((role, FixedBytes(Array(text.utf8))))
      case .named(let name): roles.append((Array(name.utf8), role))
      case .numbered(let number): roles.append((Array(String(number).utf8), role))
      }
    }
    if shape == .cloudEvents {
      for (name, role) in [("source", Role.source), ("id", .id), ("subject", .subject), ("type", .type), ("time", .at), ("specversion", .version), ("datacontenttype", .ignored), ("dataschema", .ignored)] {
        roles.append((Array(name.utf8), role))
      }
      if case .named(let name) = mapping.quantity { roles.append((Array("data.\(name)".utf8), .quantity)) }
    } else {
      place(mapping.source, .source)
      place(mapping.id, .id)
      place(mapping.subject, .subject)
      place(mapping.type, .type)
      place(mapping.at, .at)
      place(mapping.end, .end)
      place(mapping.quantity, .quantity)
    }
    self.roles = roles
    self.constants = constants
    var wanted: [(member: [UInt8], key: FixedBytes)] = []
    var fixed: [(key: FixedBytes, value: FixedBytes)] = []
    if case .listed(let listed) = mapping.attributes {
      for (key, origin) in listed.sorted(by: { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }) {
        let head = FixedBytes(AttributeWriter.key(key))
        switch origin {
        case .constant(let text): fixed.append((head, FixedBytes(Array(text.utf8))))
        case .named(let name): wanted.append((Array(name.utf8), head))
        case .numbered(let number): wanted.append((Array(String(number).utf8), head))
        }
      }
      self.wanted = wanted
    } else {
      self.wanted = nil
    }
    constantAttributes = fixed
    writer = EventWriter(mapping)
  }

  /// Writes the event into `records`, or says why it cannot be one.
  mutating func convert(
    _ scanner: JSONObjectScanner, into records: UsageRecords, line: Int64, offset: Int64, length: Int, corrects: Int64
  ) -> Problem? {
    scanner.text.withUnsafeBufferPointer { text -> Problem? in
      var texts = EventWriter.Texts()
      for constant in constants { assign(constant.bytes.view, constant.role, &texts) }
      attributes.removeAll(keepingCapacity: true)
      var version: UnsafeBufferPointer<UInt8>?
      for (index, member) in scanner.members.enumerated() {
        let value = UnsafeBufferPointer(rebasing: text[member.value])
        if let role = role(text[member.name]) {
          if role == .version { version = value }
          if member.kind == .null || role == .ignored { continue }
          if member.kind == .list || member.kind == .emptyObject { return wrongKind(text[member.name]) }
          assign(value, role, &texts)
        } else if member.kind != .null, member.kind != .emptyObject {
          attributes.append((key(member, text), member.value, index))
        }
      }
      if shape == .cloudEvents, version.map({ !$0.elementsEqual("1.0".utf8) }) ?? true {
        return version.map { FileProblem.wrongVersion(String(decoding: $0, as: UTF8.self)) } ?? UsageProblem.missing("specversion")
      }
      var values = EventWriter.Values()
      if let problem = writer.begin(texts, in: records, quantityRequired: shape == .flat, &values) { return problem }
      if let problem = writeAttributes(text, records) { return problem }
      records.finish(
        quantity: values.digits, scale: values.scale, at: values.at, line: line, offset: offset, length: length,
        corrects: corrects)
      return nil
    }
  }

  private func role(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Role? {
    for candidate in roles where candidate.name.count == name.count && name.elementsEqual(candidate.name) { return candidate.role }
    return nil
  }

  private func assign(_ value: UnsafeBufferPointer<UInt8>, _ role: Role, _ texts: inout EventWriter.Texts) {
    switch role {
    case .source: texts.source = value
    case .id: texts.id = value
    case .subject: texts.subject = value
    case .type: texts.type = value
    case .at: texts.at = value
    case .end: texts.end = value
    case .quantity: texts.quantity = value
    case .version, .ignored: break
    }
  }

  private func wrongKind(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Problem {
    let field = String(decoding: name, as: UTF8.self)
    return Problem(
      .usageBadJSON, path: field, "`\(field)` is a list or an object", remedy: "write a text or a number there")
  }

  /// The name of an attribute: without the `attributes.` or `data.` around it.
  private func key(_ member: JSONObjectScanner.Member, _ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let prefix = shape == .cloudEvents ? "data." : "attributes."
    let count = prefix.utf8.count
    if member.depth > 0, member.name.count > count, text[member.name.prefix(count)].elementsEqual(prefix.utf8) {
      return member.name.dropFirst(count).lowerBound..<member.name.upperBound
    }
    return member.name
  }

  private mutating func writeAttributes(_ text: UnsafeBufferPointer<UInt8>, _ records: UsageRecords) -> Problem? {
    if let wanted {
      writeWanted(wanted, text, records)
      return nil
    }
    attributes.sort { text[$0.key].lexicographicallyPrecedes(text[$1.key]) }
    for (a, b) in zip(attributes, attributes.dropFirst()) where text[a.key].elementsEqual(text[b.key]) {
      return FileProblem.repeatedKey(String(decoding: text[a.key], as: UTF8.self))
    }
    var first = true
    for attribute in attributes {
      records.appendAttribute(first ? 0x7B : 0x2C)
      first = false
      AttributeWriter.value(UnsafeBufferPointer(rebasing: text[attribute.key]), into: records)
      records.appendAttribute(0x3A)
      AttributeWriter.value(UnsafeBufferPointer(rebasing: text[attribute.value]), into: records)
    }
    if !first { records.appendAttribute(0x7D) }
    return nil
  }

  private func writeWanted(_ wanted: [(member: [UInt8], key: FixedBytes)], _ text: UnsafeBufferPointer<UInt8>, _ records: UsageRecords) {
    var found: [(key: FixedBytes, value: UnsafeBufferPointer<UInt8>)] = constantAttributes.map { ($0.key, $0.value.view) }
    for want in wanted {
      if let hit = attributes.first(where: { text[$0.key].elementsEqual(want.member) }) {
        found.append((want.key, UnsafeBufferPointer(rebasing: text[hit.value])))
      }
    }
    found.sort { $0.key.view.lexicographicallyPrecedes($1.key.view) }
    for (index, item) in found.enumerated() {
      records.appendAttribute(index == 0 ? 0x7B : 0x2C)
      records.appendAttribute(item.key.view)
      AttributeWriter.value(item.value, into: records)
    }
    if !found.isEmpty { records.appendAttribute(0x7D) }
  }
}
