/// The rule that turns a quantity, or single events, into an amount. One file each under `Forms`.
public indirect enum PriceForm: Sendable, Hashable {
  case flat(Flat)
  case perUnit(PerUnit)
  case graduated(Tiered)
  case volume(Tiered)
  case package(Package)
  case blockTiers(BlockTiers)
  case percentage(Percentage)
  case graduatedPercentage(GraduatedPercentage)
  case steppedIntervals(SteppedIntervals)
  case capacity(Capacity)
  case dynamic(Dynamic)
  case byDimension(ByDimension)
  case byPrefix(ByPrefix)
  case byTime(ByTime)
}
