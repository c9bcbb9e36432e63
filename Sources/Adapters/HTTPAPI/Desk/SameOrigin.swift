import Operations
public import Primitives

/// Whether a request comes from a page of this installation. A browser sends cookies along with what other pages make it send; what
/// changes something must not be one of those.
public enum SameOrigin {
  /// - Throws: `Rejection` (`access.cross-site`) unless the browser says so: by `Sec-Fetch-Site`, or where it sends none, by `Origin`.
  public static func require(_ headers: [(name: String, value: String)], origin: String) throws(Rejection) {
    func values(_ name: String) -> [String] { headers.filter { $0.name.lowercased() == name }.map(\.value) }
    let sites = values("sec-fetch-site")
    if sites == ["same-origin"] { return }
    if sites.isEmpty, values("origin") == [origin] { return }
    throw Rejection(
      Problem(
        .crossSite, path: "Origin", "this does not come from a page of \(origin), so the cookie does not count",
        remedy: "use the pages of this installation; programs send an access key or a token instead of a cookie"))
  }
}
