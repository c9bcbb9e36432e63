public import Archiving
import CCrypto

/// SHA-256 by the system's libcrypto.
public enum ContentHashing {
  public static let sha256: ContentHash = { bytes in
    var digest = [UInt8](repeating: 0, count: ContentDigest.byteCount)
    var count = 0
    guard EVP_Q_digest(nil, "SHA256", nil, bytes, bytes.count, &digest, &count) == 1, let made = ContentDigest(bytes: digest) else {
      // The audit chain does not even open a database without it.
      preconditionFailure("the system's libcrypto offers no SHA-256")
    }
    return made
  }
}
