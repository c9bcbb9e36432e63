import Foundation
import Testing

@testable import Lab

/// Commerce over months, in texts that a billing clerk can read; see `Tests/Stories`.
///
/// `UPDATE_STORIES=1` writes down what comes of the stories now; the laws must hold all the same.
@Suite struct StoryTests {
  @Test(arguments: Story.names) func happensAsTold(_ name: String) async throws {
    let told = try String(contentsOfFile: Story.path(name), encoding: .utf8)
    var story = try Story(name: name, text: told)
    let played = try await story.played()
    #expect(story.breaches.isEmpty)
    if ProcessInfo.processInfo.environment["UPDATE_STORIES"] != nil {
      try Data(played.utf8).write(to: URL(filePath: Story.path(name)))
    } else {
      #expect(played == told, "the story \(name) went differently; run the tests with UPDATE_STORIES=1 to write it down, then read the difference")
    }
  }

  @Test func areAllThere() { #expect(Story.names.count >= 25) }
}
