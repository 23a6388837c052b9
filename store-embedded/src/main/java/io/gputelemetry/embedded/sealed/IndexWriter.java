package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.numbers.ResidualWriter;
import java.util.Arrays;

/** The index of a file that is being written, in blocks, and the directory of the blocks. */
final class IndexWriter {
  private final ResidualWriter entries = new ResidualWriter(64 << 10);
  private final IndexBlock block = new IndexBlock();
  private IndexEntry[] firstOfBlocks = new IndexEntry[16];
  private int[] blockStarts = new int[16];
  private int blocks;
  private int chunks;

  void add(IndexEntry entry) {
    if (chunks % SealedFormat.BLOCK_ENTRIES == 0) {
      beginBlock(entry);
    }
    block.encode(entry, entries);
    if (++chunks % SealedFormat.BLOCK_ENTRIES == 0) {
      endBlock();
    }
  }

  private void beginBlock(IndexEntry first) {
    if (blocks == blockStarts.length) {
      firstOfBlocks = Arrays.copyOf(firstOfBlocks, blocks * 2);
      blockStarts = Arrays.copyOf(blockStarts, blocks * 2);
    }
    firstOfBlocks[blocks] = first;
    blockStarts[blocks++] = entries.size();
    block.begin(first.series(), first.firstTime());
  }

  private void endBlock() {
    int start = blockStarts[blocks - 1];
    entries.reserve(Integer.BYTES);
    entries.int32(SealedFormat.crc(entries.bytes(), start, entries.size() - start));
  }

  /**
   * Ends the index.
   *
   * @param position where it will begin in the file
   * @return the directory
   */
  ResidualWriter finish(long position, long... replaced) {
    if (chunks % SealedFormat.BLOCK_ENTRIES != 0) {
      endBlock();
    }
    int bytes = blocks * SealedFormat.DIRECTORY_BYTES + replaced.length * Long.BYTES;
    ResidualWriter directory = new ResidualWriter(bytes + Integer.BYTES);
    for (int i = 0; i < blocks; i++) {
      directory.int32(firstOfBlocks[i].series());
      directory.int64(firstOfBlocks[i].firstTime());
      directory.int64(position + blockStarts[i]);
      directory.int64(firstOfBlocks[i].position());
    }
    for (long ordinal : replaced) {
      directory.int64(ordinal);
    }
    directory.int32(SealedFormat.crc(directory.bytes(), 0, bytes));
    return directory;
  }

  /** All blocks, behind each other. */
  ResidualWriter entries() {
    return entries;
  }

  int chunks() {
    return chunks;
  }
}
