import Bootstrap
import Foundation

/// A progress bar on standard error, drawn only on a terminal and at most ten times a second.
final class ProgressLine {
  private let what: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now
  private var last = ContinuousClock.now - .seconds(1)

  init(_ what: String) { self.what = what }

  func show(_ done: Int, of total: Int) {
    let now = ContinuousClock.now
    guard isTerminal, total > 0, done == total || now - last > .milliseconds(100) else { return }
    last = now
    let width = 30
    let filled = width * done / total
    let seconds = max(0.001, Double((now - began).components.seconds) + Double((now - began).components.attoseconds) / 1e18)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let rate = Int(Double(done) / seconds)
    StandardError.write("\r\(what) \(bar) \(done)/\(total)  \(rate)/s ")
  }

  /// Takes progress in where somebody sees it; `nil` where nobody does, so that nothing is counted for it.
  var taking: ((Int, Int) -> Void)? { isTerminal ? { self.show($0, of: $1) } : nil }

  /// For work whose end is not known.
  func count(_ words: String, _ done: Int) {
    let now = ContinuousClock.now
    guard isTerminal, now - last > .milliseconds(100) else { return }
    last = now
    StandardError.write("\r\u{1B}[K\(what): \(words) \(done)")
  }

  func finish() {
    if isTerminal { StandardError.write("\r\u{1B}[K") }
  }
}
