package io.gputelemetry.streamer.receive;

import java.time.Duration;

/**
 * How a receiver works. One request in work takes at most about three times the bytes of its
 * content, so requests times content is what the heap must have room for.
 *
 * @param topic where the samples go
 * @param requestsMax requests in work at the same time
 * @param requestWait how long one more waits for its turn before it is answered 503
 * @param bodyBytesMax the largest body as sent; 413 beyond
 * @param contentBytesMax the most a body may decompress to; 413 beyond
 * @param seriesMax series that are remembered, so that their labels are read once
 * @param seriesBytesMax about how much memory these may take
 * @param publishDeadline how long the queue may take for all samples of a request; below the
 *     timeout of senders, which is 30 s for Prometheus
 */
public record ReceiverConfig(
    String topic,
    int requestsMax,
    Duration requestWait,
    int bodyBytesMax,
    int contentBytesMax,
    int seriesMax,
    long seriesBytesMax,
    Duration publishDeadline) {

  public ReceiverConfig {
    if (requestsMax < 1 || bodyBytesMax < 1 || contentBytesMax < 1) {
      throw new IllegalArgumentException(
          "%d requests of %d bytes that hold %d"
              .formatted(requestsMax, bodyBytesMax, contentBytesMax));
    }
    if (seriesMax < 0 || seriesBytesMax < 0) {
      throw new IllegalArgumentException(seriesMax + " series in " + seriesBytesMax + " bytes");
    }
    if (requestWait.isNegative() || !publishDeadline.isPositive()) {
      throw new IllegalArgumentException(
          "a wait of " + requestWait + " and a deadline of " + publishDeadline);
    }
  }

  /**
   * 4 requests at a time after a wait of 1 s, bodies of 4 MiB that hold 16 MiB, 200,000 series in
   * 48 MiB, and 10 s for the queue.
   */
  public static ReceiverConfig of(String topic) {
    return new ReceiverConfig(
        topic,
        4,
        Duration.ofSeconds(1),
        4 << 20,
        16 << 20,
        200_000,
        48L << 20,
        Duration.ofSeconds(10));
  }
}
