import ArgumentParser
import Bootstrap
import Foundation
import Primitives

/// What scripts can rely on: 0 done; 1 the input was refused, or a check found something; 2 the database or the
/// machine failed, try again; 64 the command line was wrong.
enum Exits {
  static let refused = ExitCode(1)
  static let fault = ExitCode(2)
  static let wrongCommand = ExitCode(64)
}

/// Writes to standard error, where nothing that is repeated may do more than be read.
func complain(_ text: String) {
  StandardError.write(text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).harmless }.joined(separator: "\n") + "\n")
}

/// Runs a verb's work and turns what it throws into words on standard error and an exit code.
///
/// With `json`, problems go to standard output as `{"problems": [...]}`, each with code, place, path, message, remedy.
func answering(json: Bool = false, _ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let exit as ExitCode {
    throw exit
  } catch let rejection as Rejection {
    if json { print(problemsJSON(rejection.problems)) } else { complain(rejection.description) }
    throw Exits.refused
  } catch let error as CleanExit {
    throw error
  } catch let error as ValidationError {
    throw error
  } catch {
    complain("\(error)")
    throw Exits.fault
  }
}

func problemsJSON(_ problems: [Problem]) -> String {
  var json = JSONText()
  json.object {
    $0.key("problems")
    $0.array { list in
      for problem in problems {
        list.object {
          $0.field("code", problem.code.rawValue)
          $0.field("file", problem.place?.file)
          $0.field("line", problem.place?.line)
          $0.field("column", problem.place?.column)
          $0.field("path", problem.path.isEmpty ? nil : problem.path)
          $0.field("message", problem.message)
          $0.field("remedy", problem.remedy)
        }
      }
    }
  }
  return json.string
}
