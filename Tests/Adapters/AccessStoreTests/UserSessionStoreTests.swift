import Foundation
import Operations
import Primitives
import Seeds
import Store
import Testing

/// On both kinds of database: sessions of people, begun once a sign-in, used and ended.
@Suite struct UserSessionStoreTests {
  private let database: TestDatabase?
  private let folder: TestFolder
  private let store: Store
  private let at = Instant(seconds: 1_800_000_000)

  init() throws {
    database = try TestDatabase.new()
    folder = try TestFolder("access")
    store = try Store(at: try database.map { try DatabaseAddress(url: $0.address) } ?? .file(folder.path + "florin.db"))
  }

  @Test func aSessionIsBegunUsedAndEnded() throws {
    let ana = TokenIdentity(caller: "corp/a", roles: [.customer], customerReference: "ana")
    let staff = TokenIdentity(caller: "corp/b", roles: [.care, .billing], customerReference: nil)
    #expect(try store.userSession(digest: "d1") == nil)
    #expect(try !store.isUsed(signIn: "s1"))
    #expect(try store.begin(ana, digest: "d1", signIn: "s1", at: at, until: at.adding(seconds: 60)))
    #expect(try store.isUsed(signIn: "s1"))
    // The same sign-in once more is no session.
    #expect(try !store.begin(staff, digest: "d2", signIn: "s1", at: at, until: at.adding(seconds: 60)))
    #expect(try store.userSession(digest: "d2") == nil)
    #expect(try store.begin(staff, digest: "d2", signIn: "s2", at: at, until: at.adding(seconds: 90)))
    let one = try #require(try store.userSession(digest: "d1"))
    #expect(one == UserSession(id: one.id, identity: ana, createdAt: at, expiresAt: at.adding(seconds: 60), usedAt: at))
    #expect(try store.userSession(digest: "d2")?.identity == staff)
    for seconds: Int64 in [70, 130] {
      try store.note(use: one.id, at: at.adding(seconds: seconds))
      #expect(try store.userSession(digest: "d1")?.usedAt == at.adding(seconds: seconds))
    }
    #expect(try store.userSessions(openAt: at.adding(seconds: 59)).map(\.identity) == [ana, staff])
    #expect(try store.userSessions(openAt: at.adding(seconds: 60)).map(\.identity) == [staff])
    #expect(try store.userSession(one.id)?.identity == ana)
    #expect(try store.userSession(one.id + 7) == nil)
    #expect(try store.end(session: "d1", at: at.adding(seconds: 140)))
    #expect(try !store.end(session: one.id, at: at.adding(seconds: 150)))
    #expect(try !store.end(session: "d1", at: at.adding(seconds: 150)))
    #expect(try !store.end(session: "d3", at: at))
    #expect(try store.userSession(digest: "d1")?.endedAt == at.adding(seconds: 140))
    let second = try #require(try store.userSession(digest: "d2"))
    #expect(second.endedAt == nil)
    #expect(try store.end(session: second.id, at: at.adding(seconds: 70)))
    #expect(try !store.end(session: "d2", at: at.adding(seconds: 80)))
    #expect(try store.userSessions(openAt: at) == [])
  }
}
