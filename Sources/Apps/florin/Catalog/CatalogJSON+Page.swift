import Catalog
import Operations
import Parties
import Primitives

extension CatalogJSON {
  static func page(_ page: CatalogPage, title: String) -> String {
    var json = JSONText()
    json.object { json in
      json.field("title", title)
      json.key("offerings")
      json.array { list in for offering in page.offerings { self.offering(offering, page, &list) } }
      json.key("meters")
      json.array { list in
        for meter in page.meters {
          list.object {
            $0.field("code", meter.code.text)
            $0.key("name")
            names(meter.name, &$0)
            $0.field("eventType", meter.eventType)
            $0.field("unit", meter.unit)
            $0.field("aggregation", meter.aggregation.rawValue)
            texts("dimensions", meter.dimensions, &$0)
          }
        }
      }
      json.key("decks")
      json.array { list in
        for deck in page.decks {
          list.object {
            $0.field("code", deck.code.text)
            $0.field("prefixes", deck.entries.count)
            if !page.isWhole { entries(deck, &$0) }
          }
        }
      }
      json.key("promotions")
      json.array { list in
        for promotion in page.promotions {
          list.object {
            $0.field("code", promotion.code.text)
            $0.key("name")
            names(promotion.name, &$0)
            $0.field("words", promotion.words)
            period(promotion.effective, &$0)
          }
        }
      }
      json.key("sellers")
      json.array { list in
        for seller in page.sellers {
          list.object {
            $0.field("code", seller.code.text)
            $0.field("legalName", seller.legalName)
            $0.field("taxIdentifier", seller.taxIdentifier)
            $0.field("country", seller.address.country)
          }
        }
      }
    }
    return json.string
  }

  private static func offering(_ offering: ProductOffering, _ page: CatalogPage, _ json: inout JSONText) {
    json.object {
      $0.field("code", offering.code.text)
      $0.field("kind", offering.kind.rawValue)
      $0.key("name")
      names(offering.name, &$0)
      period(offering.effective, &$0)
      texts("segments", offering.segments, &$0)
      texts("channels", offering.channels, &$0)
      texts("options", offering.options.map(\.text), &$0)
      texts("includes", offering.includes.map(\.text), &$0)
      $0.field("termMonths", offering.termMonths)
      $0.key("prices")
      $0.array { list in for price in offering.prices { self.price(price, page, &list) } }
    }
  }

  private static func price(_ price: OfferingPrice, _ page: CatalogPage, _ json: inout JSONText) {
    json.object {
      $0.field("code", price.code.text)
      $0.key("name")
      names(price.name, &$0)
      $0.field("kind", price.kind.words)
      $0.field("tax", price.taxCategory.text)
      $0.field("revenue", price.revenueAccount.text)
      $0.key("versions")
      $0.array { list in
        for version in price.versions {
          list.object {
            period(version.effective, &$0)
            $0.field("currency", version.currency.code)
            texts("price", version.form.words(unit: page.unit(price), currency: version.currency), &$0)
            texts("adjustments", version.adjustments.map { $0.words(unit: page.unit(price), currency: version.currency) }, &$0)
            $0.field("rounding", version.rounding?.words)
            $0.field("taxInclusive", version.taxInclusive)
          }
        }
      }
    }
  }

  private static func entries(_ deck: RateDeck, _ json: inout JSONText) {
    json.key("entries")
    json.array { list in
      for entry in deck.entries {
        list.object {
          $0.field("prefix", entry.prefix)
          $0.field("destination", entry.destination)
          $0.field("price", entry.pricePerUnit)
          $0.field("perSeconds", entry.perSeconds)
          $0.field("firstIncrementSeconds", entry.firstIncrementSeconds)
          $0.field("incrementSeconds", entry.incrementSeconds)
          $0.field("connectFee", entry.connectFee)
          $0.field("blocked", entry.blocked)
        }
      }
    }
  }

  private static func names(_ name: LocalizedText, _ json: inout JSONText) {
    json.object { for (language, text) in name.byLanguage.sorted(by: { $0.key < $1.key }) { $0.field(named: language, text) } }
  }

  private static func texts(_ name: String, _ values: [String], _ json: inout JSONText) {
    json.key(named: name)
    json.array { for value in values { $0.value(value) } }
  }

  private static func period(_ period: EffectivePeriod, _ json: inout JSONText) {
    json.field("from", period.from)
    json.field("to", period.to)
  }
}
