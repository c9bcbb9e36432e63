/// Which Florin this is.
public enum FlorinVersion {
  public static let number = "0.1.0"
}
