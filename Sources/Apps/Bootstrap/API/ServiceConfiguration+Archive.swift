import Foundation
import Operations
import Primitives

extension ServiceConfiguration {
  /// Reads how the service is to run and how its archive is kept, and tells every mistake in both at once.
  public static func read(file: String?, environment: [String: String], flags: [String: String], home: String) throws -> Service.Settings {
    var problems: [Problem] = []
    var settings = Service.Settings()
    do { settings = try read(file: file, environment: environment, flags: flags) } catch let rejection as Rejection { problems += rejection.problems }
    let place = try Home(folder: home)
    problems += ArchiveSettings.problems(folder: Archive.folder(of: place, environment: environment), environment: environment, at: HomeClock(of: place).now())
    if !problems.isEmpty { throw Rejection(problems) }
    return settings
  }
}
