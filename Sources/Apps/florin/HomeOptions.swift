import ArgumentParser

/// Where the database lives and how answers are printed; shared by every verb.
struct HomeOptions: ParsableArguments {
  @Option(name: .long, help: "The folder that holds Florin's database. Created when missing.")
  var home: String = "florin-home"

  @Flag(name: .long, help: "Print JSON instead of text.")
  var json = false
}
