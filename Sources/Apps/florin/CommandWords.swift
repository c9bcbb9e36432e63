import ArgumentParser
import Primitives

/// Names the word that is no command: the parser, which reads on, blames the first option behind it.
enum CommandWords {
  /// What is wrong with the words before the first option; `nil` when they lead to a command.
  static func problem(in arguments: [String], of root: any ParsableCommand.Type) -> Problem? {
    var (command, path) = (root, root._commandName)
    for word in arguments {
      let known = command.configuration
      if known.subcommands.isEmpty || known.defaultSubcommand != nil || word.hasPrefix("-") || (path == root._commandName && word == "help") { return nil }
      guard let next = known.subcommands.first(where: { $0._commandName == word || $0.configuration.aliases.contains(word) }) else {
        let names = known.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        return Problem(
          .unknownCommand, "`\(path)` has no command \"\(word)\"",
          remedy: nearest(word, among: names).map { "did you mean `\(path) \($0)`?" } ?? ((1...15).contains(names.count) ? "it has \(names.joined(separator: ", "))" : "`\(path) --help` lists them"))
      }
      (command, path) = (next, "\(path) \(word)")
    }
    return nil
  }
}

extension ProblemCode {
  /// A word on the command line is no command.
  static let unknownCommand = ProblemCode("command.unknown")
}
