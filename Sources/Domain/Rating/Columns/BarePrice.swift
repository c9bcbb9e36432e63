import Catalog
import Primitives

/// The amount of one price without its explanation, for whoever asks first whether anything differs at all.
///
/// It knows what `ColumnKernel` knows. Whatever it does not know is rated in the general way, to the same digits.
struct BarePrice: Sendable {
  private let kernel: ColumnKernel
  private let price: CompiledPrice

  /// `nil` when the kernel does not know such a price.
  init?(_ version: PriceVersion) {
    // Decimals that megabytes of octets and hours of seconds fit; quantities with more are rated in the general way.
    var kernel = ColumnKernel(quantityDigits: 6)
    guard let index = kernel.compile(version) else { return nil }
    self.kernel = kernel
    price = kernel.prices[Int(index)]
  }

  /// The rounded amount; `nil` when it does not fit whole numbers on the way.
  func amountMinor(_ quantity: Exact) -> Int64? {
    guard let whole = quantity.minorUnits(digits: kernel.quantityDigits, mode: .down),
      Exact(unscaled: whole, scale: kernel.quantityDigits) == quantity
    else { return nil }
    return kernel.amountMinor(quantity: whole, price: price)
  }
}
