/// Waits that grow from a second to half a minute, while something that passes is wrong.
struct Backoff {
  private var wait = Duration.milliseconds(500)

  mutating func next() -> Duration {
    wait = min(wait * 2, .seconds(30))
    return wait
  }
}
