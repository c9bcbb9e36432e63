import Foundation
import Lab

@main struct FlorinLab {
  static func main() async { exit(await LabCommand.run(Array(CommandLine.arguments.dropFirst()))) }
}
