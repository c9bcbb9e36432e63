import Foundation
import Glibc
import Operations

/// Asks the system for the addresses of names, on threads of its own because the system makes its callers wait.
enum HostNames {
  private static let threads = {
    let threads = OperationQueue()
    threads.maxConcurrentOperationCount = 16
    return threads
  }()

  static func addresses(of host: String) async throws(OutboundFault) -> [NetworkAddress] {
    let found: Result<[NetworkAddress], OutboundFault> = await withCheckedContinuation { continuation in
      threads.addOperation { continuation.resume(returning: lookUp(host)) }
    }
    return try found.get()
  }

  private static func lookUp(_ host: String) -> Result<[NetworkAddress], OutboundFault> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    guard code == 0 else { return .failure(OutboundFault(.unknownHost, "\(host) stands for no address (\(String(cString: gai_strerror(code))))")) }
    var found: [NetworkAddress] = []
    var next = list
    while let one = next {
      if let address = address(one.pointee), !found.contains(address) { found.append(address) }
      next = one.pointee.ai_next
    }
    return found.isEmpty ? .failure(OutboundFault(.unknownHost, "\(host) stands for no address")) : .success(found)
  }

  private static func address(_ info: addrinfo) -> NetworkAddress? {
    guard let place = info.ai_addr else { return nil }
    switch info.ai_family {
    case AF_INET:
      return place.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
        withUnsafeBytes(of: four.pointee.sin_addr) { NetworkAddress(bytes: Array($0)) }
      }
    case AF_INET6:
      return place.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
        withUnsafeBytes(of: six.pointee.sin6_addr) { NetworkAddress(bytes: Array($0)) }
      }
    default: return nil
    }
  }
}
