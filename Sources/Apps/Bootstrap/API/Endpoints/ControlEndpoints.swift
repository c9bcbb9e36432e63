import Balances
import Charging
import HTTPAPI
import Operations
import Primitives

extension FlorinAPI {
  private static let ofBalance = Endpoint.Parameter.path("balance", "The balance's reference.")
  private static let code = Endpoint.Parameter.path("control", "The control's code.")
  private static let example = #"{"code": "roaming", "kind": "limit", "amount": "50.00", "window": "month", "attributes": ["roaming=yes"], "warnAt": [80]}"#

  /// What keeps spending within bounds: set, listed and ended; what was told; how long it will last.
  var controlEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/controls", chapter: "Controls", name: "listControls", "List controls for all balances", about: "In the order of codes.",
        answers: [.json(.page(ControlShapes.control), "Controls.")],
        for: Who.controls, work: .reading { .page(PageOf(try controls.list(for: nil), next: nil), ControlShapes.control, $0) }),
      Endpoint(
        .post, "/v1/controls", chapter: "Controls", name: "setControl", "Set a control for all balances",
        about: "In the place of one of the same code. A balance's own control of the same code takes its place.",
        body: .init(.object(Bodies.newControl), example: FlorinAPI.example.replacing(#""amount""#, with: #""unit": "EUR", "amount""#)),
        answers: [.json(ControlShapes.control.schema, status: 201, "The control.")],
        for: Who.billing, work: .writing { request in
          .json(try controls.set(FlorinAPI.wish(request.body), for: nil, by: .operator, key: request.commandKey), ControlShapes.control, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/controls/{control}/end", chapter: "Controls", name: "endControl", "End a control for all balances", parameters: [FlorinAPI.code],
        body: .init(.object(Bodies.controlEnd), example: #"{"reason": "replaced"}"#), answers: [.json(ControlShapes.control.schema, status: 201, "What it is now.")],
        for: Who.billing, work: .writing { try ended($0, for: nil) }),
      Endpoint(
        .get, "/v1/balances/{balance}/controls", chapter: "Controls", name: "listBalanceControls", "List what keeps a balance within bounds",
        about: "Its own controls and those for all, with what limits count now.", parameters: [FlorinAPI.ofBalance],
        answers: [.json(.page(ControlShapes.control), "Controls.")],
        for: Who.accounts, work: .reading { .page(PageOf(try controls.list(for: try balance($0).balance.reference), next: nil), ControlShapes.control, $0) }),
      Endpoint(
        .post, "/v1/balances/{balance}/controls", chapter: "Controls", name: "setBalanceControl", "Set a control of a balance",
        about: "In the place of one of the same code. Customers set their own, and change what the operator lets them.", parameters: [FlorinAPI.ofBalance],
        body: .init(.object(Bodies.newControl), example: FlorinAPI.example), answers: [.json(ControlShapes.control.schema, status: 201, "The control.")],
        for: Who.redeemers, work: .writing { request in
          let reference = try balance(request).balance.reference
          return .json(
            try controls.set(FlorinAPI.wish(request.body), for: reference, by: FlorinAPI.setter(request), key: request.commandKey), ControlShapes.control, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/balances/{balance}/controls/{control}/end", chapter: "Controls", name: "endBalanceControl", "End a control of a balance",
        about: "Also one for all, for this balance.", parameters: [FlorinAPI.ofBalance, FlorinAPI.code],
        body: .init(.object(Bodies.controlEnd), example: #"{"reason": "goes on roaming"}"#), answers: [.json(ControlShapes.control.schema, status: 201, "What it is now.")],
        for: Who.redeemers, work: .writing { try ended($0, for: try balance($0).balance.reference) }),
      Endpoint(
        .get, "/v1/balances/{balance}/notices", chapter: "Controls", name: "listNotices", "List what controls told", about: "The newest first.",
        parameters: [FlorinAPI.ofBalance] + Endpoint.Parameter.paging, answers: [.json(.page(ControlShapes.notice), "Notices.")],
        for: Who.accounts, work: .reading { request in
          let before = try request.after()
          let read = try controls.notices(of: try balance(request).balance.reference, before: before == 0 ? nil : before, limit: request.limit + 1)
          return .page(PageOf(read, limit: request.limit) { $0.id }, ControlShapes.notice, request)
        }),
      Endpoint(
        .get, "/v1/balances/{balance}/forecast", chapter: "Controls", name: "forecastBalance", "Say when a balance will run out",
        about: "If it goes on as in the last days.", parameters: [FlorinAPI.ofBalance, .query("days", .integer(1...366), "How many days are looked at; 14 when left out.")],
        answers: [.json(.page(ControlShapes.forecast), "Each unit.")],
        for: Who.accounts, work: .reading { request in
          .page(
            PageOf(try controls.forecast(of: try balance(request).balance.reference, days: request.integer("days") ?? 14), next: nil), ControlShapes.forecast, request)
        }),
    ]
  }

  private var controls: Controls { Controls(installation) }

  private func ended(_ request: APIRequest, for reference: String?) throws -> APIResponse {
    var reader = SourceReader(request.body)
    let standing = try controls.end(
      request.text("control") ?? "", for: reference, by: FlorinAPI.setter(request), reason: reader.text("reason") ?? "", key: request.commandKey)
    return .json(standing, ControlShapes.control, request, status: 201)
  }

  private static func setter(_ request: APIRequest) -> SpendingControl.Setter { request.caller.customer == nil ? .operator : .customer }

  private static func wish(_ body: SourceNode) -> ControlWish {
    var reader = SourceReader(body)
    return ControlWish(
      code: reader.text("code") ?? "", kind: reader.text("kind") ?? "", amount: reader.optionalNumber("amount"), unit: reader.optionalText("unit"),
      window: reader.optionalText("window"), services: reader.list("services").compactMap { reader.text($0) },
      ratingGroups: reader.list("ratingGroups").compactMap { reader.integer($0) }, destinations: reader.list("destinations").compactMap { reader.text($0) },
      attributes: reader.list("attributes").compactMap { reader.text($0) }, warnAt: reader.list("warnAt").compactMap { reader.integer($0) },
      onlyTells: reader.optionalFlag("onlyTells") ?? false, hours: reader.list("hours").compactMap { reader.text($0) },
      everything: reader.optionalFlag("everything") ?? false, topUp: reader.optionalNumber("topUp"),
      action: reader.optionalText("action"), mayBeLifted: reader.optionalFlag("mayBeLifted") ?? false, reason: reader.optionalText("reason") ?? "")
  }
}
