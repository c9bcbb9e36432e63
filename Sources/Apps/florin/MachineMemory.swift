import CMachine

/// How this program asks the machine for memory.
enum MachineMemory {
  /// A few arenas that begin with 16 MB and keep what they have.
  ///
  /// The C library otherwise lets a worker's arena grow and shrink page by page, one system call each: in a bill run
  /// that was six hundredths of all time. A single arena was worse: two workers and the writer waited for each other.
  /// Call before anything else.
  static func prepare() {
    mallopt(M_ARENA_MAX, 4)
    mallopt(M_TOP_PAD, 16 << 20)
    mallopt(M_TRIM_THRESHOLD, 256 << 20)
    mallopt(M_MMAP_THRESHOLD, 64 << 20)
  }
}
