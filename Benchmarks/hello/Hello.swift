import CSQLite
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// The least that a request over HTTP/1 costs on this machine: SwiftNIO takes it in whole and answers five bytes.
///
/// With DATABASE, SQL and PREFIX it runs a statement before it answers, with the number that follows the prefix in the address as its only
/// parameter, and looks at every column of every row: the least that reading them over HTTP costs.
///
/// Prints its address and serves until it is ended.
@main struct Hello {
  static func main() async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          let words = Array(CommandLine.arguments.dropFirst())
          try channel.pipeline.syncOperations.addHandler(Answering(words.count == 3 ? Query(words[0], words[1], words[2]) : nil))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    print("http://127.0.0.1:\(server.localAddress?.port ?? 0)")
    fflush(nil)
    try await server.closeFuture.get()
  }
}

private final class Answering: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let query: Query?

  init(_ query: Query?) { self.query = query }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): query?.run(for: head.uri)
    case .body: break
    case .end:
      let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "5"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "hello")))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}

/// One statement on a connection of its own.
private final class Query {
  private var database: OpaquePointer?
  private var statement: OpaquePointer?
  private let prefix: String
  private var sum: Int64 = 0

  init(_ path: String, _ sql: String, _ prefix: String) {
    self.prefix = prefix
    guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK,
      sqlite3_exec(database, "PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY;", nil, nil, nil) == SQLITE_OK,
      sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK
    else { fatalError(String(cString: sqlite3_errmsg(database))) }
  }

  deinit {
    sqlite3_finalize(statement)
    sqlite3_close(database)
  }

  func run(for address: String) {
    sqlite3_bind_int64(statement, 1, Int64(address.dropFirst(prefix.count).prefix(while: \.isNumber)) ?? 0)
    while sqlite3_step(statement) == SQLITE_ROW {
      for column in 0..<sqlite3_column_count(statement) {
        if sqlite3_column_type(statement, column) == SQLITE_INTEGER {
          sum &+= sqlite3_column_int64(statement, column)
        } else if sqlite3_column_text(statement, column) != nil {
          sum &+= Int64(sqlite3_column_bytes(statement, column))
        }
      }
    }
    sqlite3_reset(statement)
  }
}
