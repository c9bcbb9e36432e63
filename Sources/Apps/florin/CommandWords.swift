import ArgumentParser
import Primitives

/// Names the word that is no command: the parser, which reads on, blames the first option behind it, and its help is silent.
enum CommandWords {
  /// The words with `help` before the group that it stands behind: `charging help` asks for what `help charging` does.
  static func helpFirst(_ arguments: [String], of root: any ParsableCommand.Type) -> [String] {
    var command = root
    for (index, word) in arguments.enumerated() {
      if index > 0, word == "help", !command.configuration.subcommands.isEmpty { return ["help"] + arguments[..<index] + arguments[(index + 1)...] }
      guard let next = child(word, of: command) else { break }
      command = next
    }
    return arguments
  }

  private static func child(_ word: String, of command: any ParsableCommand.Type) -> (any ParsableCommand.Type)? {
    command.configuration.subcommands.first { $0._commandName == word || $0.configuration.aliases.contains(word) }
  }

  /// What is wrong with the words before the first option; `nil` when they lead to a command.
  static func problem(in arguments: [String], of root: any ParsableCommand.Type) -> Problem? {
    let isHelp = arguments.first == "help"
    var (command, path) = (root, root._commandName)
    // As the words are to be written again.
    var asked: String { isHelp ? path.replacing(root._commandName, with: "\(root._commandName) help", maxReplacements: 1) : path }
    for word in isHelp ? arguments.dropFirst() : arguments[...] {
      let known = command.configuration
      if word.hasPrefix("-") || word == "help" && path == root._commandName { return nil }
      if known.subcommands.isEmpty {
        guard isHelp else { return nil }
        return Problem(.unknownCommand, "`\(path)` has no commands, so none called \"\(word)\"", remedy: "`\(asked)` tells what it takes")
      }
      guard let next = child(word, of: command) else {
        if known.defaultSubcommand != nil, !isHelp { return nil }
        let names = told(known.subcommands)
        return Problem(
          .unknownCommand, "`\(path)` has no command \"\(word)\"",
          remedy: nearest(word, among: names).map { "did you mean `\(asked) \($0)`?" } ?? (names.count <= 15 ? "it has \(names.joined(separator: ", "))" : "`\(path) --help` lists them"))
      }
      (command, path) = (next, "\(path) \(word)")
    }
    return nil
  }

  /// Those that help lists; where it lists none of them, all.
  private static func told(_ commands: [any ParsableCommand.Type]) -> [String] {
    let shown = commands.filter { $0.configuration.shouldDisplay }
    return (shown.isEmpty ? commands : shown).map { $0._commandName }
  }
}

extension ProblemCode {
  /// A word on the command line is no command.
  static let unknownCommand = ProblemCode("command.unknown")
}
