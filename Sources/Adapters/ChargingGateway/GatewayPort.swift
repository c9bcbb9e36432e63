import Glibc
import NIOCore
import Primitives

/// Why a port that networks are to use could not be opened, in the words of whoever configures it.
enum GatewayPort {
  /// - Parameter setting: how its settings begin: `radius` of `radiusPort` and `radiusHost`.
  static func problem(_ setting: String, host: String, port: some FixedWidthInteger, _ error: any Error, path: String? = nil) -> Problem {
    let (message, remedy) =
      switch (error as? IOError)?.errnoCode {
      case EADDRINUSE?: ("port \(port) is taken by another program", "choose another port, or stop the program that holds it")
      case EADDRNOTAVAIL?: ("\(host) is no address of this machine", "write one of its addresses as `\(setting)Host`")
      case EACCES?: ("port \(port) may not be opened by this user", "choose a port from 1024 on, or let the system allow it (CAP_NET_BIND_SERVICE)")
      default: ("port \(port) cannot be opened: \(error)", "choose another port or address")
      }
    return Problem(.gatewayPort, path: path ?? "\(setting)Port", message, remedy: remedy)
  }
}
