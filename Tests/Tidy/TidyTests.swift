import Foundation
import Testing

/// Keeps the repository as its readers expect it. Each rule is first shown to find what it looks for.
@Suite struct TidyTests {
  let repository = Repository()

  /// Files longer than the limit, each with the reason why it is still one idea.
  static let longFiles: [String: String] = [:]

  /// Codes that no command can bring about from files alone, each with the reason.
  static let withoutExample: [String: String] = [
    "access.expired-key": "a day would have to pass",
    "access.sign-in-code": "an issuer would have to run; SignInTests shows it",
    "access.sign-in-token": "an issuer would have to run; SignInTests shows it",
    "billing.unknown-seller": "the catalog that named the seller would have to lose it, which publishing refuses",
    "billing.unknown-zone": "the machine's time-zone database would have to lose a zone",
    "catalog.published-meanwhile": "two people would have to publish at the same moment",
    "database.unwritable": "what the file lies on would have to be read only, for root too; WriteTrialTests shows it",
    "demo.customer-record": "the demo reads only the data set that is shipped",
    "demo.usage-file-unwritable": "the demo's own folder would have to become unwritable while it runs",
    "http.fault": "the database would have to fail in the middle of a request",
    "http.too-slow": "a minute would have to pass; UnfitMessageTests shows it",
    "http.key-at-work": "two commands would have to send the same key at the same moment",
    "webhook.key-missing": "a server would have to run; WebhookTests shows it",
    "usage.intake-full": "more events would have to wait at one moment than one command sends",
    "charging.no-digest": "the system's cryptographic library would have to forbid MD5",
    "charging.several-wait": "a network would have to tell of two sessions under one name; GiveUpTests shows it",
    "charging.too-busy": "more requests would have to wait at one moment than one command sends",
    "http.too-busy": "more requests would have to wait at one moment than one command sends",
    "print.changed": "a document would have to change while its job is made; PrintBatchTests shows it",
    "file.unreadable": "the demo reads only the files that are shipped",
    "replay.catalog-missing": "a published catalog would have to be deleted, which the database refuses",
    "rebuild.broken-chain": "the database file would have to be changed from outside",
    "store.damaged-fact": "the database file would have to be changed from outside",
    "store.newer-database": "a newer Florin would have to have written the database",
  ]

  var sources: [TextFile] { repository.files(under: "Sources", endings: [".swift"]) }
  var domain: [TextFile] { repository.files(under: "Sources/Domain", endings: [".swift"]) }

  @Test func sourcesAreFound() {
    #expect(sources.count > 50)
    #expect(domain.contains { $0.path == "Sources/Domain/Primitives/Exact.swift" })
  }

  @Test func filesAreShort() { expectNone(sources.flatMap { Rules.length($0, reasons: Self.longFiles) }) }

  @Test func listedLongFilesAreStillLong() {
    for path in Self.longFiles.keys.sorted() {
      let count = sources.first { $0.path == path }?.lines.count ?? 0
      #expect(count > Rules.longest, "\(path) has \(count) lines now; take it off the list")
    }
  }

  @Test func nothingIsLeftUndone() {
    expectNone((sources + repository.files(under: "Tests", endings: [".swift"])).flatMap(Rules.leftovers))
  }

  @Test func theDomainIsPure() { expectNone(domain.flatMap(Rules.pureDomain)) }

  @Test func nothingTraps() { expectNone(sources.flatMap(Rules.noTraps)) }

  @Test func uncheckedCodeHasItsProof() { expectNone(sources.flatMap(Rules.proofs)) }

  @Test func noMachinePaths() {
    let endings = [".swift", ".md", ".yaml", ".yml", ".sql", ".c", ".h", ".py", ".sh", ".json", ".txt", "Makefile", "/run", "/setup", "/test", "command"]
    let folders = ["Sources", "Tests", "Examples", "Benchmarks", "Scripts", "Docs", ".ci"]
    expectNone(folders.flatMap { repository.files(under: $0, endings: endings) }.flatMap(Rules.machinePaths))
    for name in ["README.md", "Makefile", "Package.swift"] {
      if let text = repository.text(name) { expectNone(Rules.machinePaths(TextFile(path: name, text: text))) }
    }
  }

  @Test func publicDeclarationsOfTheDomainAreDocumented() { expectNone(domain.flatMap(Rules.documented)) }

  @Test func everyModuleHasAReadme() {
    let modules = ["Domain", "Adapters", "Apps"].flatMap { storey in
      repository.folders(in: "Sources/\(storey)").map { "Sources/\(storey)/\($0)" }
    } + ["Sources/Operations"]
    #expect(modules.count > 15)
    let silent = modules.filter { !(repository.text("\($0)/README.md")?.lowercased().contains("own") ?? false) }
    #expect(silent == [], "modules whose README.md does not say what they own and do not own")
  }

  /// One folder under Tests/ErrorGallery for each problem code, and none for a code that no longer exists.
  @Test func everyProblemCodeHasItsExample() {
    let codes = Set(sources.flatMap(Rules.problemCodes))
    let examples = Set(repository.folders(in: "Tests/ErrorGallery"))
    #expect(codes.count > 3)
    #expect(codes.subtracting(examples).subtracting(Self.withoutExample.keys).sorted() == [], "codes without an example under Tests/ErrorGallery")
    #expect(Set(Self.withoutExample.keys).subtracting(codes).sorted() == [], "codes listed as without example that no source reports")
    #expect(examples.subtracting(codes).sorted() == [], "examples under Tests/ErrorGallery whose code no source reports")
    let files = examples.sorted().flatMap { ["\($0)/command", "\($0)/expected.txt"] }
    let missing = files.filter { repository.text("Tests/ErrorGallery/\($0)") == nil }
    #expect(missing == [], "files missing under Tests/ErrorGallery")
  }

  private func expectNone(_ found: [Untidy], _ location: SourceLocation = #_sourceLocation) {
    #expect(found.isEmpty, "\n\(found.map(\.description).joined(separator: "\n"))", sourceLocation: location)
  }
}
