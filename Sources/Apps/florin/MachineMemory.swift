import CMachine

/// How this program asks the machine for memory.
enum MachineMemory {
  /// One arena that grows in steps of 16 MB and keeps what it has.
  ///
  /// The C library otherwise gives every worker an arena that grows page by page, one system call each: in a bill run
  /// that was six hundredths of all time. Call before anything else.
  static func prepare() {
    mallopt(M_ARENA_MAX, 1)
    mallopt(M_TOP_PAD, 16 << 20)
    mallopt(M_TRIM_THRESHOLD, 256 << 20)
    mallopt(M_MMAP_THRESHOLD, 64 << 20)
  }
}
