extension Int64 {
  /// The sum, or the nearest number to it that there is: for what only counts and is shown, where the end of all numbers is as good as beyond.
  ///
  ///     Int64.max.adding(1) == .max
  public func adding(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? (other > 0 ? .max : .min) : sum
  }
}
