import Foundation

/// Where the log goes. A log that cannot be written, because its disk is full or nobody reads it, ends nothing.
public enum StandardError {
  public static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
