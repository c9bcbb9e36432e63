import Archiving
import Primitives
import Testing

@Suite struct ArchiveChainTests {
  private func findings(_ entries: [ChainedEntry], seller: String = "es") -> [String] {
    var proof = SellerChainProof(seller: seller, chain: SellerChain(hash: sha256))
    return entries.flatMap { proof.look(at: $0) }.map(\.description)
  }

  @Test func theTextOfAnEntryIsFixed() {
    let one = Some.chain(1)[0]
    #expect(
      one.text == """
        florin archive entry 1
        seller: es
        entry: 1
        kind: invoice
        document: ES-1
        form: pdf
        language: es
        account: A-1
        country: ES
        issued: 2026-02-01
        bytes: 10
        sha256: 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
        kept: 2026-02-02T02:40:01Z
        before: \(sha256(Array("florin archive of es\n".utf8)))

        """)
    #expect(one.link == sha256(Array(one.text.utf8)))
  }

  @Test func noValueCanForgeAnotherLine() {
    var entry = Some.entry()
    entry.account = "A\naccount: B\\"
    #expect(entry.text(after: sha256([])).contains("account: A\\naccount: B\\\\\n"))
  }

  @Test func aChainAsItWasWrittenHasNothingWrong() { #expect(findings(Some.chain(20)) == []) }

  @Test func anEditedEntryIsNamedAndNoOther() {
    var chain = Some.chain(9)
    chain[4].entry.byteCount += 1
    #expect(findings(chain) == ["es entry 5 (ES-5, pdf): edited: its fields do not give its link"])
  }

  @Test func aMissingEntryIsNamed() {
    var chain = Some.chain(9)
    chain.remove(at: 4)
    #expect(findings(chain) == ["es entry 5: missing: entry 5 is gone from the chain"])
    chain = Some.chain(9)
    chain.removeSubrange(2...4)
    #expect(findings(chain) == ["es entry 3: missing: entries 3 to 5 are gone from the chain"])
  }

  /// Slipped in with a link of its own that fits the one before, and all behind it numbered on.
  @Test func anInsertedEntryIsNamed() {
    var chain = Some.chain(4)
    var entry = chain[1].entry
    entry.number = 3
    entry.document.number = "ES-77"
    let link = SellerChain(hash: sha256).link(entry, after: chain[1].link)
    for place in 2..<4 { chain[place].entry.number += 1 }
    chain.insert(ChainedEntry(id: 9, entry: entry, before: chain[1].link, link: link), at: 2)
    let found = findings(chain)
    #expect(found.contains("es entry 4 (ES-3, pdf): inserted, or the one before it was: it names another link before it than the entry before has"))
  }

  @Test func theChainOfAnotherSellerIsAnother() {
    #expect(findings(Some.chain(1), seller: "it") != [])
  }

  // MARK: - seals

  private func sealed(_ chain: [ChainedEntry], _ ranges: [ClosedRange<Int>]) -> [(seal: ChainedSeal, links: [ContentDigest])] {
    var before = sha256(Array(ArchiveSeal.originText.utf8))
    return ranges.enumerated().map { place, range in
      let links = chain[(range.lowerBound - 1)...(range.upperBound - 1)].map(\.link)
      let seal = ArchiveSeal(
        number: Int64(place + 1), day: day("2026-02-0\(place + 1)"), firstEntry: Int64(range.lowerBound), lastEntry: Int64(range.upperBound),
        root: MerkleTree(hash: sha256).root(links.map(\.bytes)), sealedAt: Instant(seconds: 1_770_100_000))
      let link = sha256(Array(seal.text(after: before).utf8))
      defer { before = link }
      return (ChainedSeal(seal: seal, before: before, link: link), links)
    }
  }

  private func found(_ seals: [(seal: ChainedSeal, links: [ContentDigest])]) -> [String] {
    var proof = SealProof(hash: sha256)
    return seals.flatMap { proof.look(at: $0.seal, links: $0.links) }.map(\.description)
  }

  @Test func sealsAreProvedAgainstTheLinksOfTheirEntries() {
    let chain = Some.chain(9)
    #expect(found(sealed(chain, [1...3, 4...4, 5...9])) == [])

    // An entry remade with its link: its own chain is silent when all behind it are remade too, its seal is not.
    var seals = sealed(chain, [1...3, 4...9])
    seals[0].links[1] = sha256([9])
    #expect(found(seals) == ["seal 1 of 2026-02-01: the links of its entries do not give its root: one of them was changed with its entry"])

    seals = sealed(chain, [1...3, 4...9])
    seals[1].links.removeLast()
    #expect(found(seals) == ["seal 2 of 2026-02-02: it covers 6 entries, 5 are there"])

    seals = sealed(chain, [1...3, 4...9])
    seals[1].seal.seal.root = sha256([1])
    #expect(found(seals).count == 2)

    seals = sealed(chain, [1...3, 4...4, 5...9])
    seals.remove(at: 1)
    #expect(found(seals) == ["seal 2: missing from the chain of seals"])
    #expect(found(sealed(chain, [1...3, 5...9])) == ["seal 2 of 2026-02-02: its entries begin with 5, those of the seal before end with 3"])
  }
}
