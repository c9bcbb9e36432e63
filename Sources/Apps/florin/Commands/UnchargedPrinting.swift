import Bootstrap
import Charging
import Operations
import Primitives

/// What could not be charged, and what of it was given up, on a terminal or as JSON.
struct UnchargedPrinting {
  let json: Bool

  /// - Parameter charged: how many sessions were charged just now; `nil` when that was not tried.
  func show(_ listed: [UnchargedUse], waiting: Int, charged: Int?) {
    if json { return print(text(listed, waiting: waiting, charged: charged)) }
    if let charged { print("Charged \(charged) sessions; \(waiting) wait.") }
    if listed.isEmpty { return print("Nothing waits to be charged.") }
    print(
      TextTable(["number", "session", "subject", "used at", "used", "why not charged"]).text(
        listed.map { use in
          [
            "\(use.number)", use.request.session, use.request.subject, "\(use.request.at)", use.request.services.map { "\($0.service) \($0.used)" }.joined(separator: ", "),
            use.reason ?? use.result.word,
          ]
        }))
    if waiting > listed.count { print("\(waiting - listed.count) more wait.") }
  }

  func show(_ listed: [GivenUpUse]) {
    if json {
      var text = JSONText()
      text.array { list in for use in listed { list.object { write(use, &$0) } } }
      return print(text.string)
    }
    if listed.isEmpty { return print("Nothing was given up.") }
    print(
      TextTable(["session", "subject", "used at", "given up", "why not charged", "given up at", "by", "reason"]).text(
        listed.map { use in
          [
            use.session, use.subject, "\(use.usedAt)", units(use), use.obstacle ?? use.result.word, "\(use.givenUpAt)", use.givenUpBy, use.reason,
          ]
        }))
  }

  func show(_ use: GivenUpUse, waiting: Int) {
    if json {
      var text = JSONText()
      text.object { write(use, &$0) }
      return print(text.string)
    }
    print("What session \(use.session) used is given up: \(units(use)). \(waiting) wait.")
  }

  private func units(_ use: GivenUpUse) -> String { use.services.map { "\($0.service) \($0.units)" }.joined(separator: ", ") }

  private func write(_ use: GivenUpUse, _ json: inout JSONText) {
    json.field("number", use.id)
    json.field("session", use.session)
    json.field("subject", use.subject)
    json.field("usedAt", use.usedAt)
    json.field("notedAt", use.notedAt)
    json.field("result", use.result.word)
    json.field("obstacle", use.obstacle)
    json.key("services")
    json.array { services in
      for service in use.services {
        services.object {
          $0.field("ratingGroup", service.ratingGroup)
          $0.field("service", service.service)
          $0.field("destination", service.destination)
          $0.field("used", service.used)
          $0.field("givenUp", service.units)
        }
      }
    }
    json.field("reason", use.reason)
    json.field("by", use.givenUpBy)
    json.field("givenUpAt", use.givenUpAt)
  }

  private func text(_ listed: [UnchargedUse], waiting: Int, charged: Int?) -> String {
    var json = JSONText()
    json.object {
      $0.field("waiting", waiting)
      $0.field("charged", charged)
      $0.key("uncharged")
      $0.array { list in
        for use in listed {
          list.object {
            $0.field("number", use.number)
            $0.field("session", use.request.session)
            $0.field("subject", use.request.subject)
            $0.field("usedAt", use.request.at)
            $0.field("result", use.result.word)
            $0.field("reason", use.reason)
            $0.key("services")
            $0.array { services in
              for service in use.request.services {
                services.object {
                  $0.field("service", service.service)
                  $0.field("used", service.used)
                }
              }
            }
          }
        }
      }
    }
    return json.string
  }
}
