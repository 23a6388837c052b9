package io.gputelemetry.benchmarks;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/**
 * Publishes one sample after the other, and asks the API for the newest row of that GPU until it is
 * the one. A figure includes the request that saw it.
 */
final class VisibilityProbe {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final HttpClient http = HttpClient.newHttpClient();
  private final MessageQueue queue;
  private final SeriesIdentity series;
  private final HttpRequest newest;

  VisibilityProbe(MessageQueue queue, int api) {
    this.queue = queue;
    this.series = Batches.identity(0, 0);
    this.newest =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/api/v1/gpus/%s/telemetry?order=desc&limit=1"
                        .formatted(api, series.gpu().uuid())))
            .build();
  }

  /** Microseconds from the call to publish to the answer that has the row, sorted. */
  long[] run(int probes) throws IOException, InterruptedException {
    long[] micros = new long[probes];
    for (int i = 0; i < probes; i++) {
      micros[i] = probe();
    }
    Arrays.sort(micros);
    return micros;
  }

  private long probe() throws IOException, InterruptedException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    long eventTime = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    SampleBatch.Builder builder = new SampleBatch.Builder();
    builder.add(builder.index(series), eventTime, SampleBatch.NO_SOURCE_TIME, 1);
    Message message = new Message(Message.SAMPLE_BATCH, 1, codec.encode(builder.build()));
    String expected = TIME.format(now);
    long from = System.nanoTime();
    queue.publish(QueueRequest.DEFAULT_TOPIC, Producer.ANONYMOUS, List.of(message), PATIENCE);
    while (System.nanoTime() - from < PATIENCE.toNanos()) {
      if (http.send(newest, HttpResponse.BodyHandlers.ofString()).body().contains(expected)) {
        return (System.nanoTime() - from) / 1_000;
      }
    }
    throw new IOException("the row of " + expected + " was not visible within " + PATIENCE);
  }
}
