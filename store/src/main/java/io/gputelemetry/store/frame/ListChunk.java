package io.gputelemetry.store.frame;

import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.telemetry.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What fits into one frame of a longer list. As a sink of a query it takes elements until the next
 * one has no place any more. Not thread-safe.
 */
public final class ListChunk<T> implements Predicate<T> {
  /** What a header and the counts of a list may take. */
  private static final int FRAME_OVERHEAD = 64;

  /** The longest form of a character of a string in UTF-8. */
  private static final int CHARACTER_BYTES = 3;

  private final ToLongFunction<T> bytesOf;
  private final List<T> elements = new ArrayList<>();
  private long bytes = FRAME_OVERHEAD;
  private boolean more;

  private ListChunk(ToLongFunction<T> bytesOf) {
    this.bytesOf = bytesOf;
  }

  /** A chunk of GPUs. */
  public static ListChunk<GpuSummary> ofGpus() {
    return new ListChunk<>(summary -> {
      Gpu gpu = summary.gpu();
      return FRAME_OVERHEAD
          + text(gpu.uuid())
          + text(gpu.device())
          + text(gpu.modelName())
          + text(gpu.hostname());
    });
  }

  /** A chunk of metric names. */
  public static ListChunk<String> ofNames() {
    return new ListChunk<>(name -> Integer.BYTES + text(name));
  }

  /** At most what this text takes in UTF-8. */
  static long text(String text) {
    return (long) CHARACTER_BYTES * text.length();
  }

  /** Takes an element; false, for good, if it has no place. */
  @Override
  public boolean test(T element) {
    bytes += bytesOf.applyAsLong(element);
    more = more || bytes > StoreFrame.BYTES_MAX;
    if (!more) {
      elements.add(element);
    }
    return !more;
  }

  /** What was taken. */
  public List<T> elements() {
    return List.copyOf(elements);
  }

  /** Whether an element had no place. */
  public boolean more() {
    return more;
  }
}
