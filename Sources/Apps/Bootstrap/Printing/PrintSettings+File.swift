import Feeds
import Primitives
public import Printing

extension PrintSettings {
  /// Reads a YAML file.
  ///
  /// - Throws: `Rejection` with every mistake in it.
  public static func read(file: String) throws -> PrintSettings { try read(try SourceDocument.parse(try TextFile.read(file), file: file)) }
}
