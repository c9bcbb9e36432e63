/// Names that nobody guesses, of letters and digits that are not mistaken for each other.
public enum RandomText {
  private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")

  /// Five random bits a letter.
  public static func letters(_ count: Int, _ random: inout some RandomNumberGenerator) -> String {
    String((0..<count).map { _ in alphabet[Int.random(in: 0..<32, using: &random)] })
  }
}
