import Operations
import Primitives

/// Reads who is trusted to say who asks, as the configuration says it.
///
///     issuers:
///       - name: corp
///         issuer: https://login.example/realms/corp
///         audience: florin
///         rolesClaim: realm_access.roles
///         roles:
///           billing-desk: billing
///           back-office: [care, collections]
///           subscriber: customer
///         customerClaim: customer_number
enum IssuerDocument {
  /// - Parameters:
  ///   - hasRoles: whether its tokens say roles; those of networks do not.
  ///   - problems: gets every mistake.
  static func read(_ node: SourceNode, hasRoles: Bool = true, _ problems: inout [Problem]) -> [TrustedIssuer] {
    guard case .list(let items) = node.content else {
      problems.append(wrong(node, "expected a list of issuers, found \(node.describedBriefly)", "write `- name: …` lines, as Docs/operations/identity.md shows"))
      return []
    }
    var issuers: [TrustedIssuer] = []
    for item in items {
      guard let issuer = issuer(item, hasRoles, &problems) else { continue }
      if issuers.contains(where: { $0.name == issuer.name || $0.issuer == issuer.issuer }) {
        problems.append(wrong(item, "the issuer \(issuer.name) is there twice", "give each a name and an `issuer` of its own"))
      }
      issuers.append(issuer)
    }
    return issuers
  }

  private static func issuer(_ node: SourceNode, _ hasRoles: Bool, _ problems: inout [Problem]) -> TrustedIssuer? {
    var reader = SourceReader(node)
    let name = reader.required("name").flatMap { node in reader.text(node).map { (node, $0) } }
    if let (node, text) = name, !isName(text) { reader.problems.append(wrong(node, "\"\(text)\" is no name for an issuer", "use up to 32 small letters, digits and hyphens, such as corp")) }
    let issuer = reader.text("issuer")
    let audiences = words("audience", &reader)
    let algorithms = algorithms(&reader)
    let source = keySource(issuer, &reader)
    let rolesClaim = reader.optionalText("rolesClaim") ?? "roles"
    let roles = hasRoles ? roles(&reader) : [:]
    let customerClaim = reader.optional("customerClaim").flatMap { node in reader.text(node) }
    if roles.values.contains(where: { $0.contains(.customer) }), customerClaim == nil {
      reader.problems.append(wrong(node, "who is a customer must say which", "name the claim with the customer's reference: `customerClaim`"))
    }
    let skew = seconds("clockSkewSeconds", 0...300, &reader) ?? 60
    let lifetime = seconds("keysSeconds", 10...86_400, &reader) ?? 900
    let refresh = seconds("refreshSeconds", 1...3_600, &reader) ?? 10
    reader.refuseUnknownFields()
    problems += reader.problems
    guard reader.problems.isEmpty, let name = name?.1, let issuer, let source else { return nil }
    return TrustedIssuer(
      name: name, issuer: issuer, audiences: Set(audiences), algorithms: algorithms, keySource: source, rolesClaim: rolesClaim, roles: roles,
      customerClaim: customerClaim, skewSeconds: skew, keysSeconds: lifetime, refreshSeconds: refresh)
  }

  private static func isName(_ text: String) -> Bool {
    (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  /// One text or a list of them.
  private static func words(_ key: String, _ reader: inout SourceReader) -> [String] {
    guard let node = reader.optional(key) else { return [] }
    if case .list(let items) = node.content { return items.compactMap { reader.text($0) } }
    return reader.text(node).map { [$0] } ?? []
  }

  private static func algorithms(_ reader: inout SourceReader) -> Set<TokenAlgorithm> {
    guard let node = reader.optional("algorithms") else { return Set(TokenAlgorithm.allCases) }
    let items = if case .list(let items) = node.content { items } else { [node] }
    return Set(items.compactMap { reader.choice($0, TokenAlgorithm.self) })
  }

  private static func roles(_ reader: inout SourceReader) -> [String: Set<Role>] {
    guard let node = reader.required("roles") else { return [:] }
    guard case .map(let entries) = node.content, !entries.isEmpty else {
      reader.problems.append(wrong(node, "expected what the issuer's roles are here, found \(node.describedBriefly)", "write `role at the issuer: role in Florin` lines"))
      return [:]
    }
    var roles: [String: Set<Role>] = [:]
    for (word, value) in entries {
      let items = if case .list(let items) = value.content { items } else { [value] }
      roles[word] = Set(items.compactMap { reader.choice($0, Role.self) })
    }
    return roles
  }

  /// `keys` is an address or a file; without it the issuer's own description says where its keys are.
  private static func keySource(_ issuer: String?, _ reader: inout SourceReader) -> TrustedIssuer.KeySource? {
    guard let node = reader.optional("keys"), let text = reader.text(node) else {
      guard let issuer, let at = reader.node["issuer"] else { return nil }
      return address((issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration", at, &reader).map { .discovery($0) }
    }
    if text.contains("://") { return address(text, node, &reader).map { .address($0) } }
    do throws(Rejection) {
      _ = try IssuerDoors.keys(inFile: text)
      return .file(text)
    } catch {
      reader.problems += error.problems
      return nil
    }
  }

  private static func address(_ text: String, _ node: SourceNode, _ reader: inout SourceReader) -> WebAddress? {
    do { return try WebAddress(text) } catch {
      reader.problems.append(wrong(node, "\"\(text)\" is no address on the web: \(error.rawValue)", "write one such as https://login.example, or name a file with `keys`"))
      return nil
    }
  }

  private static func seconds(_ key: String, _ range: ClosedRange<Int64>, _ reader: inout SourceReader) -> Int64? {
    guard let node = reader.optional(key), let number = reader.integer(node) else { return nil }
    if range.contains(Int64(number)) { return Int64(number) }
    reader.problems.append(wrong(node, "\(number) is no \(key)", "write a whole number from \(range.lowerBound) to \(range.upperBound)"))
    return nil
  }

  private static func wrong(_ node: SourceNode, _ message: String, _ remedy: String) -> Problem {
    Problem(.wrongSetting, at: node.place, path: node.path, message, remedy: remedy)
  }
}
