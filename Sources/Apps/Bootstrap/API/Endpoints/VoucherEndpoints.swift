import Balances
import HTTPAPI
import Operations
import Primitives

extension FlorinAPI {
  private static let voucherBatch = Endpoint.Parameter.path("batch", "The batch's reference.")

  /// Vouchers: made, listed, blocked and redeemed.
  var voucherEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/voucher-batches", chapter: "Balances", name: "listVoucherBatches", "List batches of vouchers", about: "In the order they were made.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(VoucherShapes.batch), "Batches, without codes.")],
        for: Who.voucherLog, work: .reading { request in
          let page = PageOf(try vouchers.batches(after: try request.after(), limit: request.limit + 1), limit: request.limit) { $0.id }
          return .page(PageOf(page.items.map { VoucherBatchDocument(batch: $0) }, next: page.next), VoucherShapes.batch, request)
        }),
      Endpoint(
        .get, "/v1/voucher-batches/{batch}", chapter: "Balances", name: "readVoucherBatch", "Read a batch of vouchers", parameters: [FlorinAPI.voucherBatch],
        answers: [.json(VoucherShapes.batch.schema, "The batch, without codes.")],
        for: Who.voucherLog, work: .reading { request in
          .json(VoucherBatchDocument(batch: try vouchers.batch(request.text("batch") ?? "")), VoucherShapes.batch, request)
        }),
      Endpoint(
        .post, "/v1/voucher-batches", chapter: "Balances", name: "makeVouchers", "Make vouchers",
        about: """
          The codes stand in this answer and nowhere else: a repeat of the request is answered with the batch, without them, also when this answer \
          never arrived or could not be written down. A batch whose codes were lost is blocked (`POST /v1/voucher-batches/{batch}/blocks`), and made anew \
          under another reference and key.
          """,
        body: .init(.object(Bodies.newVouchers), example: #"{"reference": "spring-20", "count": 2, "amount": "20.00", "unit": "EUR"}"#),
        answers: [
          .json(VoucherShapes.batch.schema, status: 201, "The batch, with its codes.").leading(to: "readVoucherBatch", "blockVouchers", with: "batch", from: "/reference")
        ],
        for: Who.billing, work: .writing { request in
          var reader = SourceReader(request.body)
          let (batch, codes) = try vouchers.make(
            .init(
              reference: reader.text("reference") ?? "", count: reader.integer("count") ?? 0, amount: reader.number("amount") ?? .zero,
              unit: reader.text("unit") ?? "", validDays: reader.optionalInteger("validDays"), isBonus: reader.optionalFlag("bonus") ?? false,
              redeemFrom: reader.optionalText("redeemFrom"), redeemUntil: reader.optionalText("redeemUntil")), key: request.commandKey)
          return .json(VoucherBatchDocument(batch: batch, codes: codes), VoucherShapes.batch, request, status: 201)
        })
        .tellingOnce(["codes"]),
      Endpoint(
        .post, "/v1/voucher-batches/{batch}/blocks", chapter: "Balances", name: "blockVouchers", "Block vouchers",
        about: "For good; what was redeemed before stays redeemed.", parameters: [FlorinAPI.voucherBatch],
        body: .init(.object(Bodies.voucherBlock), example: #"{"number": 17, "reason": "card lost"}"#),
        answers: [.json(VoucherShapes.batch.schema, status: 201, "The batch as it is now.")],
        for: Who.careOrBilling, work: .writing { request in
          var reader = SourceReader(request.body)
          let batch = try vouchers.block(request.text("batch") ?? "", number: reader.optionalInteger("number"), reason: reader.text("reason") ?? "")
          return .json(VoucherBatchDocument(batch: batch), VoucherShapes.batch, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/balances/{balance}/redemptions", chapter: "Balances", name: "redeemVoucher", "Redeem a voucher",
        about: "Pays in what it is worth, once. Of codes that pay nothing in, five may be tried on one balance within an hour.",
        parameters: [.path("balance", "The balance's reference.")],
        body: .init(.object(Bodies.redemption), example: #"{"code": "K7M3-9QXW-2B8D-TVZ5"}"#),
        answers: [.json(BalanceShapes.moved.schema, status: 201, "What was moved.")],
        for: Who.redeemers, work: .writing { request in
          let reference = try balance(request).balance.reference
          var reader = SourceReader(request.body)
          return try moved(vouchers.redeem(reader.text("code") ?? "", into: reference, key: request.commandKey), request)
        })
        .hiding(["code"]),
    ]
  }

  private var vouchers: Vouchers { Vouchers(installation) }
}
