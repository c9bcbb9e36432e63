public import Charging
public import Primitives

/// Sets and ends controls: by the operator, or by the customer within what the operator leaves open.
public struct SetControl {
  let store: any ControlStore

  public init(store: any ControlStore) { self.store = store }

  /// Says that a control holds from now on, in the place of one of the same code.
  ///
  /// - Parameters:
  ///   - reference: of the customer balance; `nil`: for all.
  ///   - mayBarEverything: whether a bar of everything is meant for everybody, and nothing was left out by mistake.
  /// - Throws: `Rejection` when the code has another kind of control (`control.other-kind`), a customer wants to loosen what the
  ///   operator set (`control.not-yours`), or everything would be barred for everybody unasked (`control.wrong-terms`); nothing is written then.
  public func set(
    _ control: SpendingControl, for reference: String?, mayBarEverything: Bool = false, reason: String, key: String, at instant: Instant
  ) throws -> StoredControl {
    let words = "set \(control) for \(reference ?? "all")"
    let command = BalanceCommand(key: key, fingerprint: words, reason: reason)
    return try store.say(control.code, of: reference, command: command) { soFar in
      if reference == nil, !mayBarEverything, case .bar(let bar) = control.rule, bar.isOfEverything {
        throw Rejection(
          Problem(
            .controlTerms, path: "everything", "this would bar everything for everybody",
            remedy: "say of what or when (`services`, `ratingGroups`, `destinations`, `attributes`, `hours`), set it for one balance, or write `everything`: true where it is meant"))
      }
      if let other = (soFar.own + soFar.others).first(where: { $0.control.map { !control.rule.goesOn(from: $0.rule) } ?? false }) {
        let place = other.balance == reference ? "" : " for \(other.balance.map { "\"\($0)\"" } ?? "all")"
        throw Rejection(
          Problem(
            .controlOther, path: "code", "\"\(control.code)\" counts something else since it was first set\(place)",
            remedy: "change amounts, levels and hours under this code; give what counts otherwise a code of its own"))
      }
      try SetControl.allow(control.setBy, control.code, control.rule, soFar.inForce)
      return StoredControl(balance: reference, code: control.code, control: control, setBy: control.setBy, setAt: instant, reason: reason)
    }
  }

  /// Says that there is no control of a code from now on; for one balance also where one holds for all.
  public func end(_ code: String, for reference: String?, by setter: SpendingControl.Setter, reason: String, key: String, at instant: Instant) throws -> StoredControl {
    let command = BalanceCommand(key: key, fingerprint: "end \(code) for \(reference ?? "all") by \(setter)", reason: reason)
    return try store.say(code, of: reference, command: command) { soFar in
      if soFar.inForce?.control == nil {
        throw Rejection(
          Problem(
            .controlUnknown, path: "code", "there is no control \"\(code)\"\(reference.map { " for \"\($0)\"" } ?? " for all")",
            remedy: "`florin control list` names what holds"))
      }
      try SetControl.allow(setter, code, nil, soFar.inForce)
      return StoredControl(balance: reference, code: code, control: nil, setBy: setter, setAt: instant, reason: reason)
    }
  }

  /// Customers change what they set themselves and what may be lifted.
  private static func allow(_ setter: SpendingControl.Setter, _ code: String, _ rule: SpendingControl.Rule?, _ inForce: StoredControl?) throws(Rejection) {
    guard setter == .customer else { return }
    if case .exhaustion? = rule {
      throw Rejection(
        Problem(
          .controlOperators, path: "kind", "what the network does when nothing is left is said by the operator", remedy: "set a limit, a bar, or what tells of a low balance"))
    }
    guard let inForce, inForce.binds else { return }
    throw Rejection(
      Problem(
        .controlOperators, path: "code", "\"\(code)\" was set by the operator and may not be changed by customers",
        remedy: "set a limit of your own under another code; both hold, so the smaller one counts"))
  }
}

extension SpendingControl.Rule {
  /// Whether what one counted is what the other counts.
  func goesOn(from other: SpendingControl.Rule) -> Bool {
    switch (self, other) {
    case (.limit(let now), .limit(let before)): now.unit == before.unit && now.window == before.window && now.use == before.use
    case (.bar, .bar), (.low, .low), (.exhaustion, .exhaustion): true
    default: false
    }
  }
}
