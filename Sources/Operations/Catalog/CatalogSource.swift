/// The files a catalog is written in, as they were read: what is kept of a publication, so that it can be read again exactly.
public struct CatalogSource: Sendable, Equatable {
  /// One file of a catalog.
  public struct File: Sendable, Equatable {
    /// The path inside the catalog's folder, with `/` between its parts: `decks/voice.csv`.
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// What stands in front of a file's name in problems: the folder as the reader typed it, or `""`.
  public var folder: String
  /// In the order of their names.
  public var files: [File]

  public init(folder: String = "", files: [File]) {
    self.folder = folder
    self.files = files.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
  }

  public func file(_ name: String) -> File? { files.first { $0.name == name } }

  /// How a file is called in problems.
  public func displayName(_ name: String) -> String {
    folder.isEmpty ? name : (folder.hasSuffix("/") ? folder : folder + "/") + name
  }

  /// 32 hexadecimal digits of FNV-1a (128 bits) over names, lengths and bytes; tells versions apart, not forgers.
  public var fingerprint: String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b
    func mix(_ byte: UInt8) { hash = (hash ^ UInt128(byte)) &* prime }
    func mix(_ count: Int) { for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: count >> shift)) } }
    for file in files {
      mix(file.name.utf8.count)
      for byte in file.name.utf8 { mix(byte) }
      mix(file.bytes.count)
      for byte in file.bytes { mix(byte) }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - digits.utf8.count) + digits
  }
}
