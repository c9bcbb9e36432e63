import Foundation
import Operations
import Primitives
import Seeds
import Store
import Testing

@Suite struct CatalogStoreTests {
  private let database: TestDatabase?
  private let folder: TestFolder
  private let address: DatabaseAddress

  init() throws {
    database = try TestDatabase.new()
    folder = try TestFolder("catalog")
    address = try database.map { try DatabaseAddress(url: $0.address) } ?? .file(folder.path + "florin.db")
  }

  private let source = CatalogSource(files: [
    .init(name: "b.yaml", bytes: Array("catalog: x\n".utf8)), .init(name: "a.csv", bytes: [0, 255, 10]),
  ])

  @Test func versionsAreAppendedAndReadBackExactly() throws {
    let day = try #require(Day("2026-02-01"))
    let at = Zone.utc.start(of: day)
    do {
      let store = try Database(at: address).catalog
      #expect(try store.newestCatalog() == nil)
      let first = try store.appendCatalog(source, after: nil, publishedAt: at, settledThrough: day, note: "first")
      #expect(first.id == CatalogVersionID(1))
    }
    let store = try Database(at: address).catalog
    let newest = try #require(try store.newestCatalog())
    #expect(newest.source.files == source.files)
    #expect(newest.fingerprint == source.fingerprint)
    #expect((newest.publishedAt, newest.settledThrough, newest.note) == (at, day, "first"))
    let second = try store.appendCatalog(source, after: newest.id, publishedAt: at, settledThrough: day, note: "")
    #expect(second.id == CatalogVersionID(2))
    #expect(try store.catalog(CatalogVersionID(1))?.note == "first")
    #expect(try store.catalog(CatalogVersionID(9)) == nil)
  }

  @Test(arguments: [nil, 2] as [Int64?])
  func aVersionPublishedMeanwhileIsNoticed(_ expected: Int64?) throws {
    let day = try #require(Day("2026-02-01"))
    let store = try Database(at: address).catalog
    _ = try store.appendCatalog(source, after: nil, publishedAt: Zone.utc.start(of: day), settledThrough: day, note: "")
    let rejection = #expect(throws: Rejection.self) {
      try store.appendCatalog(
        source, after: expected.map { CatalogVersionID($0) }, publishedAt: Zone.utc.start(of: day), settledThrough: day, note: "")
    }
    #expect(rejection?.problems.map(\.code) == [.catalogPublishedMeanwhile])
    #expect(try store.newestCatalog()?.id == CatalogVersionID(1))
  }
}
