/// Where the requests of one connection stand: which are the lane's, which the framework's, and when what comes is held back.
///
/// Answers go back in the order of their requests. So a request is the lane's only when nothing before it waits in the framework, and
/// while the lane answers, what comes behind is held back until that answer is written.
struct LaneCourse {
  enum Reader { case nobody, lane, framework }

  /// Whose request is being read.
  private(set) var reader = Reader.nobody
  /// Requests of the framework's that were not answered yet.
  private(set) var inFramework = 0
  /// The lane has read a request and owes the answer.
  private(set) var isAnswering = false
  /// The answer was written, but the client does not take it in.
  private(set) var isClogged = false
  /// The connection ends once the lane has answered.
  private(set) var isEnding = false

  /// Nothing that comes is looked at until the lane's answer is on its way.
  var holds: Bool { isAnswering || isClogged }

  /// Whether a stop is to wait for the lane.
  var isAtWork: Bool { holds || reader == .lane }

  /// Silence says nothing about the client: it waits for an answer.
  var isWaitedFor: Bool { holds || reader != .framework && inFramework > 0 }

  /// A head came; tells who reads on. `canTake`: asked only when the order of answers allows it.
  mutating func headCame(canTake: () -> Bool) -> Reader {
    reader = inFramework == 0 && !isEnding && canTake() ? .lane : .framework
    if reader == .framework { inFramework += 1 }
    return reader
  }

  /// A request came to its end; tells whose it was.
  mutating func endCame() -> Reader {
    defer { reader = .nobody }
    if reader == .lane { isAnswering = true }
    return reader
  }

  /// What the lane was reading is left to the framework.
  mutating func leave() {
    reader = .framework
    inFramework += 1
  }

  /// The framework wrote the end of an answer: of a request, or of one that it could not make out.
  mutating func frameworkAnswered() { inFramework = max(0, inFramework - 1) }

  /// The connection is to end; the lane begins nothing any more.
  mutating func stopAsked() { isEnding = true }

  /// The lane's answer was written.
  mutating func answered(isTakenIn: Bool) {
    isAnswering = false
    isClogged = !isTakenIn
  }

  mutating func takenIn() { isClogged = false }
}
