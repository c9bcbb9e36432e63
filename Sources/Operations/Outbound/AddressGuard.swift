/// Which addresses Florin sends to when others say where: none within the operator's network, so that nobody reaches
/// through Florin what they cannot reach themselves.
public struct AddressGuard: Sendable, Hashable {
  /// What the operator lets be reached in spite of that.
  public var allowed: [Network]

  public init(allowed: [Network] = []) { self.allowed = allowed }

  /// Why an address is not sent to; `nil`: it may be.
  public func refusal(of address: NetworkAddress) -> String? {
    if isAllowed(address) { return nil }
    for one in [address, address.wrapped].compactMap(\.self) {
      if let (_, reason) = AddressGuard.inside.first(where: { $0.network.contains(one) }) { return "\(address) is \(reason)" }
    }
    return nil
  }

  /// Those of a host's addresses that may be connected to.
  ///
  /// - Throws: `OutboundFault` (`refused-address`) when there is none, with the reason of the first.
  public func open(_ addresses: [NetworkAddress], isSecure: Bool) throws(OutboundFault) -> [NetworkAddress] {
    var reason = "there is no address"
    let open = addresses.filter { address in
      // Without TLS, whoever lies between reads and forges: only what the operator vouches for is reached so.
      let refusal = refusal(of: address) ?? (isSecure || isAllowed(address) ? nil : "\(address) would be reached without TLS")
      if let refusal { reason = refusal }
      return refusal == nil
    }
    if open.isEmpty { throw OutboundFault(.refusedAddress, reason) }
    return open
  }

  /// Whether the operator names the address as one that may be reached.
  public func isAllowed(_ address: NetworkAddress) -> Bool {
    [address, address.wrapped].compactMap(\.self).contains { one in allowed.contains { $0.contains(one) } }
  }

  /// What is not the public Internet: IANA's registries of special addresses.
  private static let inside: [(network: Network, reason: String)] = [
    ("0.0.0.0/8", "this machine"), ("10.0.0.0/8", "private"), ("100.64.0.0/10", "behind a carrier's translation"), ("127.0.0.0/8", "this machine"),
    ("169.254.0.0/16", "on the local link, where machines ask for their credentials"), ("172.16.0.0/12", "private"), ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "for documentation"), ("192.88.99.0/24", "reserved"), ("192.168.0.0/16", "private"), ("198.18.0.0/15", "for measurements"),
    ("198.51.100.0/24", "for documentation"), ("203.0.113.0/24", "for documentation"), ("224.0.0.0/4", "for many at once"), ("240.0.0.0/4", "reserved"),
    ("::/128", "this machine"), ("::1/128", "this machine"), ("64:ff9b:1::/48", "private"), ("100::/64", "nowhere"), ("2001::/23", "reserved"),
    ("2001:db8::/32", "for documentation"), ("3fff::/20", "for documentation"), ("5f00::/16", "reserved"), ("fc00::/7", "private"),
    ("fe80::/10", "on the local link"), ("fec0::/10", "private"), ("ff00::/8", "for many at once"),
  ].compactMap { text, reason in Network(text).map { ($0, reason) } }
}
