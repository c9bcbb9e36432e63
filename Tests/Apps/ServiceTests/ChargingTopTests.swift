import Charging
import ChargingGateway
import Foundation
import HTTPAPI
import Operations
import Primitives
import Seeds
import Synchronization
import Testing

@testable import Bootstrap

/// What charging does, as it is counted and as the terminal shows it.
@Suite struct ChargingTopTests {
  private static let before = """
    # HELP florin_charging_requests_total Charging requests answered, by protocol and result.
    florin_charging_requests_total{protocol="diameter",result="success"} 100
    florin_charging_request_seconds_bucket{protocol="diameter",le="0.001"} 90
    florin_charging_request_seconds_bucket{protocol="diameter",le="0.005"} 100
    florin_charging_request_seconds_bucket{protocol="diameter",le="+Inf"} 100
    florin_charging_sessions 2
    """
  private static let after = """
    florin_charging_requests_total{protocol="diameter",result="credit-limit-reached"} 3
    florin_charging_requests_total{protocol="diameter",result="success"} 300
    florin_charging_requests_total{protocol="radius",result="success"} 4
    florin_charging_request_seconds_bucket{protocol="diameter",le="0.001"} 191
    florin_charging_request_seconds_bucket{protocol="diameter",le="0.005"} 301
    florin_charging_request_seconds_bucket{protocol="diameter",le="+Inf"} 303
    florin_charging_request_seconds_bucket{protocol="radius",le="0.001"} 0
    florin_charging_request_seconds_bucket{protocol="radius",le="0.005"} 0
    florin_charging_request_seconds_bucket{protocol="radius",le="+Inf"} 4
    florin_charging_sessions 7
    florin_http_requests_total{method="GET",route="/",status="200"} 9
    """

  /// Faults of the database are told, not each of thousands, and nothing of who asked.
  @Test func faultsAreTold() {
    struct About: Error { var subject = "600100100" }
    let lines = Mutex<[String]>([])
    let faults = ChargingFaults(.diameter) { event, fault in lines.withLock { $0.append("\(event): \(fault)") } }
    let start = ContinuousClock.now
    faults.note(.success(ChargingAnswer(.success)), at: start)
    faults.note(.failure(WaitedTooLong(.seconds(10))), at: start)
    faults.note(.failure(Rejection(Problem(.chargingFull, "full", remedy: "wait"))), at: start)
    #expect(lines.withLock { $0 }.isEmpty)
    for seconds in [0, 1, 9, 10, 11, 20] { faults.note(.failure(About()), at: start.advanced(by: .seconds(seconds))) }
    // The first; those after 1 and 9 seconds with that after 10; that after 11 with that after 20.
    let told = lines.withLock { $0 }
    #expect(told.count == 3 && told.allSatisfy { $0.contains("over diameter could not be decided") && $0.hasSuffix("About") && !$0.contains("600100100") }, "\(told)")
    #expect(told.map { $0.contains("as 2 before it") } == [false, true, false] && told.map { $0.contains("as 1 before it") } == [false, false, true])
  }

  @Test func twoReadingsMakeAPicture() {
    let top = ChargingTop(from: .init(metrics: Self.before), to: .init(metrics: Self.after), milliseconds: 2_000)
    #expect(top.openSessions == 7)
    #expect(top.rows == [
      // Of 203, 101 within a millisecond: less than half; 201 within five: all but one in a hundred.
      .init(spoken: "diameter", requests: 303, perSecond: "101.5", half: "≤ 5 ms", most: "≤ 5 ms", results: ["success 200", "credit-limit-reached 3"]),
      .init(spoken: "radius", requests: 4, perSecond: "2", half: "> 5 ms", most: "> 5 ms", results: ["success 4"]),
    ])
    // Nothing in between; and a service that began anew, whose counters are smaller: what it did since.
    let still = ChargingTop(from: .init(metrics: Self.after), to: .init(metrics: Self.after), milliseconds: 1_000)
    #expect(still.rows.map(\.perSecond) == ["0", "0"] && still.rows.allSatisfy { $0.half == nil && $0.results.isEmpty })
    let anew = ChargingTop(from: .init(metrics: Self.after), to: .init(metrics: Self.before), milliseconds: 1_000)
    #expect(anew.rows == [.init(spoken: "diameter", requests: 100, perSecond: "100", half: "≤ 1 ms", most: "≤ 5 ms", results: ["success 100"])])
    #expect(ChargingTop(from: .init(metrics: ""), to: .init(metrics: "nonsense {"), milliseconds: 0).rows.isEmpty)
  }

  @Test func whatIsAnsweredIsCounted() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"b","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    let reserve = #"{"session":"s","subject":"600100100","services":[{"service":"data","requested":1000}]}"#
    for body in [reserve, reserve, reserve.replacing("600100100", with: "nobody"), reserve.replacing("1000", with: "2000")] { _ = await world.ask("POST", "/v1/charging/reserve", body) }
    let metrics = await world.get("/metrics").text
    let lines = Set(metrics.split(separator: "\n").map(String.init))
    for line in [
      #"florin_charging_requests_total{protocol="rest",result="success"} 2"#, #"florin_charging_requests_total{protocol="rest",result="request-reused"} 2"#,
      #"florin_charging_request_seconds_count{protocol="rest"} 4"#, #"florin_charging_request_seconds_bucket{protocol="rest",le="+Inf"} 4"#, "florin_charging_sessions 1",
      #"florin_radius_packets_total{outcome="wrong-authenticator"} 0"#,
    ] { #expect(lines.contains(line), "\(line)\n\(metrics)") }
  }

  /// A server on a socket, asked over it by the program.
  @Test func theTerminalShowsAService() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"b","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/charging/reserve", #"{"session":"s-1","subject":"600100100","services":[{"service":"data","requested":1000}]}"#)
    let service = world.service
    let (addresses, told) = AsyncStream<String>.makeStream()
    let server = HTTPServer(host: "127.0.0.1", port: 0) { await service.desk.answer($0) }
    let serving = Task { try await server.run(stopsOnInterrupt: false) { told.yield($0) } }
    defer { serving.cancel() }
    let address = try #require(await addresses.first { _ in true })
    let (said, code) = try await run(["charging", "top", "--once", "--seconds", "1", "--address", address])
    #expect(code == 0 && said.contains("1 session going on") && said.contains("rest") && said.contains("s-1") && said.contains("data 0"), "\(said)")
    let (json, _) = try await run(["charging", "top", "--once", "--json", "--seconds", "1", "--address", address])
    #expect(json.hasPrefix(#"{"openSessions":1,"protocols":[{"protocol":"rest","requests":1,"perSecond":"0""#), "\(json)")
    // Nobody there, and no address at all.
    serving.cancel()
    let (nobody, gone) = try await run(["charging", "top", "--once", "--address", "http://127.0.0.1:1"])
    #expect(gone == 2 && nobody.contains("nothing answers at http://127.0.0.1:1") && nobody.contains("remedy"), "\(nobody)")
    let (wrong, refused) = try await run(["charging", "top", "--once", "--address", "somewhere"])
    #expect(refused == 1 && wrong.contains("is no address on the web"), "\(wrong)")
  }

  /// What helps whoever is not let in is a command that there is.
  @Test func whoIsNotLetInIsToldHowToBe() async throws {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let server = HTTPServer(host: "127.0.0.1", port: 0) { _ in Departure(status: 401, headers: [], content: .bytes([])) }
    let serving = Task { try await server.run(stopsOnInterrupt: false) { told.yield($0) } }
    defer { serving.cancel() }
    let address = try #require(await addresses.first { _ in true })
    let (said, code) = try await run(["charging", "top", "--once", "--address", address])
    #expect(code == 2 && said.contains("`florin key create NAME --role billing`"), "\(said)")
  }

  private func run(_ arguments: [String]) async throws -> (String, Int32) {
    try await withCheckedThrowingContinuation { done in
      DispatchQueue.global().async {
        let process = Process()
        process.executableURL = URL(filePath: BuiltProgram.florin)
        process.arguments = arguments
        let out = Pipe()
        process.standardOutput = out
        process.standardError = out
        done.resume(
          with: Result {
            try process.run()
            let said = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return (said, process.terminationStatus)
          })
      }
    }
  }
}
