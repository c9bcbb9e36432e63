import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  /// The way in for people; none when it is not configured.
  var signInEndpoints: [Endpoint] {
    guard let signIn else { return [] }
    return [
      Endpoint(
        .get, "/sign-in", chapter: "Service", name: "beginSignIn", "Sign in",
        about: "For browsers. Sends them to the issuer that people of this installation sign in at; they come back with a session, in a cookie that no script can read.",
        answers: [.init(status: 303, "Go to the issuer.")], for: .open, work: .long { _ in try await signIn.begin() }),
      Endpoint(
        .get, "/sign-in/callback", chapter: "Service", name: "finishSignIn", "Come back from signing in",
        about: "The issuer sends browsers here. Each sign-in is good for one session.",
        parameters: [
          .query("code", .plainText, "What the issuer gives for the ID token."), .query("state", .plainText, "What the sign-in is known by."),
          .query("iss", .plainText, "Which issuer it is (RFC 9207)."), .query("error", .plainText, "Why it did not let the person sign in."),
        ], answers: [.init(status: 303, "Signed in; go to `/docs`.")], for: .open, work: .long { try await signIn.finish($0) }
      ).takingFurtherParameters().judgingWhoAsks(),
      Endpoint(
        .post, "/sign-out", chapter: "Service", name: "signOut", "Sign out",
        about: "For browsers, from a page of this installation. The session opens nothing any more.",
        answers: [.init(status: 303, "Signed out; go to `/docs`.")], for: .open, work: .long { try await signIn.end($0) }
      ).judgingWhoAsks(),
    ]
  }

  /// Who asks, as the installation sees it.
  private struct Me: Sendable {
    var caller: Caller
    var customer: String?
  }

  private static let me = Shape<Me>(
    "Me", "Whoever asks.",
    [
      .text("caller", "The name in logs and the audit: an access key's public part, or `issuer/digest`; empty on the machine itself.") { $0.caller.name },
      .texts("roles", "What whoever asks may do.") { $0.caller.roles.sorted().map(\.rawValue) },
      .textIfAny("customer", "The customer whose things alone are there, by reference.") { $0.customer },
    ])

  var meEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/me", chapter: "Service", name: "readMe", "Who asks, and what they may do", answers: [.json(FlorinAPI.me.schema, "Whoever asks.")], for: Who.everybody,
        work: .reading { [store = installation.store] request in
          .json(Me(caller: request.caller, customer: try request.caller.customer.flatMap { try store.customerReference($0) }), FlorinAPI.me, request)
        })
    ]
  }
}
