import Primitives

/// What two readings give, or the mistakes of both at once.
func both<First, Second>(_ first: @autoclosure () throws -> First, _ second: @autoclosure () throws -> Second) throws -> (First, Second) {
  let one = try told(first)
  let other = try told(second)
  if case .success(let one) = one, case .success(let other) = other { return (one, other) }
  throw Rejection(problems(one) + problems(other))
}

private func told<Value>(_ read: () throws -> Value) throws -> Result<Value, Rejection> {
  do { return .success(try read()) } catch let rejection as Rejection { return .failure(rejection) }
}

private func problems<Value>(_ result: Result<Value, Rejection>) -> [Problem] {
  if case .failure(let rejection) = result { rejection.problems } else { [] }
}
