package io.gputelemetry.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The content of a file: as it is seen, as it is on the disk, and the changes between. */
final class SimulatedFile {
  private static final int SECTOR_BYTES = 512;
  private static final double[] SHARES = {0, 0.1, 0.5, 0.9, 1};

  private Content seen = new Content();
  private Content durable = new Content();
  private final List<Change> unsynced = new ArrayList<>();

  private sealed interface Change {}

  private record Write(ByteBuffer bytes, long position) implements Change {}

  private record Truncation(long size) implements Change {}

  /** Bytes that grow. */
  private static final class Content {
    byte[] bytes = {};
    int size;

    void write(ByteBuffer source, long position) {
      int end = Math.toIntExact(position + source.remaining());
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      }
      source.get(source.position(), bytes, (int) position, source.remaining());
      size = Math.max(size, end);
    }

    void resize(long to) {
      if (to < size) {
        Arrays.fill(bytes, (int) to, size, (byte) 0);
      } else if (to > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) to);
      }
      size = (int) to;
    }

    Content copy() {
      Content copy = new Content();
      copy.bytes = Arrays.copyOf(bytes, size);
      copy.size = size;
      return copy;
    }
  }

  /** How much of what was not synced survives a crash: nothing, all, or something between. */
  static double share(Random random) {
    return SHARES[random.nextInt(SHARES.length)];
  }

  int read(byte[] target, long position) {
    int count = (int) Math.min(target.length, seen.size - position);
    if (count > 0) {
      System.arraycopy(seen.bytes, (int) position, target, 0, count);
    }
    return count;
  }

  /** Takes a copy of the bytes. */
  void write(ByteBuffer source, long position) {
    if (source.hasRemaining()) {
      ByteBuffer bytes = ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
      seen.write(bytes, position);
      unsynced.add(new Write(bytes, position));
    }
  }

  void truncate(long size) {
    if (size < seen.size) {
      seen.resize(size);
      unsynced.add(new Truncation(size));
    }
  }

  void sync() {
    for (Change change : unsynced) {
      switch (change) {
        case Write(ByteBuffer bytes, long position) -> durable.write(bytes, position);
        case Truncation(long size) -> durable.resize(Math.min(size, durable.size));
      }
    }
    unsynced.clear();
  }

  /** The changes are still seen, but nobody will bring them to the disk any more. */
  void loseUnsynced() {
    unsynced.clear();
  }

  long size() {
    return seen.size;
  }

  byte[] content() {
    return Arrays.copyOf(seen.bytes, seen.size);
  }

  void replace(byte[] bytes) {
    seen = new Content();
    seen.write(ByteBuffer.wrap(bytes), 0);
    durable = seen.copy();
    unsynced.clear();
  }

  SimulatedFile copy() {
    SimulatedFile copy = new SimulatedFile();
    copy.seen = seen.copy();
    copy.durable = durable.copy();
    copy.unsynced.addAll(unsynced);
    return copy;
  }

  /** Leaves what is durable and, of the rest, each sector or cut that the random numbers spare. */
  void crash(Random random) {
    double kept = share(random);
    double spoilt = random.nextBoolean() ? 0 : share(random);
    int syncedSize = durable.size;
    int seenSize = seen.size;
    for (Change change : unsynced) {
      switch (change) {
        case Write write -> crash(write, random, kept, spoilt);
        case Truncation(long size) -> {
          if (random.nextDouble() < kept) {
            durable.resize(Math.min(size, durable.size));
          }
        }
      }
    }
    if (!unsynced.isEmpty()) {
      crashLength(random, syncedSize, seenSize);
    }
    unsynced.clear();
    seen = durable.copy();
  }

  private void crash(Write write, Random random, double kept, double spoilt) {
    int length;
    for (int from = 0; from < write.bytes().limit(); from += length) {
      long position = write.position() + from;
      int toBoundary = SECTOR_BYTES - (int) (position % SECTOR_BYTES);
      length = Math.min(toBoundary, write.bytes().limit() - from);
      ByteBuffer sector = write.bytes().slice(from, length);
      if (random.nextDouble() < kept) {
        durable.write(sector, position);
      } else if (random.nextDouble() < spoilt) {
        durable.write(garbage(sector, (int) position, random), position);
      }
    }
  }

  /** Zeros or noise, but not where the bytes were to stay the same: a disk leaves those alone. */
  private ByteBuffer garbage(ByteBuffer sector, int position, Random random) {
    byte[] garbage = new byte[sector.limit()];
    if (random.nextBoolean()) {
      random.nextBytes(garbage);
    }
    for (int index = 0; index < garbage.length; index++) {
      int at = position + index;
      if (at < durable.size && durable.bytes[at] == sector.get(index)) {
        garbage[index] = sector.get(index);
      }
    }
    return ByteBuffer.wrap(garbage);
  }

  /** The length is a change of its own: it may lag behind the bytes, or come before them. */
  private void crashLength(Random random, int syncedSize, int seenSize) {
    switch (random.nextInt(4)) {
      case 0 -> {
        if (durable.size > syncedSize) {
          durable.resize(syncedSize + random.nextInt(durable.size - syncedSize + 1));
        }
      }
      case 1 -> durable.resize(Math.max(durable.size, seenSize));
      default -> {}
    }
  }
}
