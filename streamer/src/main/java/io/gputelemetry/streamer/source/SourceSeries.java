package io.gputelemetry.streamer.source;

import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.List;

/**
 * A series as one source yields it: looked up once, then passed on with each sample. It knows what
 * whoever reads the source would have to look up otherwise: its last event time, and its place in
 * the batch that is being gathered. Used by one thread at a time.
 */
public final class SourceSeries {
  /** Event times of a series, whatever its attribution is. */
  private static final class Times {
    private long last;

    private Times(long floor) {
      last = floor;
    }
  }

  private final SeriesIdentity identity;
  private final Times times;

  /** What the shard of its GPU follows from; negative until somebody asks. */
  private long shardHash = -1;

  private long batch = -1;
  private int index;

  private SourceSeries(SeriesIdentity identity, Times times) {
    this.identity = identity;
    this.times = times;
  }

  /** A series that the source yields under no other attribution. */
  public static SourceSeries of(SeriesIdentity identity) {
    return after(Long.MIN_VALUE, identity);
  }

  /** Such a series, whose event times are all later than {@code floorMicros}. */
  public static SourceSeries after(long floorMicros, SeriesIdentity identity) {
    return new SourceSeries(identity, new Times(floorMicros));
  }

  /** The entries of a table; those of the same series share their event times. */
  public static List<SourceSeries> of(SeriesTable table) {
    Times[] times = new Times[table.keyCount()];
    List<SourceSeries> series = new ArrayList<>(table.size());
    for (int i = 0; i < table.size(); i++) {
      int key = table.key(i);
      if (times[key] == null) {
        times[key] = new Times(Long.MIN_VALUE);
      }
      series.add(new SourceSeries(table.identities().get(i), times[key]));
    }
    return List.copyOf(series);
  }

  /** The same series under another attribution. */
  public SourceSeries attributed(SeriesIdentity other) {
    if (!other.series().equals(identity.series())) {
      throw new IllegalArgumentException(other.series() + " is another series");
    }
    return new SourceSeries(other, times);
  }

  /** Which series, and to whom it is attributed. */
  public SeriesIdentity identity() {
    return identity;
  }

  /** Whether a shard has its GPU. */
  boolean isIn(Shard shard) {
    if (shardHash < 0) {
      shardHash = Shard.hash(identity.gpu().uuid());
    }
    return shard.hasHash(shardHash);
  }

  /** The event time of a sample that is read now: later than every other one of the series. */
  public long nextEventTime(long nowMicros) {
    times.last = Math.max(nowMicros, times.last + 1);
    return times.last;
  }

  /** The event time given out last; {@link Long#MIN_VALUE} before the first. */
  public long lastEventTime() {
    return times.last;
  }

  /**
   * Its index in the dictionary of the batch that is being gathered.
   *
   * @param number of that batch, 0 or more, another one for every batch
   */
  public int indexIn(SampleBatch.Builder gathered, long number) {
    if (batch != number) {
      batch = number;
      index = gathered.index(identity);
    }
    return index;
  }
}
