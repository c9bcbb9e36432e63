/// How a run's accounts are cut into transactions.
///
/// Full batches in the middle, because each one waits for the disk once. Small ones at both ends: recording starts when
/// the first batch is computed, and goes on alone after the last.
enum BillRunBatches {
  /// Ranges that follow one another and cover `0..<count`, none longer than `size`.
  static func ranges(of count: Int, upTo size: Int, workers: Int) -> [Range<Int>] {
    let smallest = max(1, size / 8)
    var ranges: [Range<Int>] = []
    var start = 0
    var growing = min(smallest, size)
    while start < count {
      let shareOfRest = max(smallest, (count - start) / (2 * workers))
      let length = min(growing, shareOfRest, count - start)
      ranges.append(start..<start + length)
      start += length
      growing = min(size, growing * 2)
    }
    return ranges
  }
}
