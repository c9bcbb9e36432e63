import Testing

@testable import HTTPAPI

/// Every sequence of what can happen on a connection, against what must hold whatever happens.
@Suite struct LaneCourseTests {
  private enum Step: CaseIterable { case hotHead, coldHead, end, laneAnswered, laneClogged, drained, frameworkAnswered, left, stop }

  /// The requests in their order, the naive way: who answers each, and whether it was.
  private struct Naive {
    var owed: [LaneCourse.Reader] = []
    var isReading = false
    var hasStopped = false
  }

  private static func isPossible(_ step: Step, _ course: LaneCourse) -> Bool {
    switch step {
    case .hotHead, .coldHead: course.reader == .nobody && !course.holds
    case .end: course.reader != .nobody && !course.holds
    case .laneAnswered, .laneClogged: course.isAnswering
    case .drained: course.isClogged
    case .frameworkAnswered: course.inFramework > 0
    case .left: course.reader == .lane
    case .stop: !course.isEnding
    }
  }

  private func go(_ course: LaneCourse, _ naive: Naive, _ steps: Int, _ seen: inout Int) {
    seen += 1
    // One answer at a time is the lane's, and never while the framework owes one.
    #expect(naive.owed.count { $0 == .lane } <= 1 && (!naive.owed.contains(.lane) || naive.owed == [.lane]), "\(naive.owed)")
    #expect(course.inFramework == naive.owed.count { $0 == .framework })
    #expect(course.isAtWork || !naive.owed.contains(.lane))
    #expect(!course.holds || course.reader == .nobody)
    #expect(!course.isWaitedFor || course.isClogged || !naive.owed.isEmpty)
    if steps == 0 { return }
    for step in Step.allCases where Self.isPossible(step, course) {
      var (course, naive) = (course, naive)
      switch step {
      case .hotHead:
        let reader = course.headCame { true }
        #expect((reader == .lane) == (naive.owed.isEmpty && !naive.hasStopped))
        naive.owed.append(reader)
      case .coldHead:
        #expect(course.headCame { false } == .framework)
        naive.owed.append(.framework)
      case .end: #expect(course.endCame() == (course.isAnswering ? .lane : .framework))
      case .laneAnswered, .laneClogged:
        course.answered(isTakenIn: step == .laneAnswered)
        naive.owed.removeFirst()
      case .drained: course.takenIn()
      case .frameworkAnswered:
        course.frameworkAnswered()
        naive.owed.removeFirst()
      case .left:
        course.leave()
        naive.owed = [.framework]
      case .stop:
        course.stopAsked()
        naive.hasStopped = true
      }
      go(course, naive, steps - 1, &seen)
    }
  }

  @Test func keepsTheOrderOfAnswersInEverySmallWorld() {
    var seen = 0
    go(LaneCourse(), Naive(), 10, &seen)
    #expect(seen > 10_000)
  }
}
