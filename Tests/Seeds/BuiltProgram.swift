import Foundation

/// The program beside the tests.
public enum BuiltProgram {
  /// Where `florin` lies: in the build's folder, like the bundle of tests.
  public static let florin: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(filePath: own).deletingLastPathComponent().appending(path: "florin").path
  }()
}
