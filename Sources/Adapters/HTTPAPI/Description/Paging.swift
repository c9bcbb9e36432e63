import Foundation
public import Primitives

extension ProblemCode {
  public static let unknownCursor = ProblemCode("http.unknown-cursor")
}

extension Endpoint.Parameter {
  /// What every list takes: how many, and where to go on.
  public static let paging: [Endpoint.Parameter] = [
    .query("limit", .integer(1...500), "How many; 50 when left out."),
    .query("cursor", .text(.token.within(1...100)), "`next` of the page before; the first page when left out."),
  ]
}

/// A stretch of a list.
public struct PageOf<Item: Sendable>: Sendable {
  public var items: [Item]
  /// Where the next page begins; `nil` at the end.
  public var next: Int64?

  public init(_ items: [Item], next: Int64?) {
    self.items = items
    self.next = next
  }

  /// From one item more than was asked for, which only tells that there is more.
  public init(_ read: [Item], limit: Int, place: (Item) -> Int64) {
    items = Array(read.prefix(limit))
    next = read.count > limit ? items.last.map(place) : nil
  }

  /// From the whole list, whose places are 1, 2, 3 ….
  public init(ofAll all: [Item], after: Int64, limit: Int) {
    let start = min(all.count, max(0, Int(clamping: after)))
    items = Array(all[start...].prefix(limit))
    next = start + items.count < all.count ? Int64(start + items.count) : nil
  }
}

extension Schema {
  /// A page of a list: `{"items": […], "next": "…"}`.
  public static func page<Item>(_ shape: Shape<Item>) -> Schema {
    .object(
      ObjectSchema(
        shape.name + "Page", "A stretch of a list.",
        [
          .init("items", .list(shape.schema, atMost: nil)),
          .optional("next", .anyOfType("string"), "`cursor` of the next page; missing at the end."),
        ]))
  }
}

extension APIRequest {
  /// How many items are wanted.
  public var limit: Int { integer("limit") ?? 50 }

  /// The place behind which the page begins; 0 for the first.
  ///
  /// - Throws: `Rejection` (`http.unknown-cursor`) for a cursor that this list never gave.
  public func after() throws(Rejection) -> Int64 {
    guard let cursor = text("cursor") else { return 0 }
    let padded = cursor.replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - cursor.utf8.count % 4) % 4)
    let parts = Data(base64Encoded: padded).map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
    guard parts.count == 2, parts[0] == endpoint, let place = Int64(parts[1]), place > 0 else {
      throw Rejection(
        Problem(.unknownCursor, path: "cursor", "this list never gave the cursor \"\(cursor)\"", remedy: "begin with the first page, without a cursor"))
    }
    return place
  }
}

extension APIResponse {
  /// One page of a list, its items cut down to the fields that the request wants.
  public static func page<Item>(_ page: PageOf<Item>, _ shape: Shape<Item>, _ request: APIRequest) -> APIResponse {
    var json = JSONText(reservingCapacity: 1 << 14)
    json.object { json in
      json.key("items")
      json.array { list in for item in page.items { shape.write(item, request.selection, into: &list) } }
      json.field(
        "next",
        page.next.map { place in
          Data("\(request.endpoint) \(place)".utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        })
    }
    return .json(json.bytes)
  }
}
