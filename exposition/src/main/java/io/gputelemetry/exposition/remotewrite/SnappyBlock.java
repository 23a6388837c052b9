package io.gputelemetry.exposition.remotewrite;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.util.Arrays;

/** Snappy's block format: the length of the content as a varint, then literals and copies. */
final class SnappyBlock {
  /** Three bytes copy at most 64. */
  private static final int RATIO_MAX = 22;

  private static final int LENGTH_BYTES_MAX = 5;

  private SnappyBlock() {}

  /**
   * The content of a block. Nothing is allocated before the length that it claims is known to be
   * possible and within the limit.
   */
  static byte[] decompress(byte[] block, int limit) throws RemoteWriteFormatException {
    long claimed = claimedLength(block);
    if (claimed > limit) {
      throw RemoteWriteFormatException.tooLarge(
          "the body is " + claimed + " bytes when decompressed; at most " + limit + " are taken");
    }
    if (claimed > (long) RATIO_MAX * block.length) {
      throw new RemoteWriteFormatException(
          "the body is not snappy's block format: %d bytes cannot hold the %d that they claim"
              .formatted(block.length, claimed));
    }
    byte[] content = new byte[(int) claimed];
    try {
      // Fails if it gives more or less than was claimed.
      var _ =
          new SnappyJavaDecompressor()
              .decompress(block, 0, block.length, content, 0, content.length);
      return content;
    } catch (MalformedInputException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new RemoteWriteFormatException(
          "the body is not snappy's block format: " + e.getMessage());
    }
  }

  private static long claimedLength(byte[] block) throws RemoteWriteFormatException {
    long length = 0;
    for (int i = 0; i < Math.min(block.length, LENGTH_BYTES_MAX); i++) {
      length |= (block[i] & 0x7fL) << (7 * i);
      if (block[i] >= 0) {
        return length;
      }
    }
    throw new RemoteWriteFormatException(
        block.length == 0
            ? "the body is empty"
            : "the body is not snappy's block format: it begins without a length");
  }

  static byte[] compress(byte[] content) {
    SnappyJavaCompressor compressor = new SnappyJavaCompressor();
    byte[] block = new byte[compressor.maxCompressedLength(content.length)];
    int length = compressor.compress(content, 0, content.length, block, 0, block.length);
    return Arrays.copyOf(block, length);
  }
}
