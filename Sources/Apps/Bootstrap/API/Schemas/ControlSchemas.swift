import Charging
import HTTPAPI

/// What requests about controls may say.
extension Bodies {
  static let newControl = ObjectSchema(
    "NewControl", "What keeps spending within bounds.",
    [
      .init("code", .text(.token.within(1...60)), "Its name: small letters, digits and hyphens."),
      .init("kind", .choice(ControlWish.kinds), "`limit`: so much within a stretch of time; `bar`: nothing, always or at some hours; `low`: tells when less is left; `exhaustion`: what the network does when nothing is left."),
      .optional("amount", .amount, "Of a limit, or what should be left; in the unit."),
      .optional("unit", .text(.token.within(1...40)), "A currency, `octets`, `seconds`, `messages`, `events`, or a name of your own; the balance's currency when left out."),
      .optional("window", .choice(SpendingLimit.Window.allCases.map(\.rawValue)), "What a limit counts in; each begins at zero."),
      .optional("services", .list(.text(.token.within(1...100)), atMost: 50), "Only these; all when left out."),
      .optional("ratingGroups", .list(.integer(0...4_294_967_295), atMost: 50), "Only these of the network's; all when left out."),
      .optional("destinations", .list(.text(.token.within(1...100)), atMost: 200), "Only destinations that begin so; all when left out."),
      .optional("attributes", .list(.plainText, atMost: 20), "Only use with these attributes: `roaming=yes`."),
      .optional("warnAt", .list(.integer(1...99), atMost: 10), "Hundredths of a limit at which it is told; the whole of it is told in any case."),
      .optional("onlyTells", .flag, "The limit refuses nothing; false when left out."),
      .optional("hours", .list(.plainText, atMost: 20), "Of a bar: `22:00-06:00`, `1-5 08:00-15:00`, by the clock where the account is; always when left out."),
      .optional("everything", .flag, "Of a bar for all balances that says neither of what nor when: that it is meant to bar everything for everybody. It is refused without."),
      .optional("topUp", .amount, "What whoever is told of a low balance should pay in."),
      .optional("action", .plainText, "`terminate`, `redirect:ADDRESS`, `restrict:FILTER,FILTER`."),
      .optional("mayBeLifted", .flag, "Customers may change and end it; false when left out."), .optional("reason", .plainText, "Why."),
    ])

  static let controlEnd = ObjectSchema("NewControlEnd", "A control that ends.", [.init("reason", .plainText, "Why.")])
}
