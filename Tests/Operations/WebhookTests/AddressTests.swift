import Operations
import Testing

@Suite struct AddressTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "0:0:0:0:0:0:0:0"), ("::1", "0:0:0:0:0:0:0:1"),
    ("2001:db8::8:800:200c:417a", "2001:db8:0:0:8:800:200c:417a"), ("fe80::", "fe80:0:0:0:0:0:0:0"), ("::ffff:192.0.2.1", "0:0:0:0:0:ffff:c000:201"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ("256.0.0.1", nil), ("1.2.3", nil), ("1.2.3.4.5", nil), ("01.2.3.4", nil), ("1.2.3.-4", nil), ("", nil), ("1..2.3", nil), ("0x7f.0.0.1", nil),
    (":::", nil), ("1::2::3", nil), ("12345::", nil), ("1:2:3:4:5:6:7", nil), ("1:2:3:4:5:6:7:8:9", nil), ("1.2.3.4::", nil), ("::g", nil), ("fe80::1%eth0", nil),
    ("1:2:3:4:5:6:7::8", nil), ("::1.2.3.4:5", nil),
  ] as [(String, String?)])
  func readsAddresses(_ text: String, _ written: String?) { #expect(NetworkAddress(text)?.description == written) }

  @Test(arguments: [
    // The public Internet.
    ("93.184.216.34", true), ("8.8.8.8", true), ("172.15.255.255", true), ("172.32.0.0", true), ("100.63.255.255", true), ("100.128.0.0", true),
    ("11.0.0.0", true), ("169.253.255.255", true), ("192.167.255.255", true), ("223.255.255.255", true), ("2606:2800:220:1::1", true), ("2a00:1450:4003::5", true),
    ("64:ff9b::8.8.8.8", true), ("::ffff:8.8.8.8", true), ("2002:808:808::1", true),
    // Within the operator's network.
    ("127.0.0.1", false), ("127.255.255.254", false), ("0.0.0.0", false), ("0.1.2.3", false), ("10.0.0.1", false), ("10.255.255.255", false), ("172.16.0.1", false),
    ("172.31.255.255", false), ("192.168.0.1", false), ("169.254.169.254", false), ("169.254.0.1", false), ("100.64.0.1", false), ("100.127.255.255", false),
    ("192.0.0.8", false), ("198.18.0.1", false), ("224.0.0.1", false), ("239.255.255.255", false), ("240.0.0.1", false), ("255.255.255.255", false),
    ("192.0.2.1", false), ("198.51.100.1", false), ("203.0.113.1", false), ("192.88.99.1", false),
    ("::", false), ("::1", false), ("fe80::1", false), ("febf::1", false), ("fc00::1", false), ("fd12:3456::1", false), ("fec0::1", false), ("ff02::1", false),
    ("2001:db8::1", false), ("2001::1", false), ("100::1", false), ("3fff::1", false),
    // Version 4 wrapped in version 6.
    ("::ffff:127.0.0.1", false), ("::ffff:169.254.169.254", false), ("::ffff:10.1.2.3", false), ("::127.0.0.1", false), ("64:ff9b::10.0.0.1", false),
    ("64:ff9b:1::1", false), ("2002:7f00:1::", false), ("2002:a9fe:a9fe::1", false),
  ])
  func sendsOnlyToThePublicInternet(_ text: String, _ isOpen: Bool) throws {
    let address = try #require(NetworkAddress(text))
    #expect((AddressGuard().refusal(of: address) == nil) == isOpen, "\(text): \(AddressGuard().refusal(of: address) ?? "open")")
  }

  @Test(arguments: [
    ("10.20.0.0/16", "10.20.3.4", true), ("10.20.0.0/16", "10.21.0.1", false), ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
    ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("fd12::/16", "fd12::5", true), ("fd12::/16", "fd13::5", false), ("0.0.0.0/0", "::1", false), ("0.0.0.0/0", "10.0.0.1", true),
  ])
  func allowedNetworksAreReached(_ network: String, _ text: String, _ isOpen: Bool) throws {
    let address = try #require(NetworkAddress(text))
    let sut = AddressGuard(allowed: [try #require(Network(network))])
    #expect((sut.refusal(of: address) == nil) == isOpen)
  }

  @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::/129", "a", "", "10.0.0.0/8/8"])
  func whatIsNoNetworkIsNone(_ text: String) { #expect(Network(text) == nil) }

  @Test func withoutTLSOnlyAllowedAddressesAreReached() throws {
    let outside = try #require(NetworkAddress("8.8.8.8"))
    let inside = try #require(NetworkAddress("10.0.0.1"))
    let allowing = AddressGuard(allowed: [try #require(Network("10.0.0.0/8"))])
    #expect(try allowing.open([outside, inside], isSecure: true) == [outside, inside])
    #expect(try allowing.open([outside, inside], isSecure: false) == [inside])
    #expect(try AddressGuard().open([outside, inside], isSecure: true) == [outside])
    let fault = #expect(throws: OutboundFault.self) { try AddressGuard().open([inside], isSecure: true) }
    #expect(fault?.kind == .refusedAddress)
    #expect(throws: OutboundFault.self) { try AddressGuard().open([outside], isSecure: false) }
  }

  @Test(arguments: [
    ("https://shop.example/florin", "https://shop.example/florin"), ("HTTPS://Shop.Example", "https://shop.example/"), ("https://a.b:8443/x?y=1", "https://a.b:8443/x?y=1"),
    ("https://a.b:443/", "https://a.b/"), ("http://a.b:80", "http://a.b/"), ("https://a.b?x", "https://a.b/?x"), ("https://[::1]:9/p", "https://[::1]:9/p"),
    ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"), ("https://127.0.0.1/", "https://127.0.0.1/"), ("https://a_b.example./", "https://a_b.example./"),
  ])
  func readsWebAddresses(_ text: String, _ written: String) throws { #expect(try WebAddress(text).description == written) }

  @Test(arguments: [
    ("ftp://a.b/", WebAddress.Mistake.scheme), ("a.b/c", .scheme), ("", .scheme), ("javascript:alert(1)", .scheme), ("https://user@a.b/", .userInfo), ("https://u:p@a.b/", .userInfo),
    ("https://a.b/#x", .fragment), ("https:///x", .host), ("https://-a.b/", .host), ("https://a..b/", .host), ("https://2130706433/", .host), ("https://0x7f.1/", .host),
    ("https://127.1/", .host), ("https://0177.0.0.1/", .host), ("https://[::1/", .host), ("https://[1.2.3.4]/", .host), ("https://[fe80::1%25eth0]/", .host), ("https://a.b:0/", .port),
    ("https://a.b:65536/", .port), ("https://a.b:x/", .port), ("https://a.b:/", .port), ("https://a.b/ c", .characters), ("https://a.b\\c/", .characters), ("https://bücher.example/", .characters),
    ("https://a.b/\r\nX: y", .characters),
  ])
  func whatIsNoWebAddressIsTold(_ text: String, _ mistake: WebAddress.Mistake) {
    #expect(throws: mistake) { try WebAddress(text) }
  }

  @Test func aLongAddressIsTold() {
    #expect(throws: WebAddress.Mistake.length) { try WebAddress("https://a.b/" + String(repeating: "x", count: 2000)) }
  }
}
