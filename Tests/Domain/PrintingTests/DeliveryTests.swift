import Parties
import Primitives
import Printing
import Testing

@Suite struct DeliveryTests {
  @Test func paperIsWhatAnAccountGetsThatSaidNothing() {
    #expect(DeliveryChannel(wish: nil, takesElectronically: false) == .paper(.notAgreed))
    #expect(DeliveryChannel(wish: nil, takesElectronically: true) == .digital(.electronicAddress))
    #expect(DeliveryChannel(wish: .digital, takesElectronically: false) == .digital(.asked))
    // Who asks for paper gets it, whatever else is known.
    #expect(DeliveryChannel(wish: .paper, takesElectronically: true) == .paper(.asked))
  }

  @Test func theRateCountsWhatStaysOnPaperAndWhy() {
    var rate = PaperlessRate()
    let (es, ro) = (
      PaperlessRate.Group(seller: "es", segment: "consumer", country: "ES"), PaperlessRate.Group(seller: "ro", segment: "business", country: "RO")
    )
    for _ in 0..<2 { rate.add(.digital(.asked), es) }
    rate.add(.paper(.asked), es)
    for _ in 0..<3 { rate.add(.paper(.notAgreed), ro) }
    rate.add(.digital(.electronicAddress), ro)
    let total = rate.total
    #expect(total.documents == 7 && total.digital == 3 && total.paper == 4)
    #expect(total.on(paper: .asked) == 1 && total.on(paper: .notAgreed) == 3 && total.digital(.electronicAddress) == 1)
    #expect(total.percent?.description == "42.8" && rate.groups[es]?.percent?.description == "66.6")
    #expect(PaperlessRate().total.percent == nil)
  }

  /// A rate of a hundred says that nothing is on paper any more, so it is never rounded up to it.
  @Test func almostAllIsNotAll() {
    var rate = PaperlessRate()
    let group = PaperlessRate.Group(seller: "es", segment: "consumer", country: "ES")
    for _ in 0..<9_999 { rate.add(.digital(.asked), group) }
    rate.add(.paper(.asked), group)
    #expect(rate.total.percent?.description == "99.9")
  }
}
