package io.gputelemetry.streamer.source;

/** Nothing of its own, for a streamer that only takes what is sent to it. Never ends. */
public final class NoSource implements Source {
  @Override
  public String name() {
    return "receive";
  }

  @Override
  public int read(long nowMicros, int max, Sink sink) {
    return 0;
  }
}
