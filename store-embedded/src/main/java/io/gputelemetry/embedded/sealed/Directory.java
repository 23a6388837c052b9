package io.gputelemetry.embedded.sealed;

import java.nio.ByteBuffer;

/** Where the blocks of an index are, and with which chunk each begins. */
final class Directory {
  private final int[] series;
  private final long[] times;
  private final long[] positions;
  private final long[] chunkPositions;
  private final long[] replaced;
  private final long end;

  private Directory(int blocks, int replacedFiles, long end) {
    series = new int[blocks];
    times = new long[blocks];
    positions = new long[blocks];
    chunkPositions = new long[blocks];
    replaced = new long[replacedFiles];
    this.end = end;
  }

  static boolean isWhole(ByteBuffer bytes) {
    int end = bytes.limit() - Integer.BYTES;
    return bytes.getInt(end) == SealedFormat.crc(bytes, end);
  }

  /** Reads a whole one. */
  static Directory decode(ByteBuffer bytes, SealedFormat.Footer footer) {
    Directory directory =
        new Directory(footer.blocks(), footer.replaced(), footer.parts().series());
    for (int i = 0; i < directory.series.length; i++) {
      directory.series[i] = bytes.getInt();
      directory.times[i] = bytes.getLong();
      directory.positions[i] = bytes.getLong();
      directory.chunkPositions[i] = bytes.getLong();
    }
    for (int i = 0; i < directory.replaced.length; i++) {
      directory.replaced[i] = bytes.getLong();
    }
    return directory;
  }

  /** The block in which the last entry at or before (series, time) is; 0 if there is none. */
  int blockOf(int wanted, long time) {
    int low = 0;
    int high = series.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (series[middle] > wanted || (series[middle] == wanted && times[middle] > time)) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return low;
  }

  long position(int block) {
    return positions[block];
  }

  /** Bytes of a block with its checksum. */
  int length(int block) {
    long next = block + 1 < positions.length ? positions[block + 1] : end;
    return Math.toIntExact(next - positions[block]);
  }

  int firstSeries(int block) {
    return series[block];
  }

  long firstTime(int block) {
    return times[block];
  }

  /** Where the first chunk of the block is. */
  long chunkPosition(int block) {
    return chunkPositions[block];
  }

  long[] replaced() {
    return replaced.clone();
  }
}
