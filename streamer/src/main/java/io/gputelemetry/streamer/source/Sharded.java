package io.gputelemetry.streamer.source;

import java.util.Optional;

/** The GPUs of a source that one shard has; the others' observations are passed over. */
public final class Sharded implements Source {
  /** Observations that one call looks at, so that it returns though the shard has none of them. */
  private static final int LOOKED_AT_MAX = 100_000;

  private final Source source;
  private final Shard shard;
  private int passed;

  /** Part of that source, which is closed with it. */
  public Sharded(Source source, Shard shard) {
    this.source = source;
    this.shard = shard;
  }

  @Override
  public String name() {
    return source.name() + ", shard " + shard.index() + " of " + shard.count();
  }

  @Override
  public int read(long nowMicros, int max, Sink sink) {
    passed = 0;
    int lookedAt = 0;
    while (passed < max && lookedAt < LOOKED_AT_MAX) {
      int count =
          source.read(
              nowMicros,
              max - passed,
              (series, eventTime, sourceTime, value) -> {
                if (series.isIn(shard)) {
                  sink.sample(series, eventTime, sourceTime, value);
                  passed++;
                }
              });
      if (count == END && passed == 0) {
        return END;
      }
      if (count <= 0) {
        break;
      }
      lookedAt += count;
    }
    return passed;
  }

  @Override
  public long waiting() {
    return source.waiting();
  }

  @Override
  public Optional<String> problem() {
    return source.problem();
  }

  @Override
  public void close() {
    source.close();
  }
}
