package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/**
 * Counters of phases entered and left, in a mapped file that outlives the process: after a kill it
 * tells where the kill fell.
 *
 * <pre>
 * phase 0: entered (8 bytes) | left (8 bytes), phase 1: ...
 * </pre>
 */
final class PhaseFile {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer counters;

  private PhaseFile(MappedByteBuffer counters) {
    this.counters = counters;
  }

  static PhaseFile open(Path file) {
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new PhaseFile(
          channel.map(FileChannel.MapMode.READ_WRITE, 0, 16L * Phase.values().length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes that a thread began this; to be closed when it is done, whatever the outcome. */
  Inside enter(Phase phase) {
    add(phase.slot() * 16);
    return () -> add(phase.slot() * 16 + 8);
  }

  /** Another process reads what this one writes, so every access goes to memory. */
  private void add(int index) {
    long before = (long) LONG.getAndAdd(counters, index, 1L);
    if (before < 0) {
      throw new IllegalStateException("a counter of phases ran over");
    }
  }

  private long read(int index) {
    return (long) LONG.getVolatile(counters, index);
  }

  /** Whether some thread is, or was when it was killed, inside. */
  boolean isInside(Phase phase) {
    // Entered is read last: at worst a phase that has just ended still looks like one under way.
    long left = read(phase.slot() * 16 + 8);
    return entered(phase) > left;
  }

  /** How often it was begun. */
  long entered(Phase phase) {
    return read(phase.slot() * 16);
  }

  /** Every phase that some thread is inside. */
  Set<Phase> inside() {
    Set<Phase> inside = EnumSet.noneOf(Phase.class);
    for (Phase phase : Phase.values()) {
      if (isInside(phase)) {
        inside.add(phase);
      }
    }
    return inside;
  }

  /** Forgets everything, before the next process. */
  void clear() {
    for (int i = 0; i < counters.capacity(); i += 8) {
      LONG.setVolatile(counters, i, 0L);
    }
  }

  /** A phase that is under way. */
  interface Inside extends AutoCloseable {
    @Override
    void close();
  }
}
