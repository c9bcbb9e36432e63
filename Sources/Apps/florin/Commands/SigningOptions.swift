import ArgumentParser
import Bootstrap
import Operations

/// With which certificate a document is signed, if it is.
struct SigningOptions: ParsableArguments {
  @Option(help: "Sign it with this certificate and its key: a PKCS #12 or PEM file.") var signWith: String?
  @Option(help: "A file that holds the certificate's passphrase in its first line.") var passphraseFile: String?

  /// `nil` when nothing is to be signed.
  func signing(at home: String, form: SignatureForm = .xades) throws -> Signing? {
    try signWith.map { try Signing.reading($0, passphrase: passphraseFile, at: HomeClock(of: try Home(folder: home)).now(), form: form) }
  }
}
