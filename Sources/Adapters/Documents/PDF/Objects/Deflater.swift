import CZlib

/// Compresses for `FlateDecode`; one stream's memory serves all.
final class Deflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private var room: [UInt8]

  init(level: Int32) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    room = [UInt8](repeating: 0, count: 64 * 1024)
    let code = czlib_begin_zlib(stream, level)
    precondition(code == Z_OK, "zlib refuses level \(level)")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  func compress(_ bytes: [UInt8]) -> [UInt8] {
    deflateReset(stream)
    let bound = Int(deflateBound(stream, UInt(bytes.count)))
    if room.count < bound { room = [UInt8](repeating: 0, count: bound) }
    return bytes.withUnsafeBufferPointer { input in
      room.withUnsafeMutableBufferPointer { output in
        // zlib reads through the pointer and never writes, although its field is not const.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = deflate(stream, Z_FINISH)
        precondition(code == Z_STREAM_END, "the bound of zlib holds the whole")
        return [UInt8](output[..<(output.count - Int(stream.pointee.avail_out))])
      }
    }
  }
}
