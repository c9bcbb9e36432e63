import HTTPAPI
import Issuer
import Operations
import Primitives
import Synchronization
import Testing

@testable import Bootstrap

@Suite(.serialized) struct SignInLimitsTests {
  @Test func signingInAnewEndsTheSessionBefore() async throws {
    let house = try await SignInTests.House()
    let (browser, copy) = (SignInTests.Browser(house), SignInTests.Browser(house))
    #expect(await browser.signIn().status == 303)
    let first = try #require(browser.cookies.withLock { $0["__Host-florin_session"] })
    copy.cookies.withLock { $0["__Host-florin_session"] = first }
    #expect(await copy.ask("GET", "/v1/me").status == 200)
    #expect(await browser.signIn().status == 303)
    #expect(browser.cookies.withLock { $0["__Host-florin_session"] } != first)
    #expect(await browser.ask("GET", "/v1/me").status == 200)
    #expect(await copy.ask("GET", "/v1/me")["code"] == "access.session-over")
    #expect(try AccessKeys(house.world.installation).sessions().count == 1)
    // A sign-in that comes to nothing ends nothing.
    house.issuer.state.withLock { $0.idClaims["nonce"] = "\"x\"" }
    #expect(await browser.signIn()["code"] == "access.sign-in-token")
    #expect(await browser.ask("GET", "/v1/me").status == 200)
  }

  @Test func onlySoManyAreTakenToTheIssuerAtOnce() async throws {
    let places = Places(2)
    let (begun, telling) = AsyncStream<Void>.makeStream()
    let (goOn, letting) = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 1...2 {
        group.addTask {
          try await places.within {
            telling.yield()
            if number == 1 { for await _ in goOn { break } } else { while !Task.isCancelled { await Task.yield() } }
            return number
          }
        }
      }
      var iterator = begun.makeAsyncIterator()
      for _ in 1...2 { await iterator.next() }
      let refused = await #expect(throws: Rejection.self) { try await places.within { 3 } }
      #expect(refused?.problems.map(\.code.rawValue) == ["http.too-busy"])
      letting.yield()
      let first = try await group.next()
      let another = try await places.within { 4 }
      #expect(first == 1 && another == 4)
      group.cancelAll()
    }
    #expect(try await places.within { 5 } == 5)
  }
}
