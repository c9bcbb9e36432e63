/// A matrix: the values of some attributes choose the form.
public struct ByDimension: Sendable, Hashable {
  /// The values that lead here, one for each dimension, and the form that then prices.
  public struct Cell: Sendable, Hashable {
    /// One value per dimension, in order; `*` matches anything.
    public var values: [String]
    public var form: PriceForm

    public init(values: [String], form: PriceForm) {
      self.values = values
      self.form = form
    }
  }

  public var dimensions: [String]
  /// The first cell that matches decides.
  public var cells: [Cell]

  public init(dimensions: [String], cells: [Cell]) {
    self.dimensions = dimensions
    self.cells = cells
  }
}
