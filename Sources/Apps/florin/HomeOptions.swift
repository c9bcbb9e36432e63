import ArgumentParser
import Foundation

/// Where the database lives and how answers are printed; shared by every verb.
struct HomeOptions: ParsableArguments {
  @Option(name: .long, help: "The folder that holds Florin's database. What writes creates it when missing; what only reads says that it is missing.")
  var home: String = "florin-home"

  @OptionGroup var database: DatabaseOption

  @Flag(name: .long, help: "Print JSON instead of text.")
  var json = false
}

/// A database on a server instead of the file in the home folder.
///
/// The option is the environment variable `FLORIN_DATABASE`, said for one command.
struct DatabaseOption: ParsableArguments {
  @Option(
    name: .long,
    help: "A PostgreSQL database instead of a file in the home: postgres://USER@HOST/NAME. Default: what FLORIN_DATABASE says.")
  var database: String?

  func validate() throws {
    if let database { setenv("FLORIN_DATABASE", database, 1) }
  }
}
